"""The errors a person or the environment can mend; everything else that is raised is a bug.

An error carries codes and typed values only. `app.wording` makes the sentence, so that the window, the terminal and
a document say the same thing and a translation has one place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class AppError(Exception):
    """Base of all errors that are shown in place and never reported as a crash."""


class Problem(StrEnum):
    """Why a value was refused. The params of a `ValidationError` fill the sentence in `app.wording.errors`."""

    REQUIRED = "required"
    TOO_LONG = "too_long"  # limit
    NOT_TEXT = "not_text"  # NUL, lone surrogates
    HIDDEN_CHARACTERS = "hidden_characters"  # bidi controls or zero width in a code
    NOT_A_NUMBER = "not_a_number"
    TOO_LARGE = "too_large"  # limit
    TOO_FINE = "too_fine"  # decimals
    NEGATIVE = "negative"
    NOT_POSITIVE = "not_positive"
    OUT_OF_RANGE = "out_of_range"  # low, high
    NOT_A_DATE = "not_a_date"
    NOT_A_TIME = "not_a_time"
    BEFORE = "before"  # earliest
    AFTER = "after"  # latest
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_PHONE = "not_a_phone"
    NOT_A_URL = "not_a_url"
    NOT_A_CURRENCY = "not_a_currency"
    NOT_A_COUNTRY = "not_a_country"
    NOT_A_CHOICE = "not_a_choice"  # choices
    UNKNOWN = "unknown"  # what: no such record
    AMBIGUOUS = "ambiguous"  # several records fit
    DUPLICATE = "duplicate"  # other: what holds the value already
    ARCHIVED = "archived"
    NOT_ALLOWED_IN_STATE = "not_allowed_in_state"  # state
    MORE_THAN_ORDERED = "more_than_ordered"  # limit
    MORE_THAN_AVAILABLE = "more_than_available"  # available
    REASON_REQUIRED = "reason_required"
    LAST_OWNER = "last_owner"
    IN_USE = "in_use"
    TOO_SHORT = "too_short"  # limit
    COMMON_PASSWORD = "common_password"
    WRONG_PASSWORD = "wrong_password"
    TRY_LATER = "try_later"  # seconds
    PASSWORD_NEEDED = "password_needed"
    CURRENCY_MISMATCH = "currency_mismatch"  # expected
    NOT_EMPTY = "not_empty"
    NO_LINES = "no_lines"
    UNCHANGED = "unchanged"
    LESS_THAN = "less_than"  # least
    NOT_A_PICTURE = "not_a_picture"
    UNSAFE_PICTURE = "unsafe_picture"  # part
    TOO_MANY_BYTES = "too_many_bytes"  # limit
    TOO_MANY_PIXELS = "too_many_pixels"  # limit


Param = str | int | None | tuple[str, ...]


class ValidationError(AppError):
    """One value was refused.

    `field` is the draft's attribute (`lines.2.quantity` for a line's), `code` says why, `params` fill the sentence.
    """

    def __init__(self, field: str, code: Problem, **params: Param) -> None:
        super().__init__(f"{field}: {code.value}")
        self.field = field
        self.code = code
        self.params = params


class ValidationErrors(AppError):
    """Several values were refused at once, in the order of the form."""

    def __init__(self, errors: list[ValidationError]) -> None:
        super().__init__(", ".join(str(error) for error in errors))
        self.errors = tuple(errors)


@dataclass(slots=True)
class Checks:
    """Collects refusals so that a person sees all of them at once."""

    errors: list[ValidationError] = field(default_factory=list)

    def add(self, field_name: str, code: Problem, **params: Param) -> None:
        """Note that a field was refused."""
        self.errors.append(ValidationError(field_name, code, **params))

    def raise_if_any(self) -> None:
        """Raise what was collected: a `ValidationError` when it is one, else `ValidationErrors`."""
        if len(self.errors) == 1:
            raise self.errors[0]
        if self.errors:
            raise ValidationErrors(self.errors)


class NotFoundError(AppError):
    """The record is not there (any more), or not for this person's eyes."""

    def __init__(self, entity: str, key: int | str) -> None:
        super().__init__(f"{entity} {key}")
        self.entity = entity
        self.key = key


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field that somebody else changed: the value before, ours and theirs (raw column values)."""

    field: str
    before: object
    ours: object
    theirs: object


class ConflictError(AppError):
    """The record was changed in between. Names who, when and which fields, so that nothing is overwritten unseen."""

    def __init__(
        self,
        entity: str,
        key: int,
        *,
        fields: tuple[FieldConflict, ...] = (),
        changed_by: str | None = None,
        changed_at: str | None = None,
    ) -> None:
        super().__init__(f"{entity} {key} changed")
        self.entity = entity
        self.key = key
        self.fields = fields
        self.changed_by = changed_by
        self.changed_at = changed_at


class PermissionDenied(AppError):
    """The signed-in person's role does not allow the operation."""

    def __init__(self, operation: str, role: str, limit: str | None = None) -> None:
        super().__init__(f"{operation} ({role})")
        self.operation = operation
        self.role = role
        self.limit = limit


class SignInRequired(AppError):
    """More than one person signs in here, and nobody has."""


class NothingToUndo(AppError):
    """There is no step to undo or to redo."""

    def __init__(self, redo: bool = False) -> None:
        super().__init__("redo" if redo else "undo")
        self.redo = redo


class StorageProblem(StrEnum):
    """What the environment did to the database or a file."""

    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read_only"
    CORRUPT = "corrupt"
    NOT_A_DATABASE = "not_a_database"
    FOREIGN = "foreign"  # a database, but not one of ours
    NEWER = "newer"
    CANNOT_OPEN = "cannot_open"
    IO = "io"
    NOT_PROVED = "not_proved"  # a backup that did not stand its test
    UNSUITABLE = "unsuitable"  # the library or the file system cannot do what we need
    UNREACHABLE = "unreachable"  # a server that does not answer, or a connection that was cut
    ADDRESS = "address"  # a server's database whose address is of no use
    ON_SERVER = "on_server"  # what can be done with a file only
    ORDER = "order"  # a server's database that sorts text by a language's rules


class StorageError(AppError):
    """The database or a file could not be read or written. Nothing was changed."""

    def __init__(self, kind: StorageProblem, path: str = "", detail: str = "") -> None:
        super().__init__(f"{kind.value}: {detail}" if detail else kind.value)
        self.kind = kind
        self.path = path
        self.detail = detail
