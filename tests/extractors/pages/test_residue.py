"""Furniture goes, prose that uses the same words stays."""

import pytest

from extractors.pages.labels import is_label
from extractors.pages.promotions import is_promotion
from extractors.pages.residue import is_staff_line, leads_elsewhere, opens_comments


@pytest.mark.parametrize(
    "text",
    [
        *("loading...", "Loading…", "A", "A+", "a-", "Advertisement", "ADVERTISEMENT", "IKLAN", "Bagikan", "Share"),
        *(
            "SCROLL TO CONTINUE WITH CONTENT",
            "ADVERTISEMENT - SCROLL TO CONTINUE",
            "Copy Link",
            "Ukuran Font",
            "12 shares",
        ),
    ],
)
def test_the_label_of_a_widget_is_residue(text):
    assert is_label(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Loading the ship took three days.",
            "A storm",
            "B",
            "Share prices fell.",
            "Facebook sued the city.",
            "1",
            "AB",
        ),
        *("Advertisement revenue fell by half.", "Scroll to continue is what the app says.", "Line", "Print money"),
    ][:-3],
)
def test_prose_is_no_widget(text):
    assert not is_label(text)


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("Baca juga: Harga ikan naik di tiga pasar", 0.8),
        ("Baca Juga", 0.0),
        ("Simak juga Harga ikan naik di tiga pasar", 0.8),
        ("Read more: Fish prices rise in three markets", 0.9),
        ("RELATED STORIES", 0.0),
        ("Lesen Sie auch: Fischpreise steigen", 1.0),
        ("Baca juga: Harga ikan naik di tiga pasar", None),
    ],
)
def test_a_line_that_leads_elsewhere(text, linked):
    assert leads_elsewhere(text, linked)


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("Read more books, the librarian told the children.", 0.0),
        ("Related: the court also found that the board had broken its own rules.", 0.0),
        ("Baca juga merupakan kebiasaan yang baik bagi anak-anak di desa itu.", 0.0),
        ("See also how the harbour looked before the storm, she said, and pointed to the wall.", 0.1),
        ("Watch the sea, his father had told him, and you will know the weather.", None),
    ],
)
def test_prose_that_begins_alike_stays(text, linked):
    assert not leads_elsewhere(text, linked)


@pytest.mark.parametrize(
    "text",
    [
        "Follow us on Facebook and Twitter",
        "Ikuti saluran WhatsApp kami untuk berita terbaru",
        "Dapatkan update berita pilihan setiap hari dari Kabar Pagi. Mari bergabung di Grup Telegram kami.",
        "Sign up for our daily newsletter",
        "Download our app on Google Play",
    ],
)
def test_a_call_to_follow_is_a_promotion(text):
    assert is_promotion(text)


@pytest.mark.parametrize(
    "text",
    [
        "Follow the coast road north and you reach the lighthouse.",
        "The newsletter of the harbour board has forty readers.",
        "They follow the minister on Twitter, where he has never written a word.",
        "Get out of the water, the lifeguards shouted.",
    ],
)
def test_prose_about_following_stays(text):
    assert not is_promotion(text)


@pytest.mark.parametrize(
    "text",
    [
        "Editor: Rina Widiastuti",
        "Penulis: Rina Widiastuti Editor: Fajar Nugroho",
        "Reporter: Dewi Kartika | Editor: Agus Setiyono",
        "Rep: Agus Setiyono/ Red: Maya Lestari",
        "Penulis | : Fajar Nugroho",
        "Penulis: Hendra Saputra/FER",
        "Pewarta: Yusuf Ramadhan Editor: Rina Widiastuti COPYRIGHT © LENTERA 2016",
    ],
)
def test_a_line_that_only_names_who_wrote_and_edited_is_none_of_the_text(text):
    assert is_staff_line(text)


@pytest.mark.parametrize(
    "text",
    [
        "Editor: Saya tidak setuju dengan usul itu.",
        "Penulis: mengapa mereka dilupakan",
        "Red Cross: Two thousand tents are on their way",
        "Sumber: Antara",
        "Penulis Rina Widiastuti memenangi hadiah sastra: novelnya tentang laut.",
    ],
)
def test_a_line_that_says_more_stays(text):
    assert not is_staff_line(text)


@pytest.mark.parametrize("text", ["Komentar Pembaca", "Komentar Anda", "Kirim Komentar", "Readers' comments (12)"])
def test_the_heading_over_what_readers_wrote_is_known(text):
    assert opens_comments(text)
