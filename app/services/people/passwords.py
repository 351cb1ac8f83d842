"""Passwords: what a new one must be, how it is kept, and when its hash is too old.

Argon2id by the memory-constrained recommendation of RFC 9106 (64 MiB, 3 passes, 4 lanes). The rules for a new one are
those of OWASP ASVS 5 (6.2): at least eight characters, no rules of composition, none that everybody uses.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from app.config import paths
from app.domain.errors import Problem, ValidationError
from app.domain.text import fold

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_LENGTH: Final = 8
MAX_LENGTH: Final = 1_000
MEMORY_KIB: Final = 64 * 1024
PASSES: Final = 3
LANES: Final = 4


def check_new(password: str, *, field: str = "password", names: tuple[str, ...] = ()) -> None:
    """Refuse a new password that is too short, too long, used by everybody, or the person's own name.

    Raises ValidationError.
    """
    text = _normal(password, field)
    if not text:
        raise ValidationError(field, Problem.PASSWORD_NEEDED)
    if len(text) < MIN_LENGTH:
        raise ValidationError(field, Problem.TOO_SHORT, limit=MIN_LENGTH)
    if len(text) > MAX_LENGTH:
        raise ValidationError(field, Problem.TOO_LONG, limit=MAX_LENGTH)
    folded = fold(text)
    if folded in _common() or len(set(folded)) == 1 or folded in {fold(name) for name in names}:
        raise ValidationError(field, Problem.COMMON_PASSWORD)


def hash_of(password: str, *, field: str = "password") -> str:
    """The form in which a password is kept (about a tenth of a second of work)."""
    return _hasher().hash(_normal(password, field))


def matches(kept: str, password: str) -> bool:
    """Whether a password is the one that was kept. Takes as long as making the hash."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept, _normal(password, "password"))
    except (InvalidHashError, VerificationError, ValidationError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made by a weaker policy than today's."""
    return _hasher().check_needs_rehash(kept)


def _normal(password: str, field: str) -> str:
    try:
        return unicodedata.normalize("NFC", password).encode("utf-8").decode("utf-8")
    except UnicodeEncodeError:
        raise ValidationError(field, Problem.NOT_TEXT) from None


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _common() -> frozenset[str]:
    text = (paths.resources_folder() / "common-passwords.txt").read_text(encoding="utf-8")
    return frozenset(fold(line) for line in text.splitlines())
