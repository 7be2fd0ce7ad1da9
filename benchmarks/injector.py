"""Clean articles made dirty, reproducibly: a page in a random skin with insertions that are no words of the article."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: A line of markup that stands between paragraphs, before one of them (its number), or behind all (their count).
Insertion = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Clean:
    """An article as printed."""

    language: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dirty:
    """Its page, and what was done to it."""

    html: str
    kinds: tuple[str, ...]
    skin: str


WIDGETS = {
    "en": (
        *("loading...", "Loading…", "A", "A+", "A-", "Advertisement", "ADVERTISEMENT", "Share", "Print", "Email"),
        *("SCROLL TO CONTINUE WITH CONTENT", "ADVERTISEMENT - CONTINUE READING BELOW", "Listen to this article"),
        *(
            "Story continues below advertisement",
            "Article continues after this advertisement",
            "Copy link",
            "Text size",
        ),
        *("Skip to end of ad", "Save", "Tweet", "Share this article", "Share on Facebook", "Comments (12)", "Ad", "Aa"),
        *("Facebook Twitter WhatsApp Telegram", "Sponsored", "Play video", "Please wait...", "Toggle dark mode"),
        *(
            "3 min read",
            "Add us on Google",
            "Click to enlarge",
            "Tap to unmute",
            "View comments",
            "Skip ad",
            "Font size",
        ),
        *("Continue reading", "Font: A A A", "Text size: small medium large", "Read in the app", "Leave a comment"),
        *(
            "Already a subscriber? Log in",
            "Sign in to continue reading",
            "Link copied",
            "Save for later",
            "Listen (5 min)",
        ),
        *("Bookmark", "Close", "Show more", "Report ad", "Go to top", "Share via WhatsApp", "1 / 5", "Follow", "Gift"),
    ),
    "id": (
        *("loading...", "Memuat...", "A", "A+", "A-", "Iklan", "ADVERTISEMENT", "Bagikan", "Cetak", "Salin tautan"),
        *("SCROLL TO CONTINUE WITH CONTENT", "Scroll untuk melanjutkan membaca", "Lanjutkan membaca di bawah iklan"),
        *("Perbesar", "Perkecil", "Ukuran huruf", "Dengarkan artikel ini", "Bagikan artikel ini", "Bagikan:", "A A A"),
        *("Facebook Twitter WhatsApp Telegram", "Komentar (12)", "Lihat semua", "Simpan", "Bagikan ke WhatsApp"),
        *("[Gambas:Video 20detik]", "Artikel berlanjut setelah iklan", "Putar video", "Tutup", "Mohon tunggu..."),
        *("Tulis komentar", "Lihat komentar", "Halaman selanjutnya", "1 dari 3 halaman", "Baca 2 menit", "Ikuti kami"),
        *("Lanjutkan membaca", "Ukuran huruf A- A+", "Font: A A A", "Ukuran Font: Kecil Besar", "Buka di aplikasi"),
        *("Sudah berlangganan? Masuk", "Tinggalkan komentar", "Tautan berhasil disalin", "Simpan untuk nanti"),
        *("Gulir untuk melanjutkan", "ADVERTISEMENT SCROLL TO RESUME CONTENT", "Tampilkan semua", "Kirim", "Copy Link"),
    ),
}
READ_ALSO = {
    "en": (
        *("Read also: {}", "Read more: {}", "READ MORE | {}", "Also read: {}", "See also: {}", "Related: {}"),
        *("RELATED STORY: {}", "More on this story: {}", "Don't miss: {}", "READ NEXT: {}", "Recommended: {}"),
        *(
            "Watch: {}",
            "You may also like: {}",
            "{}",
            "Read | {}",
            "MORE: {}",
            "Also on this site: {}",
            "Editor's picks: {}",
        ),
    ),
    "id": (
        *("Baca juga: {}", "Baca Juga : {}", "BACA JUGA: {}", "Baca juga {}", "Simak juga: {}", "Lihat juga: {}"),
        *("Simak juga video: {}", "Simak Video '{}'", "Baca: {}", "Baca selengkapnya: {}", "Pilihan Redaksi: {}", "{}"),
        *("Artikel terkait: {}", "Tonton juga: {}", "BERITA TERKAIT: {}", "Baca pula: {}", "Pilihan Editor: {}"),
    ),
}
LISTS = {
    "en": ("Read more", "Related stories", "More on this", "Editor's picks", "You may also like", "Most read"),
    "id": ("Baca juga", "Pilihan Redaksi", "Berita terkait", "Artikel Terkait", "Terpopuler", "Simak juga"),
}
PROMOTIONS = {
    "en": (
        *("Sign up for our daily newsletter", "Follow us on Facebook, Twitter and Instagram", "Download our app"),
        "Get the day's top stories in your inbox every morning. Subscribe to our newsletter.",
        "Join our WhatsApp channel for breaking news",
        "Subscribe now for unlimited access to all our stories.",
        "Follow our Telegram channel for the latest updates.",
        "Stay up to date with the latest news by following us on Google News.",
        "Like what you read? Support our journalism with a small donation.",
        "Want stories like this in your inbox? Sign up to our free newsletter here.",
        "Click here to join our WhatsApp group.",
        "Sign up for breaking news alerts",
        "Start your free trial today.",
        "This article is for subscribers only.",
        "Support independent journalism: become a member today.",
        "By signing up, you agree to our Terms of Use and Privacy Policy.",
    ),
    "id": (
        "Ikuti saluran WhatsApp kami untuk berita terbaru",
        "Dapatkan update berita pilihan setiap hari dari kami. Mari bergabung di Grup Telegram kami.",
        *("Ikuti kami di Google News", "Unduh aplikasi kami di Google Play dan App Store"),
        "Cek berita dan artikel lainnya di Google News dan WA Channel",
        "Ikuti berita terkini kami di Google News, klik di sini.",
        "Berlangganan newsletter kami untuk mendapatkan berita pilihan setiap pagi.",
        "Yuk, gabung saluran Telegram kami agar tidak ketinggalan berita.",
        "Simak berita terbaru di saluran WhatsApp kami, klik di sini.",
        "Daftarkan email Anda untuk menerima buletin harian kami.",
        "Berlangganan sekarang untuk akses tanpa batas.",
        "Nikmati akses tanpa iklan dengan berlangganan.",
        "Terima kabar terbaru setiap hari melalui email.",
        "Jangan lupa ikuti akun Instagram dan TikTok kami.",
    ),
}
CAPTIONS = {
    "en": (
        "The {} on an autumn morning. (Photo: Dana Whitlock)",
        "A view of the {} last year. Photograph: Ola Renberg/Harbour Pictures",
        "The {} seen from the east. Credit: Ola Renberg",
        "File photo: the {} in an earlier season.",
        "Image: {} / Harbour Pictures",
        "The {} before the works began | Photo Credit: Dana Whitlock",
        "Residents gather at the {}. AP Photo/Ola Renberg",
        "Residents gather at the {}. Ola Renberg / AFP",
        "Residents gather at the {}. [Ola Renberg/Harbour Pictures]",
    ),
    "id": (
        "Suasana {} pada pagi hari. (Foto: Bagas Pranowo)",
        "Foto: {} (Dok. Humas Pemkot)",
        "Ilustrasi {} (Foto: Istimewa)",
        "Warga berkumpul di dekat {}. Foto: Bagas Pranowo/Lentera",
        "Ilustrasi {}. (Lentera/Bagas Pranowo)",
        "{} (Shutterstock)",
        "Warga berkumpul di dekat {}. ANTARA FOTO/Bagas Pranowo",
        "Suasana {} pada sore hari. (Bagas Pranowo/Antara)",
        "Sejumlah warga di sekitar {}. LENTERA FOTO/Bagas Pranowo/foc.",
    ),
}
FURNITURE = {
    "en": (
        "Copyright 2022 Harbour Media. All rights reserved.",
        "© 2022 Harbour Media Ltd.",
        "This material may not be published, broadcast, rewritten or redistributed.",
        "This content is hosted by a third party. By showing it you accept its cookies.",
        "We and our partners use cookies to personalise content and ads. Accept all",
        "Your browser does not support the video element.",
        "View this post on Instagram",
        "Error: please enable JavaScript to see this content.",
        "Dana Whitlock is a staff writer at Harbour Media.",
        "Topics: harbour, council, budget",
    ),
    "id": (
        "Copyright © 2022 Lentera Media. All rights reserved.",
        "Hak cipta © 2022 Lentera Media. Dilarang memperbanyak tanpa izin.",
        "Dilarang mengambil dan/atau menayangkan ulang sebagian atau keseluruhan artikel di atas tanpa seizin redaksi.",
        "Kami menggunakan cookie untuk meningkatkan pengalaman Anda. Setuju",
        "Lihat postingan ini di Instagram",
        "Browser Anda tidak mendukung pemutar video.",
        "Tags: pelabuhan, anggaran, wali kota",
        "Topik: pelabuhan, anggaran",
        "Konten ini disajikan oleh pihak ketiga.",
    ),
}
HEADLINES = {
    "en": (
        "Harbour board reopens the eastern pier after a winter of repairs",
        "Mayor asks for a second vote on the tram budget",
        "Why the lighthouse keeper will not leave",
        "Five schools close early as storm nears the coast",
        "Fish prices rise in three markets",
        "Is the old bridge safe? Engineers have an answer",
    ),
    "id": (
        "Dermaga Timur Dibuka Lagi Usai Diperbaiki",
        "Wali Kota Minta Anggaran Trem Dipungut Suara Ulang",
        "Mengapa Penjaga Mercusuar Enggan Pindah",
        "Lima Sekolah Pulang Cepat Jelang Badai",
        "Harga Ikan Naik di Tiga Pasar, Ini Penyebabnya",
        "Jembatan Tua Itu Amankah? Ini Jawaban Insinyur",
    ),
}
THINGS = {
    "en": ("old harbour", "council hall", "eastern pier", "market square"),
    "id": ("pelabuhan lama", "balai kota", "dermaga timur", "pasar ikan"),
}
EMBEDS = (
    '<iframe src="https://v.example/embed/1"></iframe>',
    '<div class="video-player"><video src="/a.mp4">Your browser does not support the video tag.</video></div>',
    "<script>window.ads = window.ads || []; ads.push('slot-3')</script>",
    '<div class="ad-slot" id="div-gpt-ad-3"><script>show("x")</script></div>',
    "<style>.x{color:red}</style>",
    '<ins class="adsbygoogle" data-ad-slot="1"></ins>',
)


def make_dirty(clean: Clean, seed: int, kinds: Sequence[str] | None = None, skin: str | None = None) -> Dirty:
    """The page of *clean* with dirt of *kinds* (absent: two to five at random) in *skin* (absent: any)."""
    rng = random.Random(f"{seed}|{clean.title}")
    kinds = tuple(kinds if kinds is not None else rng.sample(sorted(KINDS), rng.randint(2, 5)))
    skin = skin or rng.choice(sorted(SKINS))
    page = _Page(clean, rng, SKINS[skin], [escape(text, quote=False) for text in clean.paragraphs], [], [], [])
    for kind in sorted(kinds, key=lambda kind: kind.startswith("repeat")):
        KINDS[kind](page)
    return Dirty(page.html(), kinds, skin)


@dataclass(frozen=True, slots=True)
class _Skin:
    """How a house marks a paragraph, and what stands around its texts."""

    paragraph: str  # of one paragraph
    between: str  # two of them
    body: str  # around them all


SKINS = {
    "p": _Skin("<p>{}</p>", "\n", '<article class="post"><h1>{title}</h1>{body}</article>'),
    "p in boxes": _Skin(
        "<div class='b'><p>{}</p></div>", "\n", "<main><h1>{title}</h1><div id='story'>{body}</div></main>"
    ),
    "div": _Skin("<div>{}</div>", "\n", "<h1>{title}</h1><div class='detail__body-text'>{body}</div>"),
    "named div": _Skin("<div class='par'>{}</div>", "", "<div class='wrap'><h1>{title}</h1><div>{body}</div></div>"),
    "br": _Skin("{}", "<br><br>\n", "<h1>{title}</h1><div class='article-content'>{body}</div>"),
    "one br": _Skin("{}", "<br/>\n", "<h1>{title}</h1><div class='txt'>{body}</div>"),
    "br in p": _Skin("{}", "<br />&nbsp;<br />", "<article><h1>{title}</h1><p>{body}</p></article>"),
    "span": _Skin(
        "<span>{}</span>", "<br><br>", "<section><h2>{title}</h2><div itemprop='articleBody'>{body}</div></section>"
    ),
    "table": _Skin(
        "<p align='justify'><font size='2'>{}</font></p>", "", "<table><tr><td><h1>{title}</h1>{body}</td></tr></table>"
    ),
    "section": _Skin(
        "<section><p>{}</p></section>", "\n", "<div role='main'><header><h1>{title}</h1></header>{body}</div>"
    ),
}


@dataclass(slots=True)
class _Page:
    """A page that is being made."""

    clean: Clean
    rng: random.Random
    skin: _Skin
    texts: list[str]  # markup of the paragraphs
    inserted: list[Insertion]  # block markup
    loose: list[Insertion]  # lines that are marked as the skin marks paragraphs
    behind: list[str]  # markup behind the body

    @property
    def language(self) -> str:
        return self.clean.language if self.clean.language in WIDGETS else "en"

    def place(self) -> int:
        return self.rng.randint(0, len(self.texts))

    def inside(self) -> int:
        return self.rng.randint(1, max(1, len(self.texts) - 1))

    def html(self) -> str:
        before: dict[int, list[tuple[bool, str]]] = {}
        for at, markup in self.inserted:
            before.setdefault(at, []).append((True, markup))
        for at, text in self.loose:
            before.setdefault(at, []).append((False, text))
        pieces: list[tuple[bool, str]] = []
        for number in range(len(self.texts) + 1):
            pieces += before.get(number, [])
            if number < len(self.texts):
                pieces.append((False, self.texts[number]))
        body = ""
        for number, (is_block, markup) in enumerate(pieces):
            is_last = number + 1 == len(pieces)
            body += markup if is_block else self.skin.paragraph.format(markup) + ("" if is_last else self.skin.between)
        return self._framed(body)

    def _framed(self, body: str) -> str:
        rng, title = self.rng, escape(self.clean.title)
        head = rng.choice(
            ("<title>{0} - Lentera</title>", "<title>{0}</title><meta property='og:title' content='{0}'>")
        )
        ld = ""
        if rng.random() < 0.5:
            said = {"@type": "NewsArticle", "headline": self.clean.title, "datePublished": "2022-03-04T08:15:00+07:00"}
            ld = f"<script type='application/ld+json'>{json.dumps(said)}</script>"
        lines = HEADLINES[self.language]
        links = "".join(f"<li><a href='/n/{n}'>{escape(line)}</a></li>" for n, line in enumerate(lines))
        menu = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/a'>News</a></li></ul></nav>"
        side = rng.choice(
            (
                "",
                f"<aside><h3>{LISTS[self.language][0]}</h3><ul>{links}</ul></aside>",
                f"<div class='sidebar'><ul>{links}</ul></div>",
            )
        )
        return (
            f"<!doctype html><html lang='{self.language}'><head><meta charset='utf-8'>{head.format(title)}{ld}</head>"
            f"<body>{menu}"
            + self.skin.body.format(title=title, body=body)
            + "".join(self.behind)
            + f"{side}<footer><p>Lentera Media 2022</p></footer></body></html>"
        )


def _widgets(page: _Page) -> None:
    """Labels in their own elements, a group of them over the text or one between paragraphs."""
    for _ in range(page.rng.randint(1, 3)):
        words = page.rng.sample(WIDGETS[page.language], page.rng.randint(1, 4))
        form = page.rng.choice(
            (
                "<div>{}</div>",
                "<p>{}</p>",
                "<span>{}</span>",
                "<button>{}</button>",
                "<div class='w'><span>{}</span></div>",
            )
        )
        markup = "".join(form.format(escape(word)) for word in words)
        page.inserted.append((page.place(), f"<div class='tools'>{markup}</div>"))


def _widget_lines(page: _Page) -> None:
    """Labels that are marked like paragraphs."""
    for word in page.rng.sample(WIDGETS[page.language], page.rng.randint(1, 3)):
        page.loose.append((page.place(), escape(word)))


def _font_size(page: _Page) -> None:
    row = page.rng.choice((("A", "A", "A"), ("A-", "A", "A+"), ("loading...", "A", "A", "A"), ("A+", "A-")))
    form = page.rng.choice(
        ("<div>{}</div>", "<span>{}</span>", "<a href='#'>{}</a>", "<button>{}</button>", "<li>{}</li>")
    )
    page.inserted.append((0, f"<div>{' '.join(form.format(word) for word in row)}</div>"))


def _read_also(page: _Page) -> None:
    """A line to another article, or a heading and a list of them."""
    rng = page.rng
    for _ in range(rng.randint(1, 2)):
        headline = escape(rng.choice(HEADLINES[page.language]))
        link = f"<a href='/read/{rng.randint(1, 999)}/x'>{headline}</a>"
        line = rng.choice(READ_ALSO[page.language])
        is_all_link = rng.random() < 0.25
        wrapped = f"<a href='/read/7/x'>{line.format(headline)}</a>" if is_all_link else line.format(link)
        wrapped = rng.choice(("{}", "<strong>{}</strong>", "<em>{}</em>", "<b><i>{}</i></b>")).format(wrapped)
        if rng.random() < 0.6:
            page.loose.append((page.inside(), wrapped))
        else:
            box = rng.choice(
                (
                    "<div class='box'>{}</div>",
                    "<p class='x'>{}</p>",
                    "<table><tr><td>{}</td></tr></table>",
                    "<div><p>{}</p></div>",
                )
            )
            page.inserted.append((page.inside(), box.format(wrapped)))


def _read_also_list(page: _Page) -> None:
    rng = page.rng
    lines = rng.sample(HEADLINES[page.language], 3)
    items = "".join(f"<li><a href='/read/{n}/x'>{escape(line)}</a></li>" for n, line in enumerate(lines))
    label = escape(rng.choice(LISTS[page.language]))
    heading = rng.choice(("<p><strong>{}</strong></p>", "<h4>{}</h4>", "<div>{}</div>", "<h3>{}:</h3>")).format(label)
    page.inserted.append((page.inside(), f"<div>{heading}<ul>{items}</ul></div>"))


def _promotion(page: _Page) -> None:
    text = escape(page.rng.choice(PROMOTIONS[page.language]), quote=False)
    text = page.rng.choice(
        ("{}", "<em>{}</em>", "<a href='https://wa.example/c'>{}</a>", "<strong>{}</strong>")
    ).format(text)
    if page.rng.random() < 0.6:
        page.loose.append((page.rng.choice((page.inside(), len(page.texts))), text))
    else:
        page.inserted.append((page.place(), f"<div class='cta-x'><p>{text}</p></div>"))


def _caption(page: _Page) -> None:
    rng = page.rng
    text = escape(rng.choice(CAPTIONS[page.language]).format(rng.choice(THINGS[page.language])))
    picture = "<img src='/a.jpg' alt=''>"
    form = rng.choice(
        (
            "<figure>{p}<figcaption>{t}</figcaption></figure>",
            "<div class='wp-caption'>{p}<p class='wp-caption-text'>{t}</p></div>",
            "<div class='photo'>{p}<span>{t}</span></div>",
            "<div class='image-caption'>{p}<div>{t}</div></div>",
            "<p>{p}<em>{t}</em></p>",
            "<div>{p}</div><p class='caption'>{t}</p>",
        )
    )
    page.inserted.append((rng.choice((0, page.inside())), form.format(p=picture, t=text)))


def _furniture(page: _Page) -> None:
    text = escape(page.rng.choice(FURNITURE[page.language]), quote=False)
    at = len(page.texts) if page.rng.random() < 0.7 else page.inside()
    if page.rng.random() < 0.5:
        page.loose.append((at, text))
    else:
        page.inserted.append((at, f"<div class='misc'><p>{text}</p></div>"))


def _embed(page: _Page) -> None:
    page.inserted.append((page.inside(), page.rng.choice(EMBEDS)))


def _invisible(page: _Page) -> None:
    """Soft hyphens and zero-width characters inside words."""
    for number, text in enumerate(page.texts):
        words = text.split(" ")
        for n, word in enumerate(words):
            if len(word) > 7 and word.isalpha() and page.rng.random() < 0.2:
                cut = page.rng.randint(2, len(word) - 2)
                words[n] = (
                    word[:cut]
                    + page.rng.choice(("&shy;", "\u00ad", "\u200b", "&#8203;", "\u2060", "\ufeff"))
                    + word[cut:]
                )
        page.texts[number] = " ".join(words)


def _markup(page: _Page) -> None:
    """Words in links, bold, spans and line breaks that wrap: none may be glued or lost."""
    rng = page.rng
    forms = (
        "<a href='/tag/x'>{}</a>",
        "<b>{}</b>",
        "<span>{}</span>",
        "<em>{}</em>",
        "<a href='/x'><strong>{}</strong></a>",
        "<mark>{}</mark>",
    )
    for number, text in enumerate(page.texts):
        words = text.split(" ")
        for n, word in enumerate(words):
            if word.isalpha() and rng.random() < 0.06:
                words[n] = rng.choice(forms).format(word)
        page.texts[number] = " ".join(words)


def _repeat(standing: str, change: Callable[[_Page, str], str] | None = None) -> Callable[[_Page], None]:
    def inject(page: _Page) -> None:
        rng = page.rng
        first = rng.choice((0, 1, 1, rng.randint(0, max(0, len(page.texts) - 3))))
        again = [change(page, text) if change else text for text in page.texts[first:]]
        marked = page.skin.between.join(page.skin.paragraph.format(text) for text in again)
        if standing == "after":
            page.loose += [(len(page.texts), text) for text in again]
        elif standing == "box":
            page.behind.append(f"<div class='content-2'>{marked}</div>")
        elif standing == "twice":
            page.loose += [(len(page.texts), text) for text in [*again, *again]]
        else:
            form = rng.choice(HIDDEN)
            target = page.behind if rng.random() < 0.5 else None
            if target is not None:
                target.append(form.format(marked))
            else:
                page.inserted.append((rng.choice((0, len(page.texts))), form.format(marked)))

    return inject


HIDDEN = (
    '<div style="display:none">{}</div>',
    '<div style="display: none;">{}</div>',
    "<div hidden>{}</div>",
    '<section aria-hidden="true">{}</section>',
    "<noscript>{}</noscript>",
    "<template>{}</template>",
    "<amp-script>{}</amp-script>",
    '<div class="hidden">{}</div>',
    '<div class="print-only" style="visibility:hidden">{}</div>',
    '<div class="amp-content">{}</div>',
    '<div class="d-none d-print-block">{}</div>',
)


def _other_quotes(_: _Page, text: str) -> str:
    table = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'"})
    curly = re.sub(r'"([^"<>]*)"', r"“\1”", text)
    return text.translate(table) if any(mark in text for mark in "“”’‘") else curly


def _no_punctuation(_: _Page, text: str) -> str:
    return re.sub(r"[,;:“”\"]", "", text) if "<" not in text and "&" not in text else text


def _other_letters(page: _Page, text: str) -> str:
    if "<" in text or "&" in text:
        return text
    letters = list(text)
    for n, letter in enumerate(letters):
        if letter.isalpha() and page.rng.random() < 0.1:
            letters[n] = page.rng.choice("abcdefghijklmnopqrstuvwxyz")
    return "".join(letters)


def _other_order(page: _Page, text: str) -> str:
    words = text.split(" ")
    for _ in range(max(1, len(words) // 12)):
        if len(words) > 3:
            n = page.rng.randint(0, len(words) - 2)
            words[n], words[n + 1] = words[n + 1], words[n]
    return text if "<" in text else " ".join(words)


def _interleaved(page: _Page) -> None:
    """Each paragraph twice, one under the other."""
    for number, text in enumerate(page.texts):
        if len(text) > 150:
            page.loose.append((number + 1, text))


def _one_again(page: _Page) -> None:
    """One long paragraph once more, further down."""
    long = [number for number, text in enumerate(page.texts) if len(text) > 160]
    if long:
        number = page.rng.choice(long)
        page.loose.append((page.rng.randint(number + 1, len(page.texts)), page.texts[number]))


def _one_again_noisy(page: _Page) -> None:
    long = [number for number, text in enumerate(page.texts) if len(text) > 160]
    if long:
        number = page.rng.choice(long)
        change = page.rng.choice((_other_quotes, _no_punctuation, _other_letters, _other_order))
        page.loose.append((page.rng.randint(number + 1, len(page.texts)), change(page, page.texts[number])))


KINDS: dict[str, Callable[[_Page], None]] = {
    "widgets": _widgets,
    "widget lines": _widget_lines,
    "font size": _font_size,
    "read also": _read_also,
    "read also list": _read_also_list,
    "promotion": _promotion,
    "caption": _caption,
    "furniture": _furniture,
    "embed": _embed,
    "invisible characters": _invisible,
    "inline markup": _markup,
    "repeat after": _repeat("after"),
    "repeat in a box": _repeat("box"),
    "repeat twice": _repeat("twice"),
    "repeat hidden": _repeat("hidden"),
    "repeat with other quotes": _repeat("after", _other_quotes),
    "repeat without punctuation": _repeat("box", _no_punctuation),
    "repeat with other letters": _repeat("after", _other_letters),
    "repeat with other order": _repeat("after", _other_order),
    "repeat interleaved": _interleaved,
    "repeat of one": _one_again,
    "repeat of one, near": _one_again_noisy,
}
