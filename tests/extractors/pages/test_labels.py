"""Lines of button words are labels; sentences and subheads that use these words are not."""

import pytest

from extractors.pages.captions import is_picture_caption
from extractors.pages.labels import is_label
from extractors.pages.promotions import is_promotion
from extractors.pages.residue import is_author_box, is_copyright, is_placeholder, is_tag_list


@pytest.mark.parametrize(
    "text",
    [
        *("Share on WhatsApp", "Bagikan ke Telegram", "Skip to end of ad", "A A A", "A- | A | A+", "3 min read"),
        *("1 / 5", "Halaman 1 2 3", "Halaman 2 dari 4", "Lihat semua", "Comments (12)", "Listen to this article"),
        *("Auf WhatsApp teilen", "Partager sur Facebook", "分享", "แชร์", "[Gambas:Video CNN]", "Putar video"),
        *("Dibaca: 1.234 kali", "BERITA INI TELAH DIBACA 3.456 KALI", "Komentar | Kirim | Cetak | Dibaca: 3.456 kali"),
        *("1 2 3", "1 2 Next »"),
        *("Speed 1.0x", "00:00 / 04:12", "Suka 23", "Jump to comments", "Hide caption", "Layar penuh", "Ya Tidak"),
        "Add us as a preferred source on Google",
        *(
            "Add us as a preferred source on Google",
            "Print | Email | Copy link",
            "ADVERTISEMENT - CONTINUE READING BELOW",
        ),
    ],
)
def test_a_line_of_button_words_is_a_label(text):
    assert is_label(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Line up for bread", "Follow the money", "Save the pier", "The video", "Article 5", "In the end", "2022"),
        *("Print is not dead.", "Share prices", "All or nothing", "Gift of the sea", "Close to home", "And now"),
        *("Buku itu sudah dibaca dua kali", "1 2 3 and jump", "3 2 1"),
        *("Play it again, he said.", "Ini artikel saya.", "Foto", "Why we print", "Part 2", "1,200"),
        *("Speed 30", "Saved by the bell", "Following the river", "12:30", "Full screens", "No, yes"),
    ],
)
def test_a_subhead_or_sentence_is_none(text):
    assert not is_label(text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (is_promotion, "Want stories like this in your inbox? Sign up to our free newsletter here."),
        (is_promotion, "Yuk, gabung saluran Telegram kami agar tidak ketinggalan berita."),
        (is_promotion, "By signing up, you agree to our Terms of Use and Privacy Policy."),
        (is_placeholder, "Your browser does not support the video element."),
        (is_placeholder, "Browser Anda tidak mendukung pemutar video."),
        (is_placeholder, "We and our partners use cookies to personalise content and ads."),
        (is_placeholder, "View this post on Instagram"),
        (is_copyright, "© 2022 Harbour Media Ltd."),
        (is_copyright, "Hak cipta © 2022 Lentera Media. Dilarang memperbanyak tanpa izin."),
        (is_copyright, "This material may not be published, broadcast, rewritten or redistributed."),
        (is_author_box, "Dana Whitlock is a staff writer at Harbour Media."),
        (is_author_box, "Dana Whitlock covers energy for Harbour Media. Follow her on X @whitlock."),
        (is_author_box, "About the author: Dana Whitlock covers energy."),
        (
            is_placeholder,
            "This site is protected by reCAPTCHA and the Google Privacy Policy.",
        ),
        (is_placeholder, "If you buy something using links in our stories, we may earn a commission."),
        (is_placeholder, "Comments are closed on this article."),
        (is_placeholder, "Komentar adalah tanggapan pribadi, tidak mewakili redaksi."),
        (is_author_box, "Bagas Pranowo adalah wartawan di Lentera Timur."),
        (is_picture_caption, "The pier at noon. (Photo: Dana Whitlock)"),
        (is_picture_caption, "Suasana pasar ikan. (Lentera/Bagas Pranowo)"),
        (is_picture_caption, "Foto: dermaga timur pada pagi hari"),
        (is_picture_caption, "The market square. [Ola Renberg/Harbour Pictures]"),
    ],
)
def test_a_line_of_the_house_is_known_by_its_form(rule, text):
    assert rule(text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (is_promotion, "Follow our advice and you will keep your boat dry, he said."),
        (is_promotion, "The company said customers should download its app from Google Play."),
        (is_promotion, "Join the queue early: the ferry to the islands leaves at six."),
        (is_placeholder, "Our browser market is dominated by two firms, which use cookies to follow people."),
        (is_placeholder, "Video of the storm was shown in court."),
        (is_copyright, "(c) dpa"),
        (is_copyright, "© 2022 AFP"),
        (is_copyright, "Copyright law protects the painter, the judge said, and the rights are not for sale."),
        (is_author_box, "Dana Whitlock was a reporter when the war began."),
        (is_author_box, "Harbour Mutual covers repairs at sea. Contact with the insurer was lost in 2009, it said."),
        (is_author_box, "Abu Senn is the largest salt producer in the Coastal States."),
        (is_author_box, "Whitlock is predictably withering about the state of the harbour."),
        (is_picture_caption, "He kept the photo: a small boy on a pier."),
        (is_picture_caption, "“It was old,” she said. (Reuters)"),
        (is_picture_caption, "The pier fell at noon. (AFP)"),
        (is_picture_caption, "The pier fell at noon. (AFP/dpa)"),
        (is_picture_caption, "Polisi memeriksa tiga saksi, kata dia. (fas/fas)"),
    ],
)
def test_a_sentence_of_the_article_is_none(rule, text):
    assert not rule(text)


def test_a_list_of_subjects_is_one_without_links_too():
    assert is_tag_list("Tags: pelabuhan, anggaran, wali kota", 0.0)
    assert is_tag_list("Topics: harbour", 1.0)
    assert not is_tag_list("Topics: the harbour board, which met on Monday, spoke of money.", 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "Workers at the plant. AP Photo/Ann Lee",
        "Workers at the plant. Ann Lee/AFP/Getty Images",
        "Pekerja di pabrik itu. ANTARA FOTO/Bagas Pranowo",
        "Pekerja di pabrik itu. (Bagas Pranowo/Antara)",
        "Des ouvriers à l'usine. AFP PHOTO / Jeanne Dupont",
        "Obreros en la planta. EFE/Juana Pérez",
    ],
)
def test_a_person_and_an_agency_at_the_end_are_the_credit_of_a_picture(text):
    assert is_picture_caption(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Workers at the plant. Reuters",
            "Workers at the plant (AFP)",
            "Arbeiter im Werk. Foto: dpa",
            "Ouvriers. © AFP",
        ),
        *(
            "Pekerja di pabrik itu. LENTERA/BAGAS",
            "Pekerja di pabrik itu. Dok. Istimewa",
            "Workers at the plant. File photo.",
        ),
    ],
)
def test_under_a_picture_a_bare_name_is_its_credit(text):
    assert is_picture_caption(text, is_under_picture=True)


@pytest.mark.parametrize(
    "text",
    [
        "The pier fell at noon, a spokesman said. (Ann Lee/AFP)",
        "Ann Lee/AFP",
        "The bank lost a third of its clients, a survey by AFP/Harris Interactive showed.",
        "Polisi menahan dua orang, kata kepala polisi. (Antara/Bagas)",
    ],
)
def test_the_credit_of_a_text_is_none(text):
    assert not is_picture_caption(text)


def test_the_first_paragraph_under_a_picture_stays():
    assert not is_picture_caption("The old pier fell into the sea at noon on Monday.", is_under_picture=True)
    assert not is_picture_caption("Dermaga lama itu runtuh pada Senin siang, kata wali kota.", is_under_picture=True)
