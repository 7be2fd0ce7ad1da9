"""Which lines are the article is what unlike witnesses agree on: lists of links do not win, however long they are."""

import pytest

from extractors.model import Page
from extractors.pages.article import clean_page

TITLE = "Harga cabai di Pasar Lembah turun menjelang panen raya"
PARAGRAPHS = (
    (
        "Harga cabai merah di Pasar Lembah turun menjadi dua puluh ribu rupiah per kilogram pada Selasa pagi setelah "
        "pasokan dari lereng gunung kembali lancar."
    ),
    (
        "Kepala Dinas Perdagangan, Rahmat Suganda, mengatakan penurunan itu sudah diperkirakan sejak petani di "
        "tiga kecamatan memulai panen lebih awal."
    ),
    (
        "“Kami minta pedagang tidak menimbun. Stok di gudang cukup sampai akhir bulan depan,” kata Rahmat saat di "
        "pasar bersama petugas timbangan."
    ),
    (
        "Sejumlah pembeli mengaku lega karena dua pekan lalu harga sempat menyentuh tujuh puluh ribu rupiah dan banyak "
        "warung makan mengurangi sambal."
    ),
    (
        "Pemerintah kabupaten berencana membuka pasar murah di alun-alun pada hari Sabtu untuk menjaga agar harga "
        "bahan pokok lain tetap terjangkau."
    ),
)
HEADLINES = (
    "Jembatan gantung di Desa Sukamaju selesai diperbaiki warga",
    "Tim bola voli kabupaten melaju ke babak final di kandang lawan",
    "Sekolah dasar di lereng gunung mendapat perpustakaan keliling baru",
    "Nelayan pantai selatan diminta menunda melaut akibat ombak tinggi",
    "Festival layang-layang kembali digelar setelah libur dua tahun",
    "Warga kampung nelayan menanam seribu bibit bakau di muara sungai",
    "Kereta wisata mulai melayani rute pegunungan setiap akhir pekan",
)
BREAKS = "<br><br>".join(PARAGRAPHS)


def headline(number):
    return HEADLINES[number % len(HEADLINES)]


def link(number):
    return f'<a href="/read/{number}">{headline(number)}</a>'


def date(number):
    return f"Senin, {number % 28 + 1:02d}/02/2016 {number % 14 + 10}:15 WIB"


def each(template, count):
    rows = (
        template.format(link=link(n), date=date(n), headline=headline(n), next=headline(n + 3)) for n in range(count)
    )
    return "".join(rows)


LISTED = each("<li>{link} <span>{date}</span></li>", 30)

LAYOUTS = {
    "the list is the article element": f"<h1>{TITLE}</h1><div>{BREAKS}</div><article><ul>{LISTED}</ul></article>",
    "all is one table": f"<table><tr><td><h1>{TITLE}</h1>{BREAKS}</td><td><div class=article-content><ul>{LISTED}</ul>"
    "</div></td></tr></table>",
    "the list is the main content": f"<div><h1>{TITLE}</h1><font size=2>{BREAKS}</font></div>"
    f"<div class=main-content><ul>{LISTED}</ul></div>",
    "headlines over their dates": f"<div id=kiri><h2>{TITLE}</h2><div>{BREAKS}</div></div>"
    f"<div id=content class=content>{each('<p>{link}<br>{date}</p>', 30)}</div>",
    "a gallery of captions": f"<h1>{TITLE}</h1><div class=teks>{BREAKS}</div><div class=entry-content>"
    + each("<figure><img src=x.jpg><figcaption>Foto: {headline}. (Foto: Budi/Kabar)</figcaption></figure>", 15)
    + "</div>",
    "read also in mid text": f"<h1>{TITLE}</h1><div class=detail_text>{'<br><br>'.join(PARAGRAPHS[:2])}<br><br>"
    f"<div><strong>Baca juga:</strong> {link(1)}</div><br><br>{'<br><br>'.join(PARAGRAPHS[2:])}</div>"
    f"<div class=post-content><ul>{LISTED}</ul></div>",
    "no heading": f"<center><font><b>{TITLE}</b></font></center><div align=justify>{BREAKS}</div>"
    f"<div class=story-body><ul>{LISTED}</ul></div>",
    "spans as blocks": f"<h1>{TITLE}</h1>"
    + "".join(f"<span style='display:block'>{paragraph}</span>" for paragraph in PARAGRAPHS)
    + f"<div itemprop=articleBody><ul>{LISTED}</ul></div>",
    "a table of dates above": f"<div>{TITLE}</div>"
    f"<table>{each('<tr><td>{date}</td><td>{link}</td></tr>', 30)}</table><div class=x>{BREAKS}</div>",
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_list_of_links_longer_than_the_article_is_not_the_article(layout):
    markup = f'<html><head><meta property="og:title" content="{TITLE}"></head><body>{layout}</body></html>'
    cleaned = clean_page(Page("https://kabar.example/a/1", markup.encode()))
    assert cleaned.article is not None, cleaned
    assert cleaned.article.paragraphs == PARAGRAPHS


def prose(paragraphs, head="", before=""):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    markup = f"<html><head>{head}</head><body><article><h1>{TITLE}</h1>{before}{body}</article></body></html>"
    article = clean_page(Page("https://kabar.example/a/1", markup.encode())).article
    assert article is not None
    return article


def test_a_line_that_is_all_link_is_taken_out_and_named():
    found = prose([*PARAGRAPHS[:2], link(1), *PARAGRAPHS[2:]])
    assert found.paragraphs == PARAGRAPHS
    assert [(removal.text, removal.reason, removal.position) for removal in found.removed] == [(headline(1), "link", 2)]


def test_a_sentence_with_links_in_it_stays():
    linked = "Harga itu dicatat oleh <a href=/x>Dinas Perdagangan</a> dan <a href=/y>Badan Pangan Daerah</a> tadi pagi."
    assert len(prose([*PARAGRAPHS, linked]).paragraphs) == len(PARAGRAPHS) + 1


@pytest.mark.parametrize("summary", ["og:description", "description"])
def test_the_standfirst_that_the_metadata_repeats_belongs_to_the_text(summary):
    standfirst = "Petani memanen lebih awal, pedagang diminta tidak menimbun"
    head = f'<meta property="{summary}" content="{standfirst}">'
    found = prose(PARAGRAPHS, head, f"<div class=x>{standfirst}</div><div>Selasa, 02/02/2016 08:00 WIB</div>")
    assert found.paragraphs == (standfirst, *PARAGRAPHS)


def test_extractors_that_agree_are_trusted_more_than_those_that_do_not():
    markup = f"<html><head><title>{TITLE}</title></head><body>{LAYOUTS['the list is the main content']}</body></html>"
    doubted = clean_page(Page("https://kabar.example/a/1", markup.encode())).article
    assert doubted is not None
    assert doubted.confidence < 0.8 < prose(PARAGRAPHS, f"<title>{TITLE}</title>").confidence
