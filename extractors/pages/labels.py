"""Labels of buttons, players, advertisements and page counters: lines that consist of such words and of nothing else.

A list of whole labels never ends, their words are few: "Share on WhatsApp", "Bagikan ke Telegram" and "Skip to end of
ad" are bags of the same hundred words. So a line is a label if every word in it is one of them and at least one never
stands alone in prose.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.pages.prompts import is_prompt

#: Shares, tools, players, navigation: a line of these words alone is a label.
CORE = frozenset(
    """
    share bagikan sebarkan tweet retweet print cetak email e-mail copy salin bookmark whatsapp telegram facebook
    twitter linkedin pinterest reddit flipboard threads bluesky mastodon messenger line teilen drucken partager
    imprimer compartir imprimir compartilhar condividi stampa delen afdrukken dela jaa udostępnij поделиться
    распечатать 分享 共有 공유 แชร์ paylaş yazdır advertisement advertisements advertising advertorial iklan ad ads
    anzeige werbung publicité publicidad publicidade pubblicità advertentie reklama reklam annonse annonce mainos
    реклама 広告 广告 廣告 광고 โฆษณา إعلان sponsored scroll gulir skip unmute mute autoplay play pause putar perbesar
    perkecil zoom enlarge toggle comments comment komentar kommentare kommentarer commentaires comentarios
    comentários commenti shares views subscribe berlangganan follow ikuti login signup close tutup schließen
    fermer cerrar simpan save gift kirim loading memuat lädt chargement cargando carregando caricamento listen
    dengarkan hören écouter escuchar expand collapse selengkapnya tampilkan sembunyikan menu
    """.split()  # noqa: SIM905 - a word a line would be ten screens
)

#: Words that stand beside them.
AROUND = frozenset(
    """
    a an the this that it to on in with by via of at for and or us our your all more less full end top back go
    here now article story post page link url news content reading read below after ad-free continue continues
    resume report view show hide see tap click size font text mode dark light audio video image photo gallery
    screen pin x wa fb ig google instagram tiktok youtube free add as preferred source account please wait ini itu
    artikel berita konten halaman tautan ke di dari untuk dengan semua lihat tulis kirim kami saya membaca baca
    lanjut lanjutkan melanjutkan berlanjut setelah bawah akhir foto gambar huruf teks ukuran auf mit per bei in
    diesen artikel dieser seite link kopieren weiterlesen nach der sur par cet cette article avec l’article en
    este artículo el la continua leyendo melalui lewat kepada saluran kanal channel newsletters
    anda your sekarang gratis dibaca kali
    """.split()  # noqa: SIM905 - a word a line would be ten screens
)

#: Whole labels of words that also open sentences, or of none.
WHOLE = re.compile(
    r"""
      (?:loading|memuat|please\ wait|mohon\ tunggu|lädt|chargement|cargando)\s*(?:\.{2,3}|…)
    | (?:[Aa]{1,2}[+-]{0,2}|[+-]|T[tT])(?:[\s|/·]+(?:[Aa]{1,2}[+-]{0,2}|[+-]))*
    | (?:font\ size|ukuran\ (?:font|huruf|teks)|text\ size|schriftgröße)\s*:?(?:\s*[aA][+-]?)*
    | (?:perbesar|perkecil)(?:\ (?:huruf|teks|font))?
    | (?:show|see|view|load|read|lihat|tampilkan|muat|baca)\ (?:more|less|all|semua|lainnya|lebih\ banyak|selengkapnya)
    | halaman\ (?:selanjutnya|berikutnya|sebelumnya) | (?:next|previous)(?:\ page|\ article|\ story)?\s*[›»>]?
    | (?:go|back|kembali)\ (?:to|ke)\ (?:the\ )?(?:top|atas) | skip\ to\ (?:main\ )?content | dark\ mode | mode\ gelap
    | (?:add|tambahkan)\ .{0,40}\b(?:on|di|as\ .{0,30}source)\b.{0,20}\bgoogle
    | \[(?:gambas|gambar|video|embed|foto|photo|image|gallery|caption|widget)\b[^\]]{0,40}\]
    | (?:\d[\d.,]*\s*k?|no)\s*(?:shares?|comments?|komentar|views?|likes?|kali\ dibaca|dilihat|kommentare|commentaires)
    | (?:(?:berita|artikel)\ ini\ )?(?:(?:telah|sudah)\ )?(?:dibaca|dilihat|dikunjungi)\s*:?\s*\d[\d.,]*\s*(?:x|kali)?
    | \d+\s*(?:-?\s*min(?:ute)?s?(?:\ read)?|menit\ (?:baca|membaca)|min\.?\ lesezeit|min\ de\ lecture)
    | (?:baca|waktu\ baca|reading\ time|lesezeit)\s*:?\s*\d+\s*(?:menit|min(?:ute)?s?|minuten)
    | (?:page|halaman|hal|seite|slide|foto|photo|image|gambar)?\s*\d{1,3}\s*(?:/|of|dari|von|sur)\s*\d{1,3}
      (?:\s*(?:pages|halaman|photos|foto))?
    | 1(?:\s2)(?:\s\d{1,2})*(?:\s(?:next|selanjutnya|berikutnya))?[\s›»>]*
    | (?:page|halaman|hal)\s*:?(?:\s*\d{1,2})+(?:\s*(?:next|selanjutnya|lihat\ semua|show\ all))?
    | (?:speed|kecepatan|volume)\s*:?\s*\d[\d.]*\s*[x×%] | \d{1,2}:\d\d\s*/\s*\d{1,2}:\d\d | \d(?:[.,]\d+)?\s?[x×]
    | (?:like|suka|recommend|react|share|bagikan)s?\s*\(?\d[\d.,]*k?\)?
    | pin\ it | (?:jump|skip|go|lewati|langsung)\ (?:to|ke)\ (?:the\ )?(?:comments|content|konten|komentar|main)
    | (?:toggle|hide|show|view|sembunyikan|tampilkan)\ (?:the\ )?(?:caption|comments|gallery|keterangan|komentar|galeri)
    | (?:full\ ?screen|layar\ penuh|accessibility|aksesibilitas) | (?:watch|tonton|play|putar)\ (?:the\ )?video
    | (?:paid|promoted|sponsored)\ (?:post|content|story|by\ .{2,30}) | promoted
    | (?:copied|tersalin|saved|tersimpan|following|mengikuti|langganan)!? | (?:yes|ya)[\s/|]+(?:no|tidak)
    | (?:(?:estimated|estimasi)\s)?(?:reading|read|waktu|baca)(?:\ time|\ baca)?\s*:?\s*\d+\s*(?:min\w*|menit)
    | (?:increase|decrease|reset|perbesar|perkecil|atur\ ulang)\ (?:the\ )?(?:font|text|teks|huruf)(?:\ size)?
    | (?:story|article|artikel|berita)\ (?:continues|berlanjut)(?:\ (?:below|di\ bawah))? | scroll\ (?:down\ )?for\ more
    | (?:report|laporkan)\ (?:this\ |an?\ )?(?:ad|typo|error|iklan|kesalahan)(?:\ ini)? | editor['’]?s['’]?\ choice
    | (?:follow|ikuti|log\ in|sign\ (?:in|up)|masuk|daftar|register|subscribe)(?:\ (?:us|kami|now|sekarang))?
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: Between the words of a label.
BETWEEN = re.compile(r"[\s|,·•/:()–—>»›+-]+|(?<=\w)\.{2,3}$|…$")
COUNT = re.compile(r"\d{1,4}|\d{1,3}(?:[.,]\d{3})+")

#: A paragraph that begins with "Loading..." is longer.
LABEL_CHARACTERS = 60

#: More words of these are a sentence.
LABEL_WORDS = 10


@lru_cache(maxsize=4096)
def is_label(text: str) -> bool:
    """Whether the whole of *text* labels a button, a player, an advertisement or a counter."""
    if is_prompt(text):
        return True
    if len(text) > LABEL_CHARACTERS:
        return False
    bare = text.strip(" :|·•–—")
    return bool(WHOLE.fullmatch(text) or WHOLE.fullmatch(bare)) or _is_bag(text)


def _is_bag(text: str) -> bool:
    words = [word for word in BETWEEN.split(text.casefold().rstrip(".:!")) if word]
    if not 0 < len(words) <= LABEL_WORDS:
        return False
    known = all(word in CORE or word in AROUND or COUNT.fullmatch(word) for word in words)
    return known and any(word in CORE for word in words)
