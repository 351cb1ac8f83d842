"""One clear sentence for each error that a person or the environment can mend.

It says what happened, what was not lost where that is in doubt, and what to do. Values from the data are quoted,
short, and never control the text around them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.domain.errors import (
    AppError,
    ConflictError,
    NotFoundError,
    NothingToUndo,
    PermissionDenied,
    Problem,
    SignInRequired,
    StorageError,
    StorageProblem,
    ValidationError,
    ValidationErrors,
)
from app.domain.parsing.problems import ParseProblem
from app.domain.progress import Cancelled
from app.services.transfer.maps import MapRefused
from app.services.transfer.refusals import ImportRefused
from app.wording import labels, refusals
from app.wording.formats import Formats
from app.wording.quoting import Filling, isolate, quote

_P = Problem

PROBLEMS: Final[Mapping[Problem, str]] = {
    _P.REQUIRED: "This is needed: enter a value.",
    _P.TOO_LONG: "Too long: at most {limit} characters.",
    _P.NOT_TEXT: "This holds characters that are not text: remove them or type it again.",
    _P.HIDDEN_CHARACTERS: "This holds invisible characters, which a code may not have: type it by hand.",
    _P.NOT_A_NUMBER: "Not a number: write digits, such as 1250 or 12.5.",
    _P.TOO_LARGE: "Too large: at most {limit}.",
    _P.TOO_FINE: "Too many decimals: at most {decimals}.",
    _P.NEGATIVE: "This may not be below zero.",
    _P.NOT_POSITIVE: "This must be more than zero.",
    _P.OUT_OF_RANGE: "Out of range: between {low} and {high}.",
    _P.NOT_A_DATE: "Not a date: write it as 2026-11-22, or pick it from the calendar.",
    _P.NOT_A_TIME: "Not a time: write it as 09:30.",
    _P.BEFORE: "Too early: not before {earliest}.",
    _P.AFTER: "Too late: not after {latest}.",
    _P.NOT_AN_EMAIL: "Not an email address: it has the form name@example.com.",
    _P.NOT_A_PHONE: "Not a phone number: write it with its country, such as +46 31 555 01 42.",
    _P.NOT_A_URL: "Not a web address: it starts with https:// or http://.",
    _P.NOT_A_CURRENCY: "Not a currency: use its three letters, such as USD or EUR.",
    _P.NOT_A_COUNTRY: "Not a country: use its name or its two letters, such as SE.",
    _P.NOT_A_CHOICE: "Not one of the choices: {choices}.",
    _P.UNKNOWN: "There is no such {what}: choose one from the list, or add it first.",
    _P.AMBIGUOUS: "Several records fit: use the code, which only one has.",
    _P.DUPLICATE: "Already used by {other}: choose another.",
    _P.ARCHIVED: "This is archived: bring it back before using it.",
    _P.NOT_ALLOWED_IN_STATE: "This cannot be done while the state is “{state}”.",
    _P.MORE_THAN_ORDERED: "More than ordered: at most {limit}.",
    _P.MORE_THAN_AVAILABLE: "More than there is: {available} available.",
    _P.REASON_REQUIRED: "Say why: choose a reason, and write a note for “Other”.",
    _P.LAST_OWNER: "This is the last owner: make somebody else an owner first.",
    _P.IN_USE: "Still in use: archive it instead.",
    _P.TOO_SHORT: "Too short: at least {limit} characters.",
    _P.COMMON_PASSWORD: "This password is among the first that are tried: choose another.",
    _P.WRONG_PASSWORD: "The name or the password is wrong. Nothing was changed; try again.",
    _P.TRY_LATER: "Too many tries: wait {wait}, then try again.",
    _P.PASSWORD_NEEDED: "A password is needed, because more than one person signs in here.",
    _P.CURRENCY_MISMATCH: "Another currency: this is kept in {expected}.",
    _P.NOT_EMPTY: "This must be empty first. Nothing was changed.",
    _P.NO_LINES: "There are no lines: add at least one.",
    _P.UNCHANGED: "This changes nothing: it is so already.",
    _P.LESS_THAN: "Too little: at least {least}.",
    _P.NOT_A_PICTURE: "Not a picture that can be printed: choose a PNG, JPEG or SVG file.",
    _P.UNSAFE_PICTURE: "This SVG holds {part}, which is not printed: "
    "save it with plain shapes only (text as paths), or as PNG.",
    _P.TOO_MANY_BYTES: "The file is too large: at most {limit} bytes.",
    _P.TOO_MANY_PIXELS: "The picture is too large: at most {limit} pixels a side.",
}

_K = StorageProblem

STORAGE: Final[Mapping[StorageProblem, str]] = {
    _K.LOCKED: "Another program is writing to {place}. Nothing was changed; close the other program or try again.",
    _K.FULL: "The disk of {place} is full. Nothing was changed and nothing is lost; make room and try again.",
    _K.READ_ONLY: "{Place} may not be written to. Nothing was changed; "
    "give yourself the right to write there, or use another folder.",
    _K.CORRUPT: "{Place} is damaged. It was left exactly as it is; restore a backup, and keep the damaged file.",
    _K.NOT_A_DATABASE: "{Place} is not a database, or its password is another one. It was left as it is; "
    "check that it is the right file, or restore a backup.",
    _K.FOREIGN: "{Place} is a database of another program. It was left as it is; choose another file or folder.",
    _K.NEWER: "{Place} was written by a newer version of this program. It was left as it is; update the program.",
    _K.CANNOT_OPEN: "{Place} could not be opened. Check that the folder exists and that you may read it.",
    _K.IO: "{Place} could not be read or written. What was saved before is kept; check the disk and try again.",
    _K.NOT_PROVED: "The backup {place} did not stand its test and was not kept. "
    "Earlier backups are untouched; make another one.",
    _K.UNSUITABLE: "{Place} lies on a disk, or is opened by a library, that cannot keep data safe. "
    "Nothing was changed; use a folder on this computer's own disk.",
    _K.UNREACHABLE: "{Place} does not answer: the server cannot be reached. What was saved before is kept; "
    "check the connection, then try again.",
    _K.ADDRESS: "{Place} cannot be opened by the address in the settings. Nothing was changed. "
    "Write it as postgresql://person@server/database, and its password in your password file.",
    _K.ON_SERVER: "{Place} is on a server, where this cannot be done from here. Nothing was changed; "
    "use the server's own programs, or a profile with a file of its own.",
    _K.ORDER: "{Place} on the server keeps another encoding or another order of letters than ours. "
    "Nothing was changed; make it anew with UTF-8 and the order C.",
}

_LIMITS: Final[Mapping[str, str]] = {
    "own": " for records of somebody else",
    "recent": " for work older than 15 minutes",
    "impersonal": " where names and what was said would show",
    "shipping": " for partners without an open shipment",
    "append": " to what is already there",
    "contacts": " for anything but contacts and interactions",
    "counts": " for anything but stock counts",
    "single": " for more than one record at a time",
    "no_costs": " where costs or margins would show",
    "below": " for people of the same role or above",
    "limited": " above the limit in the settings",
    "draft": " beyond a draft",
}


def error_sentence(error: AppError, formats: Formats | None = None) -> str:
    """What happened and what to do, for any `AppError`; several refused values give one line each."""
    form = formats or Formats()
    for kind, write in _WRITERS:
        if isinstance(error, kind):
            return write(error, form)
    return "This could not be done. Nothing was changed."


sentence = error_sentence


def problem_sentence(error: ValidationError, formats: Formats | None = None) -> str:
    """Why one value was refused, without the field's name: shown at the field itself."""
    params: dict[str, object] = dict(error.params)
    form = formats or Formats()
    if error.code is Problem.TRY_LATER:
        seconds = params.get("seconds")
        params["wait"] = None
        filling = Filling(params, form)
        filling["wait"] = form.duration(seconds) if isinstance(seconds, int) else "a minute"
        return PROBLEMS[error.code].format_map(filling)
    if error.code is Problem.UNKNOWN:
        params.setdefault("what", "record")
    if error.code is Problem.DUPLICATE and params.get("other") is None:
        return "Already used by another record: choose another."
    return PROBLEMS[error.code].format_map(Filling(params, form))


def _validation(error: ValidationError, formats: Formats) -> str:
    text = problem_sentence(error, formats)
    return f"{labels.field(error.field)}: {text[:1].lower()}{text[1:]}" if error.field else text


def _validations(error: ValidationErrors, formats: Formats) -> str:
    return "\n".join(_validation(each, formats) for each in error.errors)


def _not_found(error: NotFoundError, _formats: Formats) -> str:
    return (
        f"The {labels.entity(error.entity)} {quote(error.key)} is not there, or you may not see it. "
        "It may have been removed; search for it, or refresh the list."
    )


def _conflict(error: ConflictError, formats: Formats) -> str:
    who = isolate(error.changed_by) if error.changed_by else "Somebody else"
    when = f" ({formats.timestamp(error.changed_at)})" if error.changed_at else ""
    names = ", ".join(labels.field(each.field) for each in error.fields)
    what = f": {names}" if names else ""
    return (
        f"{who} changed this {labels.entity(error.entity)} in between{when}{what}. "
        "Nothing was overwritten, and what you typed is still here; look at both and choose."
    )


def _denied(error: PermissionDenied, _formats: Formats) -> str:
    limit = _LIMITS.get(error.limit or "", "")
    role = error.role.replace("_", " ")
    return (
        f"The role “{role}” may not {labels.operation(error.operation)}{limit}. "
        "Nothing was changed; ask the owner or a manager."
    )


def _sign_in(_error: SignInRequired, _formats: Formats) -> str:
    return "Sign in first: more than one person works here, and everything done carries who did it."


def _nothing_to_undo(error: NothingToUndo, _formats: Formats) -> str:
    return "There is nothing to redo." if error.redo else "There is nothing to undo."


def _cancelled(_error: Cancelled, _formats: Formats) -> str:
    return "Stopped, as you asked. Nothing of it was kept."


def _storage(error: StorageError, _formats: Formats) -> str:
    place = isolate(error.path) if error.path else "the database"
    return STORAGE[error.kind].format(place=place, Place=place if error.path else "The database")


def _import_refused(error: ImportRefused, formats: Formats) -> str:
    rows = formats.count(error.total, "value", "values")
    lines = [f"The import was refused and nothing of it was kept: {rows} to mend in the file."]
    lines += [refusals.refusal_sentence(each, formats) for each in error.refusals]
    if error.total > len(error.refusals):
        lines.append(f"… and {formats.number(error.total - len(error.refusals))} more.")
    return "\n".join(lines)


def _map_refused(error: MapRefused, formats: Formats) -> str:
    return f"The map cannot be used: {refusals.problem_sentence(error.code, dict(error.params), formats)}."


_WRITERS: Final[tuple[tuple[type[AppError], Callable[[Any, Formats], str]], ...]] = (
    (ValidationErrors, _validations),
    (ValidationError, _validation),
    (NotFoundError, _not_found),
    (ConflictError, _conflict),
    (PermissionDenied, _denied),
    (SignInRequired, _sign_in),
    (NothingToUndo, _nothing_to_undo),
    (Cancelled, _cancelled),
    (StorageError, _storage),
    (ImportRefused, _import_refused),
    (MapRefused, _map_refused),
)


def parse_problem_sentence(problem: ParseProblem, formats: Formats | None = None) -> str:
    """Why a value typed on the command line or in a field has no single reading."""
    return refusals.problem_sentence(problem.code, dict(problem.params), formats or Formats())
