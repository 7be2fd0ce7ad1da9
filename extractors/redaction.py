"""Words without what would let a reader in: user information and the values of tokens in addresses.

For logs, evidence and the published tables; the archive keeps the address that has to be asked.
"""

from __future__ import annotations

import re
from hashlib import sha256

USER = re.compile(r"(?<=://)[^/\s?#@]*@")

#: Names whose values open something, alone or as the last word of a name (``access_token``, ``X-Amz-Signature``).
TOKEN = re.compile(
    r"(?P<name>[?&;](?:[\w.-]*[_.-])?(?:token|api_?key|key|secret|pass(?:wd|word)?|pwd|sig|signature|hmac|auth|jwt|bearer"
    r"|credentials?|session(?:_?id)?|sid|phpsessid|jsessionid|accesstoken|authtoken)=)(?!redacted-)(?P<value>[^&;#\s\"'<>]+)",
    re.IGNORECASE,
)


def shown(words: str) -> str:
    """*words* with each such value replaced by a mark that tells two apart and says nothing of either."""
    if "@" in words:
        words = USER.sub("***@", words)
    return TOKEN.sub(_marked, words) if "=" in words else words


def _marked(found: re.Match[str]) -> str:
    return f"{found['name']}redacted-{sha256(found['value'].encode('utf-8', 'replace')).hexdigest()[:8]}"
