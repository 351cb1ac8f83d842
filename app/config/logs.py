"""The log and the crash reports, which hold no personal data.

A log leaves the house: people mail it. So a message's own words are ours, its numbers and enum members are
shown, and every other value is reduced to its kind; an exception is its type, its code and where it happened,
never its message (drivers put bound values and key contents there), a local variable or a line of data.
"""

import contextlib
import enum
import faulthandler
import logging
import logging.handlers
import os
import platform
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from app.config import files
from app.config.paths import ProfilePaths, program_folder

_LOG_BYTES = 1_000_000
_LOG_FILES = 5
_KEPT_CRASH_REPORTS = 20
_MAX_FRAMES = 60
_MAX_CHAIN = 5

_EMAIL = re.compile(r"[^\s@<>\"'=:,;()\[\]]+@[^\s@<>\"'=:,;()\[\]]+")
_QUOTED = re.compile(r"'(?:[^'\n]|'')*'|\"[^\"\n]*\"")
# Ids, line numbers and years pass; what is as long as a phone or account number does not.
_LONG_NUMBER = re.compile(r"\+?\d(?:[\d\s().\-/]{5,}\d)")
_POSIX_PATH = re.compile(r"(?<![\w.])/(?:[^\s:,;'\"()]+/)+[^\s:,;'\"()]*")
_WINDOWS_PATH = re.compile(r"(?:[A-Za-z]:|\\)\\[^\s:,;'\"()]+")
_DRIVER_DATA = re.compile(r"(?:DETAIL:|\[parameters:|\[SQL:).*", re.DOTALL)


class Word(str):
    """A text of our own vocabulary (an operation's, a table's, a command's name) that a log may show."""

    __slots__ = ()


class RedactingFormatter(logging.Formatter):
    """Time in UTC, level, logger, our words; arguments and exceptions as the module's docstring says."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, and the short form of the exception under it."""
        clean = logging.makeLogRecord(record.__dict__)
        clean.msg, clean.args = message_of(record), None
        clean.exc_text = clean.stack_info = None
        return super().format(clean)

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """Give the short form of an exception."""
        return exception_text(ei[1])


def message_of(record: logging.LogRecord) -> str:
    """Give a record's message with every value in it made harmless."""
    template = redact(str(record.msg))
    arguments = record.args
    if not arguments:
        return template
    shown: Any
    if isinstance(arguments, dict):
        shown = {name: _argument(value) for name, value in arguments.items()}
    else:
        shown = tuple(_argument(value) for value in arguments)
    try:
        return str(template % shown)
    except (TypeError, ValueError, KeyError):
        return template


def redact(text: str) -> str:
    """Take e-mail addresses, long numbers, quoted values, folders and drivers' data out of a sentence."""
    text = _DRIVER_DATA.sub("<data>", text)
    text = _QUOTED.sub("<quoted>", text)
    text = _EMAIL.sub("<e-mail>", text)
    text = _WINDOWS_PATH.sub("<path>", text)
    text = _POSIX_PATH.sub("<path>", text)
    return _LONG_NUMBER.sub("<number>", text)


def exception_text(error: BaseException | None) -> str:
    """Give an exception and its causes as types, codes and places in our program."""
    lines: list[str] = []
    for number, (link, cause) in enumerate(_chain(error)):
        if number:
            lines.append(link)
        lines.extend(_frames(cause.__traceback__))
        lines.append(_name(cause))
    return "\n".join(lines)


def crash_report(error: BaseException | None) -> str:
    """Give the text that a user may copy and mail: versions, system, exception; no data of the business."""
    lines = [
        "Tradepost crash report",
        f"time {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}",
        f"python {platform.python_version()}, {platform.system()} {platform.release()} {platform.machine()}",
        f"frozen {getattr(sys, 'frozen', False)}",
        "",
        exception_text(error),
    ]
    return "\n".join(lines) + "\n"


def write_crash_report(paths: ProfilePaths, error: BaseException | None) -> Path:
    """Write a crash report beside the log, drop the oldest ones, give its path. Raises OSError."""
    moment = time.time_ns()
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(moment // 1_000_000_000))
    target = paths.logs / f"crash-{stamp}-{moment % 1_000_000_000:09d}.txt"
    files.atomic_write(target, crash_report(error).encode("utf-8", "replace"))
    for old in sorted(paths.logs.glob("crash-*.txt"))[:-_KEPT_CRASH_REPORTS]:
        files.remove(old)
    return target


class _RotatingFile(logging.handlers.RotatingFileHandler):
    """A private file, and no failure of the log ever reaches the user's work or prints a value."""

    def _open(self) -> Any:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, files.PRIVATE_FILE)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="replace")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Stay silent: a full disk must not turn each log line into a traceback with its arguments."""


@contextlib.contextmanager
def logging_to(paths: ProfilePaths, *, level: int = logging.INFO) -> Iterator[None]:
    """Write the log and hard-crash stacks of this process to the profile while the block runs."""
    level_before, watched_before = logging.getLogger().level, faulthandler.is_enabled()
    handler = set_up(paths, level=level)
    faults = _watch_faults(paths.faults)
    try:
        yield
    finally:
        faulthandler.disable()
        faults.close()
        logging.captureWarnings(False)
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(level_before)
        handler.close()
        if watched_before and sys.__stderr__ is not None:
            faulthandler.enable(sys.__stderr__)


def set_up(paths: ProfilePaths, *, level: int = logging.INFO) -> logging.Handler:
    """Send the root logger to the profile's rotating file, redacted. Raises OSError."""
    paths.make()
    handler = _RotatingFile(paths.log, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8")
    handler.setFormatter(RedactingFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    # It says at every start which plug-ins it has.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.captureWarnings(True)
    return handler


def _watch_faults(path: Path) -> BinaryIO:
    stream = files.append_stream(path)
    # The stacks hold file names and functions only.
    faulthandler.enable(stream, all_threads=True)
    return stream


def _argument(value: object) -> object:
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        # A phone number is a number too; ids, counts and sizes stay well below.
        return value if abs(value) < 10_000_000_000 else 0
    if isinstance(value, BaseException):
        return _name(value)
    if isinstance(value, str | bytes):
        return f"<{type(value).__name__} of {len(value)}>"
    return f"<{type(value).__name__}>"


def _chain(error: BaseException | None) -> list[tuple[str, BaseException]]:
    found: list[tuple[str, BaseException]] = []
    link, current = "", error
    while current is not None and len(found) < _MAX_CHAIN:
        found.append((link, current))
        if current.__cause__ is not None:
            link, current = "caused by", current.__cause__
        elif current.__context__ is not None and not current.__suppress_context__:
            link, current = "while handling", current.__context__
        else:
            break
    return found


def _name(error: BaseException) -> str:
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    codes = [_code(getattr(error, attribute, None)) for attribute in _CODES]
    said = " ".join(code for code in codes if code)
    return f"{name} {said}" if said else name


# What errors say in our or the driver's own vocabulary; messages and arguments are never shown.
_CODES = ("kind", "code", "operation", "entity", "sqlite_errorname", "sqlstate", "errno")
_PLAIN_CODE = re.compile(r"[A-Za-z0-9_.]{1,64}\Z")


def _code(value: object) -> str | None:
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value)
    return text if _PLAIN_CODE.match(text) and not _LONG_NUMBER.search(text) else None


def _frames(traceback: TracebackType | None) -> Iterator[str]:
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"  {_place(code.co_filename)}:{traceback.tb_lineno} in {code.co_name}")
        traceback = traceback.tb_next
    if len(frames) > _MAX_FRAMES:
        half = _MAX_FRAMES // 2
        frames = [*frames[:half], f"  … {len(frames) - _MAX_FRAMES} more …", *frames[-half:]]
    return iter(frames)


def _place(filename: str) -> str:
    path = Path(filename)
    with contextlib.suppress(ValueError):
        relative = path.relative_to(program_folder())
        if not relative.parts[0].startswith("."):
            return relative.as_posix()
    parts = path.parts
    if "site-packages" in parts:
        return "/".join(parts[parts.index("site-packages") + 1 :])
    return path.name
