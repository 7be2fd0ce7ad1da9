"""Calls to follow, join, subscribe or install: an imperative, and a channel through which the outlet is met."""

from __future__ import annotations

import re

#: What a call to action asks for, at the beginning of a sentence.
_CALL = r"""
    (?:(?:please|don['’]t\ forget\ to|make\ sure\ to|yuk|ayo|mari|jangan\ lupa|silakan|click\ (?:here\ )?to
        |tap\ here\ to|klik\ di\ sini\ untuk|segera|to\ get\ [^.?!]{5,60}|for\ (?:more|the\ latest)\b[^.?!]{2,60}
        |want\ [^.?!]{5,80}\?|ingin\ [^.?!]{5,80}\?)[,:]?\s+)?
    (?:follow|join|subscribe|sign\ up|sign\ in|register|download|install|get|receive|stay\ (?:up\ to\ date|informed
        |tuned|connected|ahead)|support|become\ a|like|add\ us|enter\ your|click|tap|never\ miss|keep\ up
        |ikuti|gabung|bergabung|bergabunglah|berlangganan|dapatkan|unduh|download|daftar|daftarkan|simak|pantau|cek|klik
        |update|nikmati|baca\ berita|jadilah|dukung|temukan|kunjungi
        |abonnieren\ sie|melden\ sie|folgen\ sie|jetzt\ abonnieren|abonnez|inscrivez|suivez|recevez|téléchargez
        |suscr[ií]bete|s[ií]guenos|únete|descarga|siga|assine|inscreva|seguici|iscriviti)\b
"""
#: And through what.
_CHANNEL = r"""
    (?:newsletters?|inbox|whatsapp|wa\ channel|telegram|google\ (?:news|play)|facebook|twitter|instagram|tiktok|youtube
        |linkedin|app\ store|\bapp\b|apps\b|aplikasi|mailing\ list|email\ alerts?|push\ notifications?|podcast\ feed
        |unlimited\ access|subscription|subscriber|our\ (?:journalism|daily|morning|stories|work)
        |independent\ journalism|member\ today|donation|buletin
        |(?:akun|media\ sosial|saluran|kanal|grup|channel)\ (?:kami|instagram|twitter|x\b)
        |kotak\ masuk|messenger|rss|web\ push|notifikasi|abonnement|boletín|kanal\ (?:whatsapp|telegram))
"""
PROMOTION = re.compile(rf"(?:^|[.!?]\s+){_CALL}[^.!?\"“”]{{0,140}}{_CHANNEL}", re.IGNORECASE | re.VERBOSE)
OTHER_PROMOTIONS = re.compile(
    r"""
      ^by\ (?:signing\ up|subscribing|registering|clicking|providing)\b.{0,60}\byou\ (?:agree|accept|consent|will)
    | ^(?:like|enjoy(?:ed|ing)?|love)\ (?:what|this|our)\b.{0,40}\b(?:read|story|article|journalism)\b.{0,20}\?
    | ^(?:click|klik|tap)\ (?:here|di\ sini)\b.{0,100}\b(?:subscribe|newsletter|whatsapp|telegram|berlangganan|follow)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: Calls to follow, join or subscribe are one or two short sentences.
PROMOTION_CHARACTERS = 260

#: Who reports that somebody asks for it: then it is a sentence of the article.
REPORTED = re.compile(
    r"\b(?:said|says|told|added|asked|urged|kata|ujar|ucap|tutur|jelas|imbuh|sagte|dit|dijo)\b", re.IGNORECASE
)


def is_promotion(text: str) -> bool:
    """Whether a line asks to follow, join, subscribe or install."""
    if len(text) > PROMOTION_CHARACTERS or REPORTED.search(text):
        return False
    return bool(PROMOTION.search(text) or OTHER_PROMOTIONS.search(text))
