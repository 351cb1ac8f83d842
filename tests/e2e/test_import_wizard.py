"""A CSV with two bad rows is imported by the wizard in a real window, by the keyboard alone, and taken back."""

from pathlib import Path

from tests.e2e.program import make_business, program, stored
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

    with program(display, profile) as screen:
        screen.press("ctrl+shift+p")
        screen.type("import a file")
        screen.press("Return")
        screen.press("Return")  # the button that chooses files has the keyboard
        screen.titled("^Import$")
        screen.type(str(path))
        screen.press("Return")
        screen.titled("Greenleaf")
        screen.press("ctrl+Return", "ctrl+Return")
        assert "Mend the refused rows, or leave them out" in screen.look()
        screen.press("alt+l", "ctrl+Return")
        screen.sees("Customers imported")
        assert names(profile) == [*before, "Corner Shop", "Tea Room"]
        assert stored(profile, "SELECT created, refused, state FROM import_batch") == [(2, 2, "done")]
        screen.tab_to("Undo this import")
        screen.press("Return")
        assert stored(profile, "SELECT state FROM import_batch") == [("undone",)]

    assert names(profile) == before
