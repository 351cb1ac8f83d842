"""Which addresses the program opens. Data comes from files and e-mails of others, so nothing is guessed.

Only http, https, mailto and tel, each parsed strictly. `QUrl.fromUserInput('//evil/share')` gives `file://evil/share`,
so it is never used; on Windows opening such a path would send the person's password hash to the host.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

_HOST = re.compile(r"(?!-)[\w-]{1,63}(?<!-)(\.(?!-)[\w-]{1,63}(?<!-))*\.?", re.UNICODE)
_WEB = re.compile(r"(https?)://([^/?#\\]+)([/?#].*)?", re.IGNORECASE)
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([^@]{1,255})")
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]{1,30}")
_LONGEST = 2048


def safe_url(text: str) -> QUrl | None:
    """The address to open for `text`, or None when it is not one that we open.

    Text without a scheme is refused: say `mail_url` or `phone_url` when the field means one.
    """
    text = text.strip()
    # Controls, also those that turn the direction of writing and hide an ending.
    if not text or len(text) > _LONGEST or any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in text):
        return None
    scheme, _, rest = text.partition(":")
    match scheme.lower():
        case "http" | "https":
            return _web_url(text)
        case "mailto":
            return mail_url(rest)
        case "tel":
            return phone_url(rest)
    return None


def mail_url(address: str) -> QUrl | None:
    """A `mailto:` for a bare e-mail address; subjects, copies and attachments of a longer one are cut off."""
    address = address.strip().partition("?")[0]
    match = _MAIL.fullmatch(address)
    if match is None or not _HOST.fullmatch(match[1]):
        return None
    return QUrl(f"mailto:{quote(address, safe='@')}", QUrl.ParsingMode.StrictMode)


def phone_url(number: str) -> QUrl | None:
    """A `tel:` for a telephone number: its digits and a leading plus."""
    number = number.strip()
    if _PHONE.fullmatch(number) is None:
        return None
    digits = "".join(c for c in number if c.isdigit())
    return QUrl(f"tel:{'+' if number.startswith('+') else ''}{digits}") if len(digits) >= 3 else None


def open_url(text: str) -> bool:
    """Open an address in the person's own program. False when it was refused or nothing opens it."""
    url = safe_url(text)
    return url is not None and QDesktopServices.openUrl(url)


def _web_url(text: str) -> QUrl | None:
    match = _WEB.fullmatch(text)
    if match is None or "\\" in text or " " in text:
        return None
    url = QUrl(text, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.userInfo() or url.scheme().lower() not in {"http", "https"}:
        return None
    host = url.host()
    is_ip6 = ":" in host
    return url if host and (is_ip6 or _HOST.fullmatch(host)) else None
