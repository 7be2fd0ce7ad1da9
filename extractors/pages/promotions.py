"""Calls to follow, join, subscribe or install: an imperative, and a channel through which the outlet is met."""

from __future__ import annotations

import re

#: What a call to action asks for, at the beginning of a sentence.
_CALL = r"""
    (?:(?:please|don['’]t\ forget\ to|make\ sure\ to|yuk|ayo|mari|jangan\ lupa|silakan|click\ (?:here\ )?to
        |tap\ here\ to|klik\ di\ sini\ untuk|segera|to\ get\ [^.?!]{5,60}|for\ (?:more|the\ latest)\b[^.?!]{2,60}
        |want\ [^.?!]{5,80}\?|ingin\ [^.?!]{5,80}\?)[,:]?\s+)?
    (?:follow|join|subscribe|sign\ up|sign\ in|register|download|install|get|receive|stay\ (?:up\ to\ date|informed
        |tuned|connected|ahead)|support|become\ a|like|add\ us|enter\ your|click|tap|(?:never|don['’]t)\ miss
          |unlock|(?:start|try)\ (?:your|our|us|it|a)|keep\ up
        |ikuti|gabung|bergabung|bergabunglah|berlangganan|dapatkan|unduh|download|daftar|daftarkan|simak|pantau
          |cek|klik
        |update|nikmati|(?:mulai\ )?langganan|aktifkan|nyalakan|terima(?!\ kasih)|jangan\ lewatkan|baca\ berita
          |jadilah|dukung|temukan|kunjungi
        |abonnieren\ sie|melden\ sie|folgen\ sie|jetzt\ abonnieren|abonnez|inscrivez|suivez|recevez|téléchargez
        |suscr[ií]bete|s[ií]guenos|únete|descarga|siga|assine|inscreva|seguici|iscriviti)\b
"""
#: And through what.
_CHANNEL = r"""
    (?:newsletters?|inbox|whatsapp|wa\ channel|telegram|google\ (?:news|play)|facebook|twitter|instagram|tiktok
      |youtube
        |linkedin|app\ store|\bapp\b|apps\b|aplikasi(?!\ (?:itu|tersebut|yang)\b)|mailing\ list|email\ alerts?
          |push\ notifications?|podcast\ feed
        |unlimited\ access|subscription|subscriber|our\ (?:journalism|daily|morning|stories|work)
        |independent\ journalism|member\ today|donation|buletin
        |(?:akun|media\ sosial|saluran|kanal|grup|channel)\ (?:kami|instagram|twitter|x\b)
        |news\ alerts?|(?:melalui|lewat|via|di|by|through|per)\ e-?mail|your\ e-?mail|akses\ (?:tanpa\ batas
          |penuh|premium|eksklusif|digital)
        |(?:di|dalam)\ program\ ["“]
        |tanpa\ iklan|free\ (?:trial|for\ \d+)|(?:artikel|konten|berita)\ (?:premium|eksklusif)
        |jurnalisme\ (?:kami\b|(?:independen|berkualitas)\W*$)
        |kotak\ masuk|messenger|rss|web\ push|notifikasi|abonnement|boletín|kanal\ (?:whatsapp|telegram))
"""
PROMOTION = re.compile(rf"(?:^|[.!?]\s+){_CALL}[^.!?\"“”]{{0,140}}{_CHANNEL}", re.IGNORECASE | re.VERBOSE)
OTHER_PROMOTIONS = re.compile(
    r"""
      ^by\ (?:signing\ up|subscribing|registering|clicking|providing)\b.{0,60}\byou\ (?:agree|accept|consent|will)
    | ^(?:like|enjoy(?:ed|ing)?|love)\ (?:what|this|our)\b.{0,40}\b(?:read|story|article|journalism)\b.{0,20}\?
    | ^(?:click|klik|tap)\ (?:here|di\ sini)\b.{0,100}\b(?:subscribe|newsletter|whatsapp|telegram|berlangganan
      |follow)\b
    | ^(?:pasang\ iklan|beriklan|(?:ruang|space)\ iklan|advertise\ (?:here|with\ us))\b.{0,60}
      (?:\b(?:hubungi|kontak|contact|call)\b|\b0\d{2,3}[- ]?\d{3})
    | ^(?:subscribe|(?:ber)?langganan)\b.{0,40}(?:[$£€]|rp\.?)\ ?[\d.,]+\ ?(?:a|per|/|setiap)\ ?(?:week|month
      |year|minggu|bulan)
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: Calls to follow, join or subscribe are one or two short sentences.
PROMOTION_CHARACTERS = 260

#: Who reports that somebody asks for it: then it is a sentence of the article.
REPORTED = re.compile(
    r"""
    \b(?:said|says|told|added|asked|urged|according|announced|kata|katanya|ujar|ujarnya|ucap|tutur|jelas|imbuh
        |mengatakan|menyatakan|menyebut|menjelaskan|menurut|menurutnya|sagte|dit|dijo)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_promotion(text: str) -> bool:
    """Whether a line asks to follow, join, subscribe or install."""
    if len(text) > PROMOTION_CHARACTERS or REPORTED.search(text):
        return False
    return bool(PROMOTION.search(text) or OTHER_PROMOTIONS.search(text))
