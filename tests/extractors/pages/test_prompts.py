"""Prompts to the reader of a page go in every language, news that uses their words stays."""

import pytest

from extractors.pages.labels import is_label
from extractors.pages.promotions import is_promotion
from extractors.pages.prompts import is_prompt


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Lanjutkan membaca",
            "Lanjut baca artikel ini di bawah",
            "Baca versi lengkap",
            "Klik untuk membaca selengkapnya",
        ),
        *("Continue reading", "Keep reading below", "Read the full story", "Sign in to continue reading this article"),
        *("Weiterlesen", "Lire la suite", "Seguir leyendo", "Continua a leggere", "Lees verder", "Czytaj dalej"),
        *(
            "Font: A A A",
            "Ukuran huruf A- A+",
            "Text size: small medium large",
            "Taille du texte : A- A+",
            "Saiz teks: A A",
        ),
        *("Tamaño de letra: A A A", "Ukuran Font: Kecil Besar", "Perbesar teks", "Resize text: A | A | A"),
        *("Sudah berlangganan? Masuk", "Already a subscriber? Log in", "Belum punya akun? Daftar sekarang"),
        "Berlangganan sekarang untuk akses tanpa batas.",
        "Berlangganan untuk membaca artikel ini secara lengkap.",
        "This article is for subscribers only.",
        "Cet article est réservé aux abonnés",
        "Saksikan Video Menarik di Bawah Ini:",
        "Simak juga video penangkapan pelaku berikut ini",
        *(
            "Buka di aplikasi",
            "Read in the app",
            "Aktifkan notifikasi",
            "Tautan berhasil disalin",
            "Link copied to clipboard",
        ),
        *("Tinggalkan komentar", "Be the first to comment", "Belum ada komentar", "Join the conversation"),
        *(
            "Simpan untuk nanti",
            "Add to favourites",
            "Bagikan artikel ini ke teman Anda",
            "Geser untuk melihat foto lainnya",
        ),
        *(
            "Waktu baca: 3 menit",
            "Temps de lecture : 3 min",
            "Listen (5 min)",
            "Dengarkan 4:32",
            "FacebookTwitterWhatsApp",
        ),
        *("Apakah artikel ini bermanfaat?", "Was this article helpful?", "Iklan akan hilang dalam 5 detik"),
    ],
)
def test_a_line_that_asks_something_of_the_reader_alone_is_a_prompt(text):
    assert is_prompt(text)
    assert is_label(text)


@pytest.mark.parametrize(
    "text",
    [
        "Lanjutkan membaca buku itu, kata guru kepada murid-muridnya.",
        "Continue reading to your children after they learn to read, the study advises.",
        "Baca selengkapnya laporan itu, pinta hakim kepada jaksa.",
        "Berlangganan koran sekarang lebih mahal daripada sepuluh tahun lalu.",
        "Already a subscriber base of two million reads the paper on a phone.",
        "Font dan huruf pada rambu jalan akan diganti tahun depan.",
        "The font size of the ballot was too small, the court found.",
        "Text size and colour matter to older readers.",
        "Join the conversation on wages, the minister told the unions.",
        "Masuk untuk melihat pameran itu tidak dipungut biaya.",
        "Sign in sheets were found in the cellar of the school.",
        "Save for later years, the bank told its customers.",
        "Seguir leyendo en papel es un lujo, dice la librera.",
        "Komentar ditutup setelah ribuan orang menghina korban.",
        "Unduh aplikasi itu membuat ponsel warga lambat.",
        "Waktu baca anak turun menjadi 3 menit sehari.",
        "Bagikan sembako kepada warga, wali kota turun ke pasar.",
        "Open the app stores to rivals, the court ordered.",
    ],
)
def test_a_sentence_about_reading_apps_or_subscriptions_is_none(text):
    assert not is_prompt(text)
    assert not is_label(text)
    assert not is_promotion(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nikmati akses tanpa iklan dengan berlangganan.",
        "Dukung jurnalisme kami dengan berlangganan.",
        "Dapatkan berita pilihan di email Anda setiap pagi.",
        "Terima kabar terbaru setiap hari melalui email.",
        "Jangan lewatkan berita penting. Aktifkan notifikasi.",
        "Sign up for breaking news alerts",
        "Start your free trial today.",
        "Subscribe today for just $1 a week.",
        "Gabung di channel Telegram kami",
        'Ikuti berbagai berita menarik di program "Warta Sore" Lentera TV yang tayang Senin sampai Jumat',
        "Pasang iklan Anda di sini, hubungi 0812-3456-7890",
    ],
)
def test_an_offer_of_the_house_is_a_promotion(text):
    assert is_promotion(text) or is_label(text)


@pytest.mark.parametrize(
    "text",
    [
        "Terima kasih kepada para pengikut di Instagram kami, begitu bunyi spanduk itu menurut warga.",
        "Berlangganan lewat aplikasi kini dikenai pajak, menurut kementerian.",
        "Mulai Senin, tiket kapal hanya dijual lewat aplikasi.",
        "Dukung jurnalisme independen, ribuan warga turun ke jalan.",
        "Subscriptions to the app fell by a third in March.",
        "Pelanggan aplikasi itu turun sepertiga pada Maret.",
        "Pasang iklan di media sosial kini dikenai pajak, kata menteri.",
        "The paper sends breaking news alerts to two million phones.",
    ],
)
def test_news_of_apps_and_subscriptions_is_no_promotion(text):
    assert not is_promotion(text)
