"""Lists of other articles, each with the lines it begins with, are no text; round-ups and lists in an article are."""

import pytest

from extractors.model import Page
from extractors.pages.article import clean_page
from extractors.pages.lines import page_lines
from extractors.pages.teasers import with_teasers_marked
from extractors.pages.tree import parse

BODY = (
    "Jembatan gantung di Desa Wanasari putus pada Senin malam setelah hujan turun selama lima jam tanpa henti.",
    "Tidak ada korban jiwa, tetapi 300 warga harus memutar sejauh sembilan kilometer untuk sampai ke pasar.",
    "Kepala desa meminta jembatan darurat selesai sebelum tahun ajaran baru dimulai, kata juru bicaranya.",
)
OTHERS = (
    (
        "Harga Garam Naik Tiga Kali Lipat",
        "Petambak di pesisir utara kehilangan hasil panen akibat hujan di luar musim.",
    ),
    (
        "Pelari Tertua Menuntaskan Maraton",
        "Kakek 78 tahun itu berlatih setiap subuh di alun-alun kota bersama cucunya.",
    ),
    (
        "Museum Bahari Dibuka Lagi Pekan Depan",
        "Koleksi peta lama selamat dari kebakaran yang menghanguskan dua gedung.",
    ),
    ("Dua Belas Ekor Rusa Dilepas ke Hutan", "Balai konservasi memasang kalung pemancar pada tiga rusa jantan dewasa."),
    (
        "Kapal Feri Kandas di Muara Sungai",
        "Seluruh penumpang dipindahkan ke kapal nelayan sebelum air laut surut malam.",
    ),
    (
        "Sekolah Apung Menerima Murid Baru",
        "Perahu bekas angkutan batu bara itu diubah menjadi tiga ruang kelas terbuka.",
    ),
)
DATE = "Selasa, 8 Maret 2016 | 09:12 WIB"


def listed(form):
    return "".join(
        form.format(url=f"/2016/berita-{number}", title=title, teaser=teaser, date=DATE)
        for number, (title, teaser) in enumerate(OTHERS)
    )


def cleaned(markup):
    title = "Jembatan Gantung Putus"
    html = f"<html><head><title>{title} - Warta</title></head><body><h1>{title}</h1>{markup}</body></html>"
    return clean_page(Page("https://warta.example/2016/jembatan", html.encode()))


IN_BREAKS = f"<div class=isi>{'<br><br>'.join(BODY)}</div>"
IN_P = "<div class=isi>{}</div>".format("".join(f"<p>{text}</p>" for text in BODY))

LISTS = {
    "boxes": '<div class=box><h3><a href="{url}">{title}</a></h3><span>{date}</span><p>{teaser}</p></div>',
    "items of a list": '<li><a href="{url}">{title}</a><br>{date}<br>{teaser}</li>',
    "one line each": '<div class=media><div><a href="{url}"><b>{title}</b></a><br>{teaser}</div></div>',
    "a time before the headline": '<div class=row><i>09:12</i> <a href="{url}">{title}</a><p>{teaser}</p></div>',
    "rows of a table": '<tr><td><a href="{url}">{title}</a><br>{date}<br>{teaser}</td></tr>',
    "a link to read on": '<div class=box><a href="{url}">{title}</a><p>{teaser} <a href="{url}">Lanjut</a></p></div>',
}


@pytest.mark.parametrize("body", [IN_BREAKS, IN_P], ids=["in breaks", "in p"])
@pytest.mark.parametrize("form", LISTS.values(), ids=LISTS)
def test_a_list_of_other_articles_is_not_in_the_text(body, form):
    around = "<table>{}</table>" if form.startswith("<tr") else "<div class=kiri><h4>Kabar Daerah</h4>{}</div>"
    found = cleaned(f"<div class=utama>{body}</div>{around.format(listed(form))}")
    assert found.article is not None, found
    assert found.article.paragraphs == BODY


def test_a_list_in_the_cell_of_a_table_that_holds_the_body_in_a_box_is_not_either():
    below = listed('<a href="{url}">{title}</a><br><font size=1>{date}</font><br>{teaser} ...<br><br>')
    found = cleaned(f"<table><tr><td>{IN_BREAKS}<br><b>Kabar Daerah</b><br>{below}</td></tr></table>")
    assert found.article.paragraphs == BODY


def test_what_an_extractor_took_from_such_a_list_is_among_what_was_removed():
    found = cleaned(f"<div>{IN_BREAKS}</div><div class=content>{listed(LISTS['boxes'])}</div>")
    removed = {removal.text: removal.reason for removal in found.article.removed}
    assert {removed.get(teaser) for _, teaser in OTHERS} <= {"link", None}


IN_ARTICLES = {
    "a digest": '<p><b><a href="{url}">{title}</a></b><br>{teaser}</p>',
    "a digest as a list": '<li><b><a href="{url}">{title}</a></b> {teaser}</li>',
    "sentences that begin with a link": '<li><a href="{url}">{title}</a>. {teaser}</li>',
}


@pytest.mark.parametrize("form", IN_ARTICLES.values(), ids=IN_ARTICLES)
def test_entries_that_stand_amid_the_paragraphs_stay(form):
    entries = listed(form)
    entries = f"<ul>{entries}</ul>" if form.startswith("<li") else entries
    text = cleaned(f"<div class=isi>{''.join(f'<p>{text}</p>' for text in BODY[:2])}{entries}</div>").article.text
    assert all(teaser in text for _, teaser in OTHERS)


def test_entries_that_tell_a_story_themselves_are_no_teasers():
    form = f'<div class=entry><h3><a href="{{url}}">{{title}}</a></h3><p>{{teaser}} {" ".join(BODY * 2)}</p></div>'
    tree = parse(f"<div>{IN_P}</div><div>{listed(form)}</div>")
    assert not any(line.is_teaser for line in with_teasers_marked(page_lines(tree)))


def test_a_page_of_nothing_else_is_still_no_article():
    assert cleaned(f"<div>{listed(LISTS['boxes'])}</div>").article is None
