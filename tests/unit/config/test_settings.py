"""The settings file: typed, atomic, and never lost without a word."""

import json
from pathlib import Path

import pytest

from app.config.settings import Settings, SettingsStore, Theme


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_without_a_file_the_defaults_hold_and_none_is_made(path: Path) -> None:
    assert SettingsStore(path).current == Settings()
    assert not path.exists()


def test_what_is_changed_is_there_next_time(path: Path, tmp_path: Path) -> None:
    SettingsStore(path).change(theme=Theme.DARK, locale="de_DE", font_percent=125, backup_folder=tmp_path)
    read = SettingsStore(path).current
    assert read == Settings(theme=Theme.DARK, locale="de_DE", font_percent=125, backup_folder=tmp_path)


@pytest.mark.parametrize(
    "values", [{"font_percent": 10}, {"backup_hours": 0}, {"theme": "pink"}, {"backup_folder": Path("not/absolute")}]
)
def test_a_value_that_is_none_is_refused(path: Path, values: dict[str, object]) -> None:
    store = SettingsStore(path)
    with pytest.raises(TypeError):
        store.change(**values)
    assert store.current == Settings()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b'"text"'])
def test_a_damaged_file_is_kept_aside_and_said(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    store = SettingsStore(path)
    assert store.current == Settings()
    assert store.kept_aside is not None
    assert store.kept_aside.read_bytes() == content
    path.write_bytes(content)
    again = SettingsStore(path)
    assert again.kept_aside not in (None, store.kept_aside)


def test_one_bad_entry_does_not_cost_the_others(path: Path) -> None:
    path.write_text(json.dumps({"font_percent": "big", "locale": "tr", "theme": "light", "backup_hours": True}))
    store = SettingsStore(path)
    assert store.current == Settings(theme=Theme.LIGHT, locale="tr")
    assert store.ignored == ("font_percent", "backup_hours")
    assert store.kept_aside is None


def test_entries_of_a_newer_program_stay(path: Path) -> None:
    path.write_text(json.dumps({"hologram": {"depth": 3}}))
    SettingsStore(path).change(locale="en")
    assert json.loads(path.read_text())["hologram"] == {"depth": 3}


def test_views_are_remembered_for_each_person(path: Path) -> None:
    store = SettingsStore(path)
    assert store.view_state(1, "customers") == {}
    store.set_view_state(1, "customers", {"columns": ["name", "city"]})
    store.set_view_state(1, "orders", {"sort": "date"})
    store.set_view_state(2, "customers", {"columns": []})
    read = SettingsStore(path)
    assert read.view_state(1, "customers") == {"columns": ["name", "city"]}
    assert read.view_state(1, "orders") == {"sort": "date"}
    assert read.view_state(2, "customers") == {"columns": []}


def test_two_processes_do_not_undo_each_other(path: Path) -> None:
    window, terminal = SettingsStore(path), SettingsStore(path)
    window.set_view_state(1, "customers", {"a": 1})
    terminal.change(locale="fr")
    window.set_view_state(1, "orders", {"b": 2})
    read = SettingsStore(path)
    assert read.view_state(1, "customers") == {"a": 1}
    assert read.view_state(1, "orders") == {"b": 2}


@pytest.mark.parametrize("views", [[], {"1": []}, {"1": {"customers": 3}}])
def test_view_states_of_the_wrong_shape_are_empty(path: Path, views: object) -> None:
    path.write_text(json.dumps({"views": views}))
    assert SettingsStore(path).view_state(1, "customers") == {}
