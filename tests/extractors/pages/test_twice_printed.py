"""A page that prints its article twice gives it once, whatever markup stands around it."""

import itertools
import json
from html import escape

import pytest

from extractors.model import Page, Text
from extractors.outcomes import Reason
from extractors.pages.article import clean_page, clean_text

TITLE = "Nelayan Teluk Meranti Tolak Pembatasan Jam Melaut dan Minta Dermaga Baru"
WIDGETS = ("loading...", "A", "A", "A")
PROSE = """
TELUK MERANTI - Perwakilan nelayan dan dinas kelautan bertemu di balai kota guna membahas aturan jam melaut yang
diajukan dinas pada Kamis (4/3/2022). Pertemuan itu berlangsung setelah dua kapal kandas di muara awal pekan ini.

Usai pertemuan, Ketua Himpunan Nelayan Rahmat Wijaya mengatakan pihaknya akan tetap mencari jalan tengah dengan dinas,
tetapi tidak akan menyerahkan hak melaut malam hari yang sudah berlaku turun-temurun.

“Hari ini dinas membawa rancangan yang mereka susun sejak Januari tanpa bertanya kepada kami; di dalamnya ada larangan
melaut selepas pukul sembilan malam" kata Rahmat.

"Kami pada pihak kami mengulang permintaan lama soal dermaga dan lampu suar. Tanpa keduanya, aturan apa pun hanya akan
memindahkan bahaya dari malam ke pagi hari," sambung Rahmat.

“Ada perbedaan besar antara kami dan dinas dalam perkara ini. Tapi sudah baik bahwa semua orang mau duduk di meja yang
sama,” ujar Rahmat seperti dikutip dari Lentera Timur, Jumat (4/3/2022).

Kepala dinas, menurut catatan rapat, meminta nelayan menarik perahu kecil dari muara selama musim barat. Permintaan
itu merujuk pada tiga kecelakaan yang terjadi di alur sempit sebelah utara mercusuar bulan lalu.

Himpunan, kata Rahmat, menyatakan keberatan atas denda yang dinilai terlalu tinggi dan meminta dinas menunda
pelaksanaannya sampai alur selesai dikeruk.

"Kami juga meminta dinas tidak menahan surat izin selama perundingan berjalan dan mematuhi janji yang sudah
ditandatangani tahun lalu," kata Rahmat.
"""
PARAGRAPHS = tuple(" ".join(paragraph.split()) for paragraph in PROSE.split("\n\n"))
AGAIN = PARAGRAPHS[1:]

BODIES = {
    "p": lambda texts: "".join(f"<p>{text}</p>\n" for text in texts),
    "bare text between double breaks": lambda texts: "<br><br>\n".join(texts) + "<br><br>\n",
    "breaks with white space between": lambda texts: "<br />&nbsp;\n<br />\n".join(texts) + "<br /><br />\n",
    "div": lambda texts: "".join(f"<div>{text}</div>\n" for text in texts),
    "span and one break": lambda texts: "".join(f"<span>{text}</span><br/>" for text in texts),
    "table cell": lambda texts: f"<table><tr><td>{'<br><br>'.join(texts)}</td></tr></table>",
    "table rows": lambda texts: f"<table>{''.join(f'<tr><td>{text}</td></tr>' for text in texts)}</table>",
    "list": lambda texts: f"<ul>{''.join(f'<li>{text}</li>' for text in texts)}</ul>",
    "links and bold": lambda texts: "".join(
        f"<p>{text.replace('dinas', '<a href=/tag/dinas>dinas</a>').replace('Rahmat', '<b>Rahmat</b>')}</p>"
        for text in texts
    ),
}
SECONDS = {
    "after": "{}",
    "in its own container": '<div class="content-2">{}</div>',
    "style": '<div style="display: none">{}</div>',
    "hidden attribute": "<div hidden>{}</div>",
    "hidden class": '<div class="hidden">{}</div>',
    "aria": '<section aria-hidden="true">{}</section>',
}
WIDGET_MARKUP = {
    "divs": "<div>loading...</div><div>A</div><div>A</div><div>A</div>",
    "spans": "<div>loading...</div><div><span>A</span><span>A</span><span>A</span></div>",
    "breaks": "loading...<br>A<br>A<br>A<br>",
    "buttons": "<span>loading...</span> <button>A</button><button>A</button><button>A</button>",
}
HEADS = {
    "open graph": f'<title>{TITLE} - Kabar Pagi</title><meta property="og:title" content="{TITLE} | Kabar Pagi">',
    "title element": f"<title>{TITLE}</title>",
    "json-ld": f"<title>{TITLE} | Kabar Pagi</title><script type='application/ld+json'>"
    + json.dumps({"@type": "NewsArticle", "headline": TITLE, "datePublished": "2022-03-04T08:15:00+07:00"})
    + "</script>",
}
HEADLINES = {"h1": f"<h1>{TITLE}</h1>", "h2": f"<h2>{TITLE}</h2>", "only in title": ""}
FRAMES = {
    "bare": "{}",
    "site": (
        '<header><a href="/">Kabar Pagi</a><nav><ul><li><a href="/daerah">Daerah</a></li></ul></nav></header>'
        "<main><article>{}</article><aside><h3>Terpopuler</h3><ul>"
        '<li><a href="/1">Harga ikan teri naik di pasar lama</a></li></ul></aside></main>'
        '<div id="comments"><p>Semoga cepat selesai, kasihan yang melaut malam.</p></div>'
        "<footer>© Kabar Pagi. Hak cipta dilindungi.</footer>"
    ),
    "table": '<table><tr><td><a href="/">Menu</a></td><td>{}</td></tr></table>',
}


PLAIN = {
    "second": "after",
    "widgets": "divs",
    "head": "open graph",
    "headline": "h1",
    "frame": "site",
    "between": False,
    "lede": False,
}


def built(**choices):
    skin = PLAIN | choices
    texts = [escape(text, quote=False) for text in PARAGRAPHS]
    lead = f'<div class="lead"><strong>{texts[0]}</strong></div>' if skin["lede"] else ""
    first = BODIES[skin["body"]](texts[1:] if skin["lede"] else texts)
    again = SECONDS[skin["second"]].format(BODIES[skin["body"]](texts[1:]))
    label = WIDGET_MARKUP[skin["widgets"]]
    above, among = ("", label) if skin["between"] else (label, "")
    article = f"{HEADLINES[skin['headline']]}{above}{lead}<div class='content'>{first}</div>{among}{again}"
    body = FRAMES[skin["frame"]].format(article)
    markup = f"<html><head><meta charset=utf-8>{HEADS[skin['head']]}</head><body>{body}</body></html>"
    return Page("https://www.kabarpagi.example/daerah/2022/03/04/nelayan", markup.encode())


SKINS = [
    *({"body": body} for body in BODIES),
    *({"body": body, "second": second} for body, second in itertools.product(list(BODIES)[:4], SECONDS)),
    *({"body": "p", "widgets": widgets, "between": between} for widgets in WIDGET_MARKUP for between in (False, True)),
    *({"body": "div", "head": head, "headline": headline} for head, headline in itertools.product(HEADS, HEADLINES)),
    *({"body": body, "frame": frame} for body, frame in itertools.product(list(BODIES)[:5], FRAMES)),
    *({"body": body, "frame": frame, "lede": True} for body, frame in itertools.product(list(BODIES)[:4], FRAMES)),
]


@pytest.mark.parametrize("skin", SKINS, ids=lambda skin: ", ".join(str(choice) for choice in skin.values()))
def test_the_article_stands_once_and_what_was_taken_out_is_named(skin):
    cleaned = clean_page(built(**skin))
    article = cleaned.article
    assert article is not None
    assert article.title == TITLE
    assert article.paragraphs == PARAGRAPHS
    assert {r.reason: tuple(x.text for x in article.removed if x.reason == r.reason) for r in article.removed} == {
        "residue": WIDGETS,
        "repeat": AGAIN,
    }


def test_fields_stand_beside_the_text():
    article = clean_page(built(body="p", head="json-ld")).article
    assert article is not None
    assert (article.language, article.dateline, article.wire_agency) == ("id", "TELUK MERANTI", None)
    assert article.cited_source == "Lentera Timur"
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2022-03-04T01:15:00+00:00"


def test_a_weekday_that_the_calendar_contradicts_is_impossible():
    article = clean_page(built(body="p")).article
    assert article is not None
    said = {claim.raw: (claim.verdict, claim.note) for claim in article.claims if claim.source == "text"}
    assert said == {
        "Kamis (4/3/2022)": ("impossible", "4 March 2022 was a Friday (Jumat)"),
        "Jumat (4/3/2022)": ("agrees", None),
    }


def test_each_repeat_names_the_paragraph_that_it_repeats():
    article = clean_page(built(body="p")).article
    assert article is not None
    repeats = [removal for removal in article.removed if removal.reason == "repeat"]
    assert [removal.evidence for removal in repeats] == [
        f"repeats paragraph {number} (similarity 1.00)" for number in range(1, 8)
    ]
    assert {removal.position for removal in repeats} == {8}


def test_cleaning_what_is_clean_changes_nothing():
    cleaned = clean_text(Text("https://www.kabarpagi.example/a", TITLE, PARAGRAPHS))
    assert cleaned.outcome is Reason.OK
    assert cleaned.article is not None
    assert (cleaned.article.paragraphs, cleaned.article.removed) == (PARAGRAPHS, ())


def test_a_text_that_was_collected_elsewhere_is_cleaned_alike():
    text = Text("https://www.kabarpagi.example/a", TITLE, (TITLE, *WIDGETS, *PARAGRAPHS, *AGAIN))
    article = clean_text(text).article
    assert article is not None
    assert article.paragraphs == PARAGRAPHS
    assert [removal.reason for removal in article.removed] == ["headline", *["residue"] * 4, *["repeat"] * 7]


def test_the_same_page_gives_the_same_record():
    page = built(body="div", second="style", frame="site")
    assert clean_page(page) == clean_page(page)
