"""A CSV with two bad rows is imported by the wizard in a real window, by the keyboard alone, and taken back."""

import time
from pathlib import Path

from tests.e2e.program import eventually, make_business, program, stored
from tests.support.display import Display

ROWS = (
    "Customer name,Code,Phone,Credit limit\n"
    "Corner Shop,C11,+46 31 555 01 01,1000\n"
    "Deli,C12,+46 31 555 01 02,plenty\n"
    ",C13,+46 31 555 01 03,2000\n"
    "Tea Room,C14,+46 31 555 01 04,3000\n"
)


def names(profile: Path) -> list[str]:
    return [row[0] for row in stored(profile, "SELECT name FROM partner ORDER BY id")]


def test_a_file_with_two_bad_rows_is_imported_and_undone(display: Display, profile: Path, tmp_path: Path) -> None:
    make_business(profile)
    before = names(profile)
    path = tmp_path / "customers.csv"
    path.write_text(ROWS, encoding="utf-8")

    with program(display, profile) as window:
        display.keys("ctrl+shift+p")
        display.type("import a file")
        display.keys("Return")
        display.keys("Return")  # the button that chooses files has the keyboard
        display.activate(display.window("^Import$"))
        display.type(str(path))
        display.keys("Return")
        display.activate(window)
        eventually(lambda: _pressed(display, profile))
        assert names(profile) == [*before, "Corner Shop", "Tea Room"]
        assert stored(profile, "SELECT created, refused, state FROM import_batch") == [(2, 2, "done")]
        eventually(lambda: _undone(display, profile))

    assert names(profile) == before


def _pressed(display: Display, profile: Path) -> bool:
    """Leave the bad rows out and import; what is pressed before the preview is there does nothing."""
    display.keys("ctrl+Return", "ctrl+Return", "alt+l", "ctrl+Return")
    end = time.monotonic() + 3
    while time.monotonic() < end:
        if stored(profile, "SELECT 1 FROM import_batch"):
            return True
    return False


def _undone(display: Display, profile: Path) -> bool:
    """Go from the button that has the keyboard to the one that takes the import back."""
    display.keys("Tab", "Tab", "Tab", "Return")
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if stored(profile, "SELECT 1 FROM import_batch WHERE state = 'undone'"):
            return True
    return False
