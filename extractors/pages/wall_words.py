"""What walls say, phrase by phrase: robot checks, consent dialogues, paywalls, error pages.

Each phrase is a pattern in lower case. What follows from finding one is decided in ``walls``.
"""

from __future__ import annotations

import re


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{phrase})" for phrase in phrases), re.IGNORECASE)


#: The titles of robot checks, as all of a title.
BOT_TITLE = _any_of(
    r"(?:just a moment|one moment,? please|please wait)\W*",
    r"attention required!? \| cloudflare",
    r"access (?:is )?denied",
    r"pardon our interruption",
    r"are you (?:a )?(?:robot|human)\W*",
    r"(?:human|bot|robot) (?:verification|check|detection)",
    r"security (?:check|verification)",
    r"ddos-guard",
    r"403(?: -)? forbidden",
)
BOT_WALL = _any_of(
    r"checking (?:if the site connection is secure|your browser)",
    r"verif(?:y|ying) (?:that )?you are (?:not )?(?:a )?(?:human|robot)",
    r"please enable js and disable any ad ?blocker",
    r"enable javascript and cookies to continue",
    r"unusual traffic from your",
    r"security by cloudflare",
    r"cloudflare ray id",
    r"access to this page has been denied",
    r"you don.t have permission to access",
    r"request unsuccessful\. incapsula",
    r"press (?:&|and) hold to confirm",
    r"ddos protection by",
    r"complete the (?:security check|captcha)",
    r"you have been blocked",
    r"security service to protect itself",
    r"could trigger this block",
)

#: Scripts that only checks for robots load.
CHECK_SCRIPTS = _any_of(
    r"captcha-delivery\.com",
    r"/cdn-cgi/challenge-platform/h/",
    r"_incapsula_resource",
    r"px-captcha",
    r"cf-browser-verification",
    r"awswaf",
    r"/_sec/cp_challenge/",
)

CONSENT_WALL = _any_of(
    r"before you continue to",
    r"we (?:value|care about) your privacy",
    r"(?:accept|agree)(?: all)?(?: cookies)? (?:and|to) continue",
    r"we and our (?:\d+ )?partners",
    r"(?:store|access) (?:and/or access )?information on a device",
    r"uses? cookies|using cookies",
    r"manage (?:your )?(?:cookie|privacy|consent) (?:settings|preferences|choices)",
    r"your privacy (?:choices|is important)",
    r"(?:privacy|cookie) consent",
    r"wir benötigen ihre (?:zustimmung|einwilligung)",
    r"(?:mit werbung|werbefrei) (?:weiter)?lesen",
    r"zustimmen (?:und|&) weiter",
    r"avant de (?:continuer|poursuivre)",
    r"nos partenaires",
    r"kami menghargai privasi",
    r"menggunakan cookie",
)

SUBSCRIBE = _any_of(
    r"subscribe (?:now |today )?to (?:continue|keep|read|unlock|access)",
    r"to (?:continue|keep) reading",
    r"(?:already|existing) (?:a )?subscriber",
    r"(?:for|only for|exclusive to|available to) (?:our )?subscribers",
    r"subscriber[- ]only",
    r"become a (?:subscriber|member) to",
    r"unlock (?:this|the full) (?:article|story)",
    r"sign in to (?:read|continue)",
    r"register (?:for free )?to (?:read|continue)",
    r"start your (?:free )?trial",
    r"(?:ber)?langganan (?:untuk|sekarang)",
    r"(?:khusus|hanya) (?:untuk )?pelanggan",
    r"masuk untuk (?:membaca|melanjutkan)",
    r"jetzt (?:abonnieren|weiterlesen|testen)",
    r"weiterlesen mit|mit abo|für abonnenten",
    r"réservé aux abonnés|abonnez-vous",
    r"exclusivo para suscriptores|suscríbete",
    r"assine (?:para|já)",
    r"riservato agli abbonati|abbonati per",
)

NOT_FOUND = _any_of(
    r"\b404\b",
    r"(?:page|article|content|story) (?:was |is )?(?:no longer (?:available|exists)|doesn.t exist|cannot be found)",
    r"not found",
    r"halaman (?:yang anda cari )?tidak (?:ditemukan|tersedia)",
    r"(?:artikel|berita) tidak ditemukan",
    r"(?:seite|artikel) (?:wurde )?nicht gefunden",
    r"página no encontrada",
    r"page (?:introuvable|non trouvée)",
    r"pagina (?:niet gevonden|non trovata)",
    r"página não encontrada",
    r"страница не найдена",
    r"ページが見つかりません",
    r"页面不存在",
)
