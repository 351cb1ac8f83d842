"""The formula guard: what a spreadsheet would take for a formula gets one apostrophe, and only that is taken off again.

A text that already begins with apostrophes before such a sign gets one more, so that the round trip is exact.
"""

from __future__ import annotations

import re
from typing import Final

_GUARDED: Final = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_DANGEROUS: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def guard(text: str) -> str:
    """The text as it goes into a CSV cell."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """The text as it was before `guard`."""
    return text[1:] if _GUARDED.match(text) else text
