"""What the user chose, in one small file of the profile that survives damage and a newer program's entries.

It is a file and not a table because the window needs theme and database before any database is open.
"""

import json
import threading
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from app.config import files

_VIEWS = "views"
MIN_FONT_PERCENT = 75
MAX_FONT_PERCENT = 200


class Theme(StrEnum):
    """Light, dark, or what the system says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Telling(StrEnum):
    """How a follow-up that is due is told: by the desktop where it can, in the window, or not at all."""

    DESKTOP = "desktop"
    WINDOW = "window"
    NEVER = "never"


class Settings(NamedTuple):
    """The choices of one profile.

    ``date_form`` and ``number_form`` name a form that differs from the locale's (see app.wording.chosen);
    ``first_weekday`` is 0 for Monday to 6 for Sunday, None for the locale's.
    ``font_percent`` scales all text. ``backup_folder`` is None for the profile's own. An automatic backup is
    due when the newest proved one is older than ``backup_hours`` or ``backup_operations`` operations ago.
    ``database_url`` names a server's database instead of the profile's file.
    """

    theme: Theme = Theme.SYSTEM
    locale: str | None = None
    date_form: str | None = None
    number_form: str | None = None
    first_weekday: int | None = None
    telling: Telling = Telling.DESKTOP
    font_percent: int = 100
    backup_folder: Path | None = None
    backup_hours: int = 24
    backup_operations: int = 200
    database_url: str | None = None


class SettingsStore:
    """Reads and changes the settings file; safe to use from several threads.

    ``kept_aside`` is the new name of a file that could not be read at all, ``ignored`` the names of the
    entries whose values were of no use; both are for the caller to say.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.kept_aside: Path | None = None
        self.ignored: tuple[str, ...] = ()
        self._current, self.ignored = _settings_from(self._read())

    @property
    def current(self) -> Settings:
        """The settings as last read or changed."""
        return self._current

    def change(self, **values: object) -> Settings:
        """Change some settings by name and write the file. Raises TypeError for a wrong name or value."""
        if unknown := values.keys() - set(Settings._fields):
            raise TypeError(f"no settings: {', '.join(sorted(unknown))}")
        changed = self._current._replace(**values)  # type: ignore[arg-type]
        kept, ignored = _settings_from(_document_from(changed))
        if ignored:
            raise TypeError(f"not a value for {', '.join(ignored)}")
        with self._lock:
            document = self._read() | _document_from(kept)
            self._write(document)
            self._current = kept
        return kept

    def view_state(self, staff_id: int, name: str) -> dict[str, Any]:
        """Give what a view of one person remembered (columns, widths, sorting); empty when nothing fits."""
        with self._lock:
            state = _mapping(_mapping(self._read().get(_VIEWS)).get(str(staff_id))).get(name)
        return dict(_mapping(state))

    def set_view_state(self, staff_id: int, name: str, state: dict[str, Any]) -> None:
        """Remember the state of a view. ``state`` holds JSON values only. Raises OSError."""
        with self._lock:
            document = self._read()
            views = dict(_mapping(document.get(_VIEWS)))
            views[str(staff_id)] = _mapping(views.get(str(staff_id))) | {name: state}
            self._write(document | {_VIEWS: views})

    def _read(self) -> dict[str, Any]:
        try:
            document = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError):
            self._keep_damaged_aside()
            return {}
        if not isinstance(document, dict):
            self._keep_damaged_aside()
            return {}
        return document

    def _keep_damaged_aside(self) -> None:
        for number in range(1, 1000):
            aside = self._path.with_name(f"{self._path.stem}.damaged-{number}{self._path.suffix}")
            if not aside.exists():
                files.move_into_place(self._path, aside)
                self.kept_aside = aside
                return

    def _write(self, document: dict[str, Any]) -> None:
        text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
        files.atomic_write(self._path, text.encode("utf-8"))


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _document_from(settings: Settings) -> dict[str, Any]:
    values = settings._asdict()
    return {name: str(value) if isinstance(value, Path) else value for name, value in values.items()}


def _settings_from(document: dict[str, Any]) -> tuple[Settings, tuple[str, ...]]:
    values: dict[str, Any] = {}
    ignored: list[str] = []
    for name in Settings._fields:
        if name not in document:
            continue
        try:
            values[name] = _READERS[name](document[name])
        except (TypeError, ValueError):
            ignored.append(name)
    return Settings(**values), tuple(ignored)


def _whole(low: int, high: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError
        return value

    return read


def _text_or_none(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError
    return value or None


def _folder_or_none(value: object) -> Path | None:
    text = _text_or_none(value)
    if text is None:
        return None
    if "\0" in text or not Path(text).is_absolute():
        raise ValueError
    return Path(text)


def _theme(value: object) -> Theme:
    return Theme(str(value))


def _telling(value: object) -> Telling:
    return Telling(str(value))


def _weekday_or_none(value: object) -> int | None:
    return None if value is None else _whole(0, 6)(value)


_READERS: dict[str, Callable[[object], Any]] = {
    "theme": _theme,
    "locale": _text_or_none,
    "date_form": _text_or_none,
    "number_form": _text_or_none,
    "first_weekday": _weekday_or_none,
    "telling": _telling,
    "font_percent": _whole(MIN_FONT_PERCENT, MAX_FONT_PERCENT),
    "backup_folder": _folder_or_none,
    "backup_hours": _whole(1, 24 * 365),
    "backup_operations": _whole(1, 1_000_000),
    "database_url": _text_or_none,
}
