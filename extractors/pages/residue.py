"""Lines that belong to the page's furniture and not to the text: which kind, and by what rule.

Crude word lists destroy text: most words of a share bar also stand in articles. So every rule here looks at the whole
line, most of them only at short ones, and the ones by words alone ask for a form that prose does not have.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: Widget words as whole lines: lazy loaders, font size, advertisement marks, share and print buttons.
WIDGETS = re.compile(
    r"""
      (?:loading|memuat|please\ wait|mohon\ tunggu)\s*(?:\.{2,3}|…)
    | (?:A|a|Aa)[+-]{0,2} | [+-] | T[tT]
    | (?:advertisement|advertising|iklan|anzeige|werbung|publicité|publicidad|pubblicità|sponsored)[:.]?
    | (?:article\ continues|story\ continues|continues?)\ (?:below|after)(?:\ (?:this|the))?\ (?:advertisement|ad)[.:]?
    | (?:advertisement\s*[-–—]?\s*)?(?:scroll\ to\ (?:continue|resume)(?:\ (?:with|reading))?(?:\ content)?
        |scroll\ untuk\ (?:lanjutkan|melanjutkan)(?:\ membaca)?)[.:]?
    | (?:lanjutkan\ membaca\ di\ bawah|berita\ berlanjut\ di\ bawah|artikel\ berlanjut\ setelah\ iklan)[.:]?
    | (?:share|tweet|pin\ it|retweet|bagikan|print|cetak|email|e-mail|copy\ link|salin\ tautan|teilen|drucken
        |partager|compartir|condividi)
    | (?:share|bagikan)\ (?:this|this\ article|this\ story|artikel\ ini|berita\ ini|on|ke|di|via)?\s*
      (?:facebook|twitter|x|whatsapp|telegram|linkedin|email|line|pinterest|reddit)?\s*:?
    | (?:facebook|twitter|whatsapp|telegram|linkedin|pinterest|reddit|flipboard|copy\ link|line)
    | (?:share|bagikan|teilen|partager|compartir|condividi)\s*:?(?:[\s,|·]+(?:facebook|twitter|x|whatsapp|telegram
        |linkedin|e-?mail|line|pinterest|reddit|threads|bluesky|mastodon|copy\ link|salin\ tautan))+
    | (?:font\ size|ukuran\ font|ukuran\ huruf|text\ size)\s*:?(?:\s*[aA][+-]?)*
    | (?:perbesar|perkecil)(?:\ (?:huruf|teks|font))?
    | (?:listen\ to\ (?:this\ )?article|dengarkan\ (?:artikel|berita)(?:\ ini)?)
    | halaman\ (?:selanjutnya|berikutnya|sebelumnya) | \[gambas:[^\]]{1,40}\]
    | \d+\ (?:shares|comments|komentar|views)
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: A widget line is short; a paragraph that begins with "Loading..." is not one.
WIDGET_CHARACTERS = 60

READ_ALSO = re.compile(
    r"""
    ^\W{0,3}
    (?: baca(?=\s?:) | baca\ (?:juga|selengkapnya|pula) | simak\ (?:juga|pula|video) | lihat\ (?:juga|pula|video)
      | tonton\ juga | artikel\ terkait
      | berita\ terkait | pilihan\ redaksi
      | read\ (?:also|more|next|on) | also\ read | see\ also | more\ on\ this(?:\ story)?
      | related(?:\ (?:articles?|stories|story|news|content|coverage))?
      | our\ standards
      | you\ (?:may|might)\ also\ like | don['’]t\ miss | recommended(?:\ (?:stories|reading))? | watch(?:\ also)?
      | lesen\ sie\ (?:auch|mehr) | lies\ auch | mehr\ (?:zum\ thema|dazu)
      | (?:à\ )?lire\ aussi | à\ lire | lea\ también | lee\ también | leia\ (?:também|mais) | leggi\ anche
      | czytaj\ (?:też|także|również)
      | lees\ ook | läs\ (?:också|även|mer) | les\ også | læs\ også | lue\ myös | přečtěte\ si | čtěte\ také
      | читайте\ также )
    \s*(?P<mark>[:|»›>–—-]|$)?
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: A headline with its "Read also:" is not longer.
LINK_CHARACTERS = 220

#: Of a line that leads elsewhere at least this share stands in a link.
LINKED_SHARE = 0.5

PROMOTIONS = re.compile(
    r"""
      ^(?:follow|ikuti|like)\ (?:us|our|kami|berita|(?:saluran|kanal|channel)\b).{0,140}(?:facebook|twitter
          |instagram|whatsapp|telegram|google\ news|tiktok|youtube|linkedin|channel|saluran)
    | ^(?:join|gabung|bergabung|ikuti|dapatkan|get|cek)\b.{0,140}\b(?:whatsapp|telegram)\b.{0,40}\b(?:channel
        |group|grup|saluran|kanal)\b
    | ^(?:join|gabung|bergabung|ikuti|dapatkan|get|cek)\b.{0,100}\b(?:channel|group|grup|saluran
        |kanal)\b.{0,40}\b(?:whatsapp|telegram)\b
    | ^cek\ (?:berita|artikel)\b.{0,60}\b(?:google\ news|whatsapp|wa\ channel)\b
    | ^(?:sign\ up|subscribe|register)\b.{0,60}\b(?:newsletter|newsletters|our\ daily|daily\ briefing|inbox
        |email\ alerts?)\b
    | ^(?:subscribe\ to|get)\b.{0,40}\b(?:our|the)\b.{0,40}\bnewsletters?\b
    | ^(?:download|unduh|get)\b.{0,40}\b(?:our|the|aplikasi)\b.{0,40}\b(?:app|apps|aplikasi|google\ play|app\ store)\b
    | ^(?:dapatkan|ikuti|simak|update)\b.{0,100}\b(?:google\ news|berita\ (?:terbaru|pilihan
        |update)).{0,100}\b(?:di\ sini|klik|channel|whatsapp|telegram|google\ news|setiap\ hari)
    | ^(?:click|klik|tap)\ (?:here|di\ sini)\b.{0,100}\b(?:subscribe|newsletter|whatsapp|telegram|berlangganan|follow)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: Calls to follow, join or subscribe are one or two short sentences.
PROMOTION_CHARACTERS = 260


COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright|hak cipta)\s*(?:\d{4}\b.*)?"
    r"(?:all rights reserved|hak cipta|dilindungi|alle rechte|tous droits|todos los derechos|tutti i diritti)",
    re.IGNORECASE,
)

#: A copyright line, with the address of the house before it; a paragraph that speaks of rights is longer.
COPYRIGHT_CHARACTERS = 200

TAGS = re.compile(r"^(?:tags?|topics?|topik|label|kata kunci|keywords|schlagworte?|mots-clés)\s*:", re.IGNORECASE)

COMMENTS = re.compile(
    r"(?:leave a comment|post a comment|comments?|tulis komentar|komentar|kommentare?|commentaires?|comentarios?)"
    r"\s*(?:\(\d+\))?\s*:?",
    re.IGNORECASE,
)


def is_copyright(text: str) -> bool:
    """Whether a line says whose rights are reserved: it stands under every page of a house."""
    return len(text) <= COPYRIGHT_CHARACTERS and bool(COPYRIGHT.search(text))


def is_tag_list(text: str, linked: float) -> bool:
    """Whether a line lists the subjects under which an article is filed, each a link."""
    return linked >= LINKED_SHARE and bool(TAGS.match(text))


def opens_comments(text: str) -> bool:
    """Whether a line is the heading of what readers wrote."""
    return bool(COMMENTS.fullmatch(text))


@lru_cache(maxsize=4096)
def is_widget(text: str) -> bool:
    """Whether the whole of *text* is the label of a widget."""
    return len(text) <= WIDGET_CHARACTERS and bool(WIDGETS.fullmatch(text))


def leads_elsewhere(text: str, linked: float | None) -> bool:
    """Whether a line sends the reader to another article.

    *linked* is the share of it that stands in links, None where links are not known: then the words must be followed by
    a mark ("Read also: ...") or be all of the line.
    """
    if len(text) > LINK_CHARACTERS:
        return False
    found = READ_ALSO.match(text)
    if found is None:
        return False
    if linked is not None and linked >= LINKED_SHARE:
        return True
    is_label = found.end() == len(text)
    return is_label or (found["mark"] in {":", "|", "»", "›", ">"} and _is_headline(text[found.end() :]))


def is_promotion(text: str) -> bool:
    """Whether a line asks to follow, join, subscribe or install."""
    return len(text) <= PROMOTION_CHARACTERS and bool(PROMOTIONS.search(text))


def _is_headline(text: str) -> bool:
    """A headline does not end with a full stop; "Related: the court also found a breach." is prose."""
    return not text.rstrip().endswith((".", ";", ","))
