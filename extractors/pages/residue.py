"""Lines that belong to the page's furniture and not to the text: which kind, and by what rule.

Crude word lists destroy text: most words of a share bar also stand in articles. So every rule here looks at the whole
line, most of them only at short ones, and the ones by words alone ask for a form that prose does not have.
"""

from __future__ import annotations

import re

from extractors.pages.agencies import known_agency

READ_ALSO = re.compile(
    r"""
    ^\W{0,3}
    (?: baca(?=\s?:) | baca\ (?:juga|selengkapnya|pula) | simak\ (?:juga|pula|video) | lihat\ (?:juga|pula|video)
      | tonton(?:\ (?:juga|video))? | (?:artikel|berita|topik)\ (?:terkait|lainnya|pilihan) | terkait | terpopuler
      | (?:pilihan|rekomendasi)\ (?:redaksi|editor|untuk\ anda)
      | read(?=\s?[:|]) | more(?=\s?[:|]) | read\ (?:also|more|next|on|this) | also\ (?:read|see|on\ this\ site)
      | see\ (?:also|more) | more\ (?:on\ this(?:\ story)?|like\ this|stories|from\ [^:|]{2,30}(?=[:|]))
      | related(?:\ (?:articles?|stories|story|news|content|coverage|reading|links?|topics?))?
      | editor['’]?s['’]?\ picks? | most\ (?:read|popular|viewed) | top\ stories | trending(?:\ now)? | latest\ news
      | our\ standards | explore\ more | further\ reading
      | you\ (?:may|might)\ (?:also\ (?:like|be\ interested\ in)|have\ missed) | don['’]t\ miss
      | must\ (?:read|see|watch) | in\ case\ you\ missed\ it | up\ next | what\ to\ read\ next
      | from\ (?:our|the)\ archives?
      | more\ (?:on|about)\ this\ (?:topic|subject) | jangan\ (?:lewatkan|lupa\ baca) | rekomendasi(?=\s?:)
      | simak(?=\s?:) | klik\ juga | baca\ lebih\ lanjut
      | recommended(?:\ (?:stories|reading|for\ you))? | watch(?:\ also|\ now|\ more)?
      | lesen\ sie\ (?:auch|mehr) | lies\ auch | mehr\ (?:zum\ thema|dazu) | auch\ interessant | das\ könnte\ sie\ auch
      | (?:à\ )?lire\ aussi | à\ lire | sur\ le\ même\ sujet | lea\ también | lee\ también | te\ puede\ interesar
      | leia\ (?:também|mais) | veja\ (?:também|mais) | leggi\ anche | potrebbe\ interessarti
      | czytaj\ (?:też|także|również) | zobacz\ (?:też|także|również)
      | lees\ ook | läs\ (?:också|även|mer) | les\ også | læs\ også | lue\ myös | přečtěte\ si | čtěte\ také
      | читайте\ (?:также|ещё) | читати\ також | ayrıca\ (?:oku|bakın) | xem\ thêm | đọc\ thêm | อ่านเพิ่มเติม
      | اقرأ\ أيضا[ً]? | 関連記事 | 相关(?:阅读|新闻) | 延伸閱讀 | 관련\s?기사 )
    \s*(?P<mark>[:|»›>–—-]|：|$)?
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: A headline with its "Read also:" is not longer.
LINK_CHARACTERS = 220

#: A link of fewer words names a thing, not an article.
HEADLINE_WORDS = 4

#: A label of a few words with a mark behind it, whatever they are: what follows is one link, the headline of another
#: article.
LABELLED = re.compile(r"^[^:|.?!]{2,30}\s?[:|»›>]\s")

#: Of what follows such a label at least this share stands in a link.
ALL_LINKED = 0.95

#: Of a line that leads elsewhere at least this share stands in a link.
LINKED_SHARE = 0.5

RESERVED = re.compile(
    r"all rights reserved|hak cipta (?:dilindungi|terpelihara)|dilindungi undang|alle rechte|tous droits"
    r"|todos los derechos|tutti i diritti|todos os direitos|wszelkie prawa|dilarang memperbanyak",
    re.IGNORECASE,
)
SIGN = re.compile(r"©|\(c\)|copyright|hak cipta", re.IGNORECASE)
COPYRIGHT = re.compile(
    r"^(?:©|(?:copyright|hak cipta)\s*(?:©|\(c\)|\d{4}\b|by\b))\s*(?:\d{4}\b\s*(?:[-–]\s*\d{4})?)?\s*(?:by\s+)?"
    r"(?P<house>[^.]*)",
    re.IGNORECASE,
)
REPRINT = re.compile(
    r"""
      ^(?:this|the)\ (?:material|content|article|story|document)\b.{0,20}\b(?:may|must|can)\ ?not\ be\ (?:published
        |reproduced|republished|copied|redistributed)
    | ^(?:dilarang|tidak\ diperkenankan)\ (?:keras\ )?(?:mengambil|menayangkan|memperbanyak|menyalin|mengutip
        |melakukan)\b.{0,160}\b(?:tanpa|seizin|izin)
    | ^no\ part\ of\ this\ (?:publication|article|site)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: A copyright line, with the address of the house before it; a paragraph that speaks of rights is longer.
COPYRIGHT_CHARACTERS = 260

PLACEHOLDER = re.compile(
    r"""
      ^(?:your|this)\ browser\ (?:does|do|is|will)\ ?n[o'’]t\b | ^(?:browser|peramban)\ anda\ tidak\ mendukung
    | ^(?:error:?\s*)?(?:please\ )?(?:enable|turn\ on|activate|aktifkan)\ (?:javascript|cookies)\b
    | ^(?:error|video|failed)\b.{0,30}\b(?:could\ not\ be\ loaded|failed\ to\ load|unavailable|javascript)
    | \bplease\ enable\ javascript\b | ^javascript\ (?:is|must|wajib|harus)\b
    | ^(?:view|lihat)\ (?:this|the|postingan|unggahan|kiriman)\b.{0,20}\b(?:on|di|at)\ (?:instagram|facebook|x|twitter
        |threads|tiktok)\b.{0,40}$
    | ^(?:a\ post\ shared\ by|sebuah\ kiriman\ dibagikan\ oleh)\b
    | ^(?:this|some|embedded|external|konten|dieser|diese|ce)\ (?:content|element|video|ini|inhalt|contenu)\b
        .{0,40}\b(?:hosted|provided|loaded|third\ part|pihak\ ketiga|embedded|not\ available|blocked|disajikan)
    | ^(?:\$\$|\#\#|%%|\{\{|\[\[)\s?\w[\w .:-]{1,40}\s?(?:\$\$|\#\#|%%|\}\}|\]\])$
    | ^(?:this|the)\ (?:site|form|page)\ is\ protected\ by\ (?:recaptcha|hcaptcha)\b
    | ^(?:if\ you\ (?:buy|click|purchase)|when\ you\ (?:buy|purchase))\b.{0,80}\b(?:we|us)\b.{0,30}\bcommission\b
    | ^(?:comments?|kolom\ komentar|komentar)\b.{0,30}\b(?:closed|ditutup|disabled|dinonaktifkan)\b.{0,30}$
    | ^(?:the\ )?(?:views|opinions)\ expressed\ in\ (?:the\ )?comments\b
    | ^komentar\ (?:adalah|merupakan|sepenuhnya)\ (?:tanggapan|pendapat|tanggung\ jawab)\b
    | ^(?:this|the)\ (?:article|story)\ (?:first|originally)\ appeared\ (?:in\ print|on\ page)\b
    | ^image\ (?:source|caption|copyright),\s
    | ^(?:video|audio)\ player\ is\ loading\b
    | ^(?:terms|syarat|privacy|kebijakan|cookies?)\b[^.]{0,30}\|.{0,60}
        \b(?:privacy|privasi|terms|cookie|kontak|contact)\b
    | ^(?:have|got|punya)\ (?:a\ )?(?:news\ )?(?:tip|story|informasi|cerita)\b.{0,20}\?.{0,60}@
    | ^contact\ (?:the\ )?(?:reporter|author|writer|editor)s?\b.{0,60}@
    | ^(?:at\ this\ point|an\ dieser\ stelle)\b.{0,60}\b(?:external|externen?)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
CONSENT = re.compile(
    r"""
      ^(?:we|our\ (?:site|website|partners)|this\ (?:site|website)|kami|situs(?:\ ini)?|wir|diese\ (?:seite|website)
        |nous|ce\ site|utilizamos|usamos)\b.{0,60}
      \b(?:use[sd]?|using|store|menggunakan|memakai|verwende[nt]|nutz(?:en|t)|utilis(?:ons|e)|utiliza|partners?)\b
        .{0,60}\b(?:cookies?|kuki)\b
    | ^(?:by|dengan)\ (?:continuing|using|melanjutkan|menggunakan)\b.{0,80}\b(?:cookies?|kuki|privacy|privasi)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: A notice in place of something that could not be shown.
PLACEHOLDER_CHARACTERS = 300

TAGS = re.compile(
    r"^(?:tags?|topics?|topik(?:\ terkait)?|label|kata kunci|keywords|schlagworte?|mots-clés|temas|filed under)\s*:\s*",
    re.IGNORECASE,
)

#: More words between two commas are a clause.
TAG_WORDS = 4

COMMENTS = re.compile(
    r"(?:leave a comment|post a comment|(?:readers?['’]?s? )?comments?|(?:tulis|kirim|isi) komentar"
    r"|komentar(?: (?:pembaca|anda))?|kommentare?|leserkommentare|commentaires?|comentarios?)"
    r"\s*(?:\(\d+\))?\s*:?",
    re.IGNORECASE,
)

_WORK = (
    r"(?:reporter|correspondent|writer|editor|journalist|columnist|contributor|author|wartawan|jurnalis|penulis"
    r"|kontributor|(?:news|senior|executive|video|digital|podcast|tv|radio)\s+producer)"
)
AUTHOR_BOX = re.compile(
    rf"""
      ^(?:[Aa]bout\ the\ (?:author|writer|reporter)s?|[Tt]entang\ [Pp]enulis)\s*(?::|$)
    | ^(?:[^\W\d_a-z][\w.'’-]*\s){{2,4}}(?:covers|writes|reports)\s[^.]{{3,80}}\.
        \s*(?:Follow|Contact|Reach|Email)\ (?:him|her|them|us|\S+@).{{0,80}}$
    | ^(?:[^\W\d_a-z][\w.'’-]*\s){{1,4}}(?:is|adalah|merupakan)\s+(?:(?:an?|the|our|seorang)\s+)?
        (?:[\w'’-]+\s+){{0,4}}?{_WORK}s?\s+(?:at|for|with|of|in|on|based|covering|who|di|untuk|pada)\b.{{0,160}}$
    """,
    re.VERBOSE,
)

_NAME = r"[A-ZÀ-Þ][\w.'’-]*(?:\s[A-ZÀ-Þ][\w.'’-]*){0,3}(?:/\w{2,5})?"
STAFF = re.compile(
    rf"""
    (?: (?i:penulis|penyunting|editor|reporter|pewarta|wartawan|fotografer|kontributor|redaktur|rep|red|author)
        \s?(?:\|\s)?:\s?{_NAME} [\s|/,;·–-]* )+
    (?: (?i:copyright|hak\ cipta|©) .{{0,40}} )?
    """,
    re.VERBOSE,
)

#: Two or three of a desk, with a copyright line.
STAFF_CHARACTERS = 160

#: Who the author is takes a sentence or two.
AUTHOR_BOX_CHARACTERS = 240


def is_copyright(text: str) -> bool:
    """Whether a line says whose rights are reserved: it stands under every page of a house.

    "(c) dpa" says whose text it is, and stays.
    """
    if len(text) > COPYRIGHT_CHARACTERS:
        return False
    if REPRINT.search(text):
        return True
    if SIGN.search(text) and RESERVED.search(text):
        return True
    found = COPYRIGHT.match(text)
    return found is not None and known_agency(found["house"].strip(" ,.")) is None


def is_tag_list(text: str, linked: float) -> bool:
    """Whether a line lists the subjects under which an article is filed."""
    found = TAGS.match(text)
    if found is None:
        return False
    subjects = re.split(r"[,;|#•]", text[found.end() :])
    is_list = len(subjects) > 1 and all(len(subject.split()) <= TAG_WORDS for subject in subjects)
    return linked >= LINKED_SHARE or (is_list and not text.endswith("."))


def opens_comments(text: str) -> bool:
    """Whether a line is the heading of what readers wrote."""
    return bool(COMMENTS.fullmatch(text))


def leads_elsewhere(text: str, linked: float | None) -> bool:
    """Whether a line sends the reader to another article.

    *linked* is the share of it that stands in links, None where links are not known: then the words must be followed by
    a mark ("Read also: ...") or be all of the line.
    """
    if len(text) > LINK_CHARACTERS:
        return False
    found = READ_ALSO.match(text)
    if found is None:
        return linked is not None and _is_labelled_link(text, linked)
    if linked is not None and linked >= LINKED_SHARE:
        return True
    is_label = not text[found.end() :].strip(" :|»›>")
    return is_label or (found["mark"] in {":", "|", "»", "›", ">", "："} and _is_headline(text[found.end() :]))


def _is_labelled_link(text: str, linked: float) -> bool:
    """Whether a line is a label and the link to another article."""
    label = LABELLED.match(text)
    if label is None:
        return False
    headline = text[label.end() :]
    is_all_link = linked * len(text) >= ALL_LINKED * len(headline)
    return is_all_link and reads_like_a_headline(headline) and not headline.endswith("!")


def is_placeholder(text: str) -> bool:
    """Whether a line stands in place of a player, a post or a script, or asks to consent to one."""
    return len(text) <= PLACEHOLDER_CHARACTERS and bool(PLACEHOLDER.search(text) or CONSENT.search(text))


def is_author_box(text: str) -> bool:
    """Whether a line says who the author is: "Ann Lee is a staff writer at the Post."."""
    return len(text) <= AUTHOR_BOX_CHARACTERS and bool(AUTHOR_BOX.match(text))


def is_staff_line(text: str) -> bool:
    """Whether a line names who wrote and edited the article and says nothing else: "Penulis: A. B. Editor: C. D."."""
    return len(text) <= STAFF_CHARACTERS and bool(STAFF.fullmatch(text))


def reads_like_a_headline(text: str) -> bool:
    """Whether a line that is one link may be the headline of another article."""
    return len(text.split()) >= HEADLINE_WORDS and len(text) <= LINK_CHARACTERS and _is_headline(text)


def _is_headline(text: str) -> bool:
    """A headline does not end with a full stop; "Related: the court also found a breach." is prose."""
    return not text.rstrip().endswith((".", ";", ","))
