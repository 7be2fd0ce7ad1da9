"""Prompts: whole lines that ask the reader to read on, log in, subscribe, comment, or to change the size of letters.

A prompt is an imperative to the reader of the page about the page itself, and says nothing else. So a line is one if it
has such a phrase and every other word in it is one of the few that stand around it ("here", "for free", "artikel ini").
"""

from __future__ import annotations

import re

#: What only a page asks of its reader.
PHRASE = re.compile(
    r"""
    \b(?: lanjut(?:kan)?\ (?:mem)?baca | teruskan\ (?:mem)?baca | (?:sambung|lanjut)\ baca | melanjutkan\ membaca
      | (?:mem)?baca\ (?:lanjutan(?:nya)?|seterusnya|selanjutnya|selengkapnya|lebih\ lanjut|versi\ lengkap)
      | (?:continue|keep|resume)\ reading | read\ (?:the\ )?(?:full|whole|entire|rest\ of\ the) | to\ read\ more
      | weiterlesen | lire\ la\ suite | (?:seguir|continuar|sigue|continúa)\ (?:leyendo|lendo|a\ ler|la\ lectura)
      | continu(?:a|are|ar|e)\ (?:a\ leggere|a\ ler|lendo|leyendo) | lees\ verder | verder\ (?:te\ )?lezen
        | czytaj\ dalej
      | läs\ vidare | les\ videre | læs\ videre | lue\ lisää | číst\ dále? | devamını\ oku
        | citește\ mai\ (?:mult|departe)
      | читать\ (?:далее|дальше|полностью) | читати\ далі | đọc\ tiếp | xem\ tiếp
      | (?:open|read|view|continue|see|buka|baca|lihat|lanjutkan)\ (?:it\ )?(?:in|on|di|lewat|melalui)\ (?:the\s
        |our\ )?
        (?:app|aplikasi)
      | (?:get|download|install)\ (?:the\ |our\ )?app | (?:open\ app|(?:buka|unduh|instal|dapatkan)\ aplikasi)
      | log\ in | sign\ (?:in|up) | masuk\ (?:untuk|dulu|atau|ke\ akun) | daftar\ (?:atau|gratis|sekarang)
      | (?:sudah|belum)\ (?:berlangganan|(?:mem)?punya\ akun|terdaftar|jadi\ (?:pelanggan|member|anggota))
        | buat\ akun
      | already\ (?:a|an|subscribed|registered|have) | (?:don['’]?t|do\ not)\ have\ an\ account
        | create\ (?:an?\ )?(?:free\ )?account
      | not\ a\ (?:subscriber|member)\ yet | register\ (?:now|for\ free|here|free)
      | (?:mulai\ )?(?:ber)?langganan\ (?:sekarang|gratis|untuk|dan|di\ sini|hari\ ini|mulai)
        | mulai\ (?:ber)?langganan
      | subscribe\ (?:now|today|here|for|to|and) | become\ a\ (?:subscriber|member) | start\ (?:your
        |a)\ (?:free\ )?trial
      | try\ (?:us\ |it\ )?(?:for\ )?free | coba\ gratis | uji\ coba\ gratis | get\ (?:unlimited|full)\ access
      | dapatkan\ akses | nikmati\ akses | unlock\ (?:this|the|full|unlimited|all)
      | (?:khusus|hanya)\ (?:untuk\ )?(?:pelanggan|member|anggota) | for\ (?:our\ )?(?:paying\ )?(?:subscribers
        |members)
      | jetzt\ (?:abonnieren|testen|registrieren|anmelden|lesen) | newsletter\ abonnieren | abonnez-vous
        | je\ m['’]abonne
      | réservée?\ (?:aux|à\ nos)\ abonnés | déjà\ abonnée? | se\ connecter | nur\ für\ abonnenten | schon\ abonnent
      | suscr[ií]bete | suscríbase | inicia\ sesión | exclusivo\ para\ (?:suscriptores|assinantes) | assine
        | faça\ login
      | abbonati | accedi | abonneer | log\ hier\ in | prenumerera | bli\ (?:prenumerant|abonnent)
      | (?:aktifkan|nyalakan|izinkan|hidupkan|enable|allow|turn\ on)\ (?:push\ )?(?:notifikasi|notifications?|alerts)
      | (?:enter|masukkan|tulis|type)\ (?:your\ |alamat\ )?e-?mail | (?:ihre|votre|tu
        |su)\ (?:e-?mail(?:-adresse)?|adresse\ e-?mail|correo)
      | join\ the\ (?:conversation|discussion|debate) | (?:be|jadilah)\ (?:the\ first|yang\ pertama)
      | (?:leave|add|post|write|beri|berikan|tinggalkan|tulis(?:kan)?|kirim|schreiben|laisser|ajouter|dejar)\s
        (?:an?\ |your\ |un\ |einen\ )?(?:comment|reply|komentar|kommentar|commentaire|comentario)
      | (?:kommentar|comentario|commento)\ (?:schreiben|verfassen|hinterlassen) | (?:no|belum\ ada)\ (?:comments?
        |komentar)\ ?(?:yet)? | (?:comments|komentar)\ (?:are\ closed|ditutup|lainnya)
      | (?:save|read)\ (?:this\ )?(?:for\ )?later | (?:simpan|baca)\ (?:untuk\ )?nanti
      | (?:add|tambah(?:kan)?)\ (?:to|ke)\ (?:my\ |your\ )?(?:favou?rites?|favorit|bookmarks?|reading\ list
        |daftar\ bacaan)
      | (?:link|tautan)\ (?:berhasil\ |telah\ |has\ been\ )?(?:copied|disalin) | kirim\ ke\ teman
      | (?:share|bagikan|sebarkan)\ (?:this|artikel|berita|ini|with|ke|kepada|melalui|lewat|di|via|on)
      | (?:click|tap|klik|ketuk|sentuh)\ (?:on\ )?(?:(?:the\ )?(?:image|photo|picture|gambar|foto)\ )?(?:to|untuk)\s
        (?:enlarge|expand|zoom|(?:mem)?perbesar)
      | (?:swipe|geser|usap|slide)\ (?:for|to|up|left|untuk|ke|gambar|foto)
      | (?:artikel|berita|cerita|tulisan)\ (?:ini\ )?(?:ber|di)?lanjut(?:kan)?\ (?:di|ke|setelah)
    )(?!\w)
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: Words around such a phrase; none of them reports anything.
AROUND = frozenset(
    """
    a an the this that these all and or to in on of for with by at via from our us your you my it here now today just
    please below free full more unlimited access first comment article articles story stories page content news
    premium exclusive subscriber subscribers member members subscription account ad ads ad-free app button link
    continue see view show melihat lihat melanjutkan newsletter newsletters buletin
    click tap press scroll down swipe reading read is are be have only available email e-mail address image photo
    photos gallery friends family facebook twitter whatsapp telegram x instagram clipboard login
    sekarang juga di sini untuk dan atau ke dari dengan secara lengkap penuh gratis semua tanpa batas iklan akses konten
    premium eksklusif artikel berita cerita halaman ini itu anda kamu kami akun lagi hari saja hanya khusus pelanggan
    member anggota klik ketuk tombol bawah gulir scroll lanjut membaca baca bisa dapat agar lebih nyaman aplikasi
    berlangganan langganan masuk daftar pertama yang berkomentar memberikan komentar gambar foto lainnya atas kiri kanan
    teman keluarga sesama tautan melalui lewat setelah email nikmati dapatkan segera mulai silakan yuk terdaftar
    jetzt hier um den die das ganzen artikel zu lesen und oder mit ist nur für noch kein
    pour lire la le les l’article l'article cet article et ou un en est suite votre compte lecture complet
    para el este artículo la y o un con tu aquí gratis completo seguir leyendo continuar lendo este artigo ler e o a
    per continuare leggere questo articolo e o om verder te lezen dit artikel läsa för att hier
    """.split()  # noqa: SIM905 - a word a line would be ten screens
)

#: Prompts of other words, or of words that prose has too.
WHOLE = re.compile(
    r"""
      (?:this|the)\ (?:article|story|content|page)\ is\ .{0,40}\b(?:subscribers?|members?)(?:\ only)?
    | (?:artikel|berita|konten|halaman)\ (?:ini\ )?.{0,30}\b(?:khusus|hanya)\b.{0,20}\b(?:pelanggan|member
      |anggota)\b.{0,20}
    | (?:was|is|did|apakah|war|fanden\ sie)\b.{0,30}\b(?:article|artikel|berita|story|page|halaman)\b.{0,15}
      \b(?:helpful|useful|bermanfaat|membantu|berguna|hilfreich)\b.{0,10}\?
    | (?:saksikan|tonton|simak|lihat)(?:\ (?:juga|pula))?\ (?:video|foto|galeri|infografis)\b.{0,40}
      \b(?:di\ bawah(?:\ ini)?|berikut(?:\ ini)?)
    | watch\ the\ (?:full\ )?video\ (?:above|below|here)
    | (?:beri|berikan)\ (?:nilai|rating|penilaian)(?:\ (?:untuk\ )?(?:artikel|berita)\ ini)?
      | rate\ this\ (?:article|story)
    | (?:select|choose|pilih)\ (?:your\ )?(?:language|bahasa) | translate | terjemahkan
    | (?:report|laporkan|lapor)(?:\ (?:an?|this))?(?:\ (?:error|mistake|typo|ad|kesalahan|iklan|artikel|berita))?
    | (?:mode|modus)\ (?:malam|terang|siang|baca|gelap|sombre|nuit|oscuro) | (?:night|light|reading|reader|dark)\ mode
    | (?:lihat|view|see)\ (?:semua\ |all\ |the\ )?(?:foto|galeri|gallery|photos|images)
    | (?:pasang|lewati|lapor|tutup|skip|report|hide)\ (?:iklan|ads?) | (?:iklan|ads?)\ (?:oleh|by|dari)\ \w+
    | (?:iklan|ad|video)\b.{0,25}\b\d+\ (?:detik|seconds?|s)
    | (?:selanjutnya|sebelumnya|berikutnya|suivante?|précédente?|siguiente|anterior|beranda|like|sukai?|ke\ atas)
    | (?:durasi|waktu|lama)\ (?:mem)?baca\s*:?\s*\d+\s*(?:menit|mnt)
    | (?:temps\ de\ lecture|tiempo\ de\ lectura|tempo\ de\ leitura|tempo\ di\ lettura|leestijd|lästid|lesezeit)
      \s*:?\s*(?:ca\.?\s*)?\d+\s*\w{1,8}\.?
    | (?:listen|dengarkan|play|hören|écouter|escuchar|audio)[\s(:·•|–-]*\d{1,2}(?::\d\d)?\s*(?:min\w*|menit)?\)?
    | (?:artikel\ (?:an)?hören|(?:artikel\ )?vorlesen|(?:ascolta|écouter|écoutez)(?:\ l['’]artic(?:le|olo))?
      |commenter)
    | (?:facebook|twitter|whatsapp|telegram|linkedin|pinterest|instagram|messenger|threads|reddit|e-?mail|copy\ link
      |salin\ tautan){2,}
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: The size of letters: what it is called, and the letters or sizes to choose from.
_LETTERS = r"(?:(?:a{1,3}|t{1,2}|аа?)(?:\s?[+-]{1,2})?|[+-]|[⁺⁻−])"
_SIZES = (
    r"(?:kecil|sedang|besar|normal|small(?:er)?|medium|large(?:r)?|big(?:ger)?|default|standar|klein|mittel|groß"
    r"|pequeñ[oa]|median[oa]|grande|petite?|moyenne?|grande?|reset)"
)
_OF = r"(?:\s(?:de|des|du|da|di|del|la|le|the|of|artikel|text|teks|huruf|font|letra|fonte|texte|testo|caratteri))*"
FONT_SIZE = re.compile(
    rf"""
      (?:(?:ubah|atur|pilih|perbesar|perkecil|change|adjust|resize|increase|decrease|set)\s)?
      (?:font|fonts|huruf|teks|text|tulisan|schrift(?:größe|grad)?|textgröße|tekstgrootte|lettergrootte|шрифт|yazı
        |(?:ukuran|besar|saiz|taille|tamaño|tamanho|dimensione|corpo|размер)
          (?:\s(?:font|huruf|teks|tulisan|du|de|del|da|la|texte|texto|letra|fonte|testo|шрифта))+)
      {_OF}(?:\s(?:size|sizes|größe|boyutu))?\s*[:|–-]?(?:[\s|/·,]*(?:{_LETTERS}|{_SIZES})(?![\w]))+
    | (?:ubah|atur|perbesar|perkecil|change|adjust|resize|increase|decrease|besarkan|kecilkan)\s
      (?:(?:the|ukuran)\s)?(?:font|huruf|teks|text|tulisan)(?:\ssize)?
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: A prompt is one short sentence, or two: a question and its answer.
PROMPT_CHARACTERS = 110

WORD_ENDS = re.compile(r"[\s|,·•:()–—>»›→.!?\"“”…+-]*(?:\s|$)[\s|,·•:()–—>»›→.!?\"“”…+-]*")


def is_prompt(text: str) -> bool:
    """Whether the whole of *text* asks the reader of a page to do something with it."""
    if len(text) > PROMPT_CHARACTERS:
        return False
    bare = text.strip(" :|·•–—.!→»›>…")
    if WHOLE.fullmatch(bare) or WHOLE.fullmatch(text) or FONT_SIZE.fullmatch(text):
        return True
    others, phrases = PHRASE.subn(" ", f"{bare} ".casefold())
    return phrases > 0 and all(word in AROUND for word in WORD_ENDS.split(others.strip(" ,:|?!.")) if word)
