"""The wire agencies and how outlets spell them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.similarity import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Name as we write it, and its spellings in credits, bylines and datelines. A newspaper's or broadcaster's own name
#: is not here unless it sells a wire.
AGENCIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Reuters",
        (
            "Thomson Reuters",
            "Reuters News",
            "REUTERS/dpa",
            "رويترز",
            "路透社",
            "路透",
            "로이터",
            "ロイター",
            "Рейтер",
            "रॉयटर्स",
        ),
    ),
    (
        "AP",
        (
            "Associated Press",
            "The Associated Press",
            "Associated Press (AP)",
            "أ ب",
            "أسوشيتد برس",
            "美联社",
            "美聯社",
            "AP通信",
            "एपी",
        ),
    ),
    (
        "AFP",
        (
            "Agence France-Presse",
            "Agence France Presse",
            "AFP News",
            "AFP Relaxnews",
            "AFP時事",
            "أ ف ب",
            "فرانس برس",
            "法新社",
            "एएफपी",
        ),
    ),
    (
        "dpa",
        (
            "Deutsche Presse-Agentur",
            "dpa Deutsche Presse-Agentur",
            "dpa-AFX",
            "dpa international",
            "Deutsche Presse Agentur",
        ),
    ),
    ("ANTARA", ("Antara News", "LKBN Antara", "Kantor Berita Antara", "ANTARA FOTO", "antaranews.com")),
    ("Xinhua", ("Xinhua News Agency", "新华社", "新華社", "Xinhuanet", "شينخوا")),
    ("TASS", ("ITAR-TASS", "ТАСС", "TASS Russian News Agency")),
    ("Sputnik", ("Sputnik News", "RIA Novosti/Sputnik", "Sputniknews")),
    ("RIA Novosti", ("РИА Новости", "RIA", "Ria Nowosti")),
    ("Interfax", ("Интерфакс", "Interfax-Ukraine", "Интерфакс-Украина")),
    ("Ukrinform", ("Укрінформ",)),
    ("Bernama", ("BERNAMA News Agency",)),
    ("Kyodo", ("Kyodo News", "共同通信", "共同", "共同社")),
    ("Jiji Press", ("Jiji", "時事通信", "時事")),
    ("Yonhap", ("Yonhap News Agency", "연합뉴스", "Yonhap News")),
    ("CNA", ("Central News Agency", "中央社", "Focus Taiwan")),
    ("China News Service", ("中新社", "中新网", "CNS China")),
    ("VNA", ("Vietnam News Agency", "TTXVN")),
    ("PNA", ("Philippine News Agency",)),
    ("TNA", ("Thai News Agency",)),
    ("EFE", ("Agencia EFE", "Agencia Efe")),
    ("Europa Press", ("EP Europa Press",)),
    ("ANSA", ("Agenzia ANSA",)),
    ("Adnkronos", ()),
    ("AGI", ("Agenzia Italia",)),
    ("Lusa", ("Agência Lusa",)),
    ("Agência Brasil", ("Agencia Brasil",)),
    ("Estadão Conteúdo", ("Estadao Conteudo",)),
    ("Télam", ("Telam",)),
    ("Notimex", ()),
    ("Prensa Latina", ()),
    ("PTI", ("Press Trust of India",)),
    ("ANI", ("Asian News International",)),
    ("IANS", ("Indo-Asian News Service",)),
    ("UNI", ("United News of India",)),
    ("APP", ("Associated Press of Pakistan",)),
    ("BSS", ("Bangladesh Sangbad Sangstha",)),
    ("UNB", ("United News of Bangladesh",)),
    ("PA Media", ("PA", "Press Association", "Press Association (PA)", "PA news agency")),
    ("AAP", ("Australian Associated Press",)),
    ("The Canadian Press", ("Canadian Press",)),
    ("UPI", ("United Press International",)),
    ("Bloomberg", ("Bloomberg News",)),
    ("Dow Jones", ("Dow Jones Newswires",)),
    ("Anadolu", ("Anadolu Agency", "Anadolu Ajansı", "AA", "Anadolu Agency (AA)", "الأناضول")),
    ("DHA", ("Demirören Haber Ajansı",)),
    ("İHA", ("İhlas Haber Ajansı", "IHA")),
    ("IRNA", ("Islamic Republic News Agency",)),
    ("Fars", ("Fars News Agency",)),
    ("SANA", ("Syrian Arab News Agency",)),
    ("SPA", ("Saudi Press Agency",)),
    ("WAM", ("Emirates News Agency",)),
    ("QNA", ("Qatar News Agency",)),
    ("KUNA", ("Kuwait News Agency",)),
    ("MENA", ("Middle East News Agency",)),
    ("NAN", ("News Agency of Nigeria",)),
    ("GNA", ("Ghana News Agency",)),
    ("PANA", ("Panapress",)),
    ("SAnews", ("South African Government News Agency",)),
    ("KCNA", ("Korean Central News Agency",)),
    ("APA", ("Austria Presse Agentur", "APA/dpa")),
    ("Keystone-SDA", ("SDA", "Keystone-ATS", "ATS", "sda/dpa")),
    ("Belga", ("Agence Belga",)),
    ("ANP", ("Algemeen Nederlands Persbureau",)),
    ("TT", ("TT Nyhetsbyrån", "Tidningarnas Telegrambyrå")),
    ("NTB", ("Norsk Telegrambyrå",)),
    ("Ritzau", ("/ritzau/", "Ritzaus Bureau")),
    ("STT", ("Suomen Tietotoimisto",)),
    ("PAP", ("Polska Agencja Prasowa",)),
    ("ČTK", ("CTK", "Česká tisková kancelář")),
    ("TASR", ("Tlačová agentúra Slovenskej republiky",)),
    ("MTI", ("Magyar Távirati Iroda",)),
    ("Agerpres", ()),
    ("BTA", ("Bulgarian News Agency", "БТА")),
    ("HINA", ("Croatian News Agency",)),
    ("Tanjug", ("Танјуг",)),
    ("FENA", ()),
    ("ANA-MPA", ("AMNA", "ΑΠΕ-ΜΠΕ")),
    ("BNS", ("Baltic News Service",)),
    ("ELTA", ()),
    ("LETA", ()),
    ("epd", ("Evangelischer Pressedienst",)),
    ("KNA", ("Katholische Nachrichten-Agentur",)),
)

#: Words that make a name an agency's although no table knows it.
AGENCY_WORDS = frozenset(
    {
        *(
            "agency",
            "agencies",
            "newswire",
            "wire",
            "wires",
            "newswires",
            "press",
            "agence",
            "agentur",
            "agencia",
            "agência",
        ),
        *("agenzia", "ajansı", "presseagentur", "kantor berita", "nyhetsbyrå", "agencja"),
    }
)


def known_agency(name: str, more: Sequence[str] = ()) -> str | None:
    """The agency that *name* spells, as we write it; *more* are names that the user added."""
    folded = fold(name).removeprefix("the ")
    added = {fold(agency): agency for agency in more}
    return _table().get(folded) or added.get(folded) or added.get(fold(name))


def is_named_like_an_agency(name: str) -> bool:
    """Whether the name itself says that it is an agency: "Nusa Wire", "Kantor Berita Harapan", "LKN"."""
    folded = fold(name)
    if name.isupper() and name.isalpha():
        return True
    return any(word in folded.split() or (" " in word and folded.startswith(word)) for word in AGENCY_WORDS)


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    return {
        fold(spelling).removeprefix("the "): name for name, spellings in AGENCIES for spelling in (name, *spellings)
    }
