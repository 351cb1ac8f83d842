"""What is typed into the window, and goes wrong there, is in no log, report, settings or temporary file (G26)."""

from pathlib import Path

import pytest

from tests.e2e.program import make_business, program, stored, tab_key
from tests.e2e.screen import Screen
from tests.e2e.shop import shop
from tests.support.display import Display

NAME, EMAIL, PHONE = "Zanzibar Quillfeather", "zanzibar@quillfeather.example", "+46 70 987 65 43"
PASSWORD, SAID = "tw1tter-teal-owl", "marmalade for Zanzibar"
WORDS = ("zanzibar", "quillfeather", "987 65 43", "9876543", "tw1tter", "marmalade")
CANARIES = tuple(word.encode() for word in WORDS)
BROKEN = """CREATE TRIGGER broken BEFORE INSERT ON interaction
BEGIN SELECT RAISE(ABORT, 'no ' || NEW.notes || ' of ' || (SELECT name FROM partner WHERE id = NEW.partner_id)); END"""


def give_password(profile: Path) -> None:
    """The owner has to sign in from now on."""
    from app.domain.vocabulary import Role
    from app.services.people.commands import save
    from app.services.people.read_models import StaffDraft

    with shop(profile) as operations:
        operations.sign_in_as(1)
        hired = StaffDraft("Jonas Ek", Role.SALES, signs_in=True, password=PASSWORD + "-2", own_password=PASSWORD)
        operations.run(save, hired)


def break_the_business(profile: Path) -> None:
    """From now on no call is stored, and the database says why with the values in it."""
    with shop(profile) as operations, operations.database.write() as session:
        session.connection().exec_driver_sql(BROKEN)


def files(*folders: Path) -> list[Path]:
    """All but the databases and their copies, which are meant to hold it."""
    return [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("tradepost.db") and path.suffix != ".db"
    ]


def hits(*folders: Path) -> list[str]:
    """The files that hold a canary, in their names or their bytes."""
    return [
        f"{path.name}: {canary.decode()}"
        for path in files(*folders)
        for canary in CANARIES
        if canary in path.read_bytes().lower() or canary in path.name.lower().encode()
    ]


def sign_in(screen: Screen) -> None:
    """With a slip first."""
    screen.focused("Password")
    screen.press("shift+Tab")
    screen.type("Maya")
    screen.press("Tab")
    screen.type(f"{PASSWORD}x")
    screen.press("Return")
    screen.sees("The name or the password is wrong.")
    screen.press("ctrl+a")
    screen.type(PASSWORD)
    screen.press("Return")
    screen.sees("Maya Lind (owner)")


def add_canary(screen: Screen) -> None:
    """A customer of that name, with a refused phone number first."""
    screen.press(tab_key("customers"), "ctrl+n")
    screen.focused("Name, required")
    for text in (NAME, "12", EMAIL):
        screen.type(text)
        screen.press("Tab")
    screen.press("ctrl+Return")
    screen.focused("Phone")
    screen.press("ctrl+a")
    screen.type(PHONE)
    screen.press("ctrl+Return")


def log_a_call(screen: Screen) -> None:
    """With the canary, who is the one that shows."""
    screen.press("ctrl+l")
    screen.titled("^Log a call$")
    screen.focused("What was said")
    for text in (SAID, "Conn"):
        screen.type(text)
        screen.press("Return")
    screen.press("ctrl+Return")


def crashed(screen: Screen) -> None:
    """The report is shown and holds nothing of it; the program goes on."""
    seen = screen.titled("^Something went wrong$")
    report = " ".join(seen.texts).lower()
    assert "tradepost crash report" in report
    assert not [canary for canary in CANARIES if canary.decode() in report]
    screen.press("Return")


@pytest.mark.expects_log
def test_nothing_of_the_business_is_left_outside_the_database(
    display: Display, profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [profile, tmp_path / "temporary", tmp_path / "home"]
    for folder in folders[1:]:
        folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folders[1]))
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(folders[2]))
    make_business(profile)
    give_password(profile)
    with program(display, profile, "Tradepost") as screen:
        sign_in(screen)
        add_canary(screen)
        assert stored(profile, "SELECT name FROM partner ORDER BY id DESC LIMIT 1") == [(NAME,)]
        log_a_call(screen)
        assert stored(profile, "SELECT notes FROM interaction") == [(SAID,)]
        screen.press("ctrl+k")
        screen.type("zanzibar")
        screen.press("Return", "ctrl+k")
        screen.type("quillfeather nowhere")
        screen.press("Escape")
        break_the_business(profile)
        log_a_call(screen)
        crashed(screen)
        screen.press("Escape")
    assert [path for path in files(profile) if path.name.startswith("crash-")]
    assert any(b"latest" in path.read_bytes() for path in files(profile))
    assert hits(*folders) == []
