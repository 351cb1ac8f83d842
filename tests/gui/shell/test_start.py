"""From an empty folder to work: first start, sign-in, what does not open, and the second start."""

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.bootstrap import Program
from app.config.paths import profile_paths
from app.domain.progress import Progress
from app.ui.shell import session, single_instance
from app.ui.shell.covers import FirstStartPage, ProblemPage, SignInPage
from app.ui.shell.first_choice import EMPTY, IMPORT, SAMPLE, FirstChoicePage
from app.ui.shell.single_instance import Begin, SingleInstance
from tests.gui.shell.conftest import OTHERS_PASSWORD, cover, settled
from tests.support.environment import ROOT
from tests.support.watchdog import Watchdog

Start = Callable[..., Program]


def working(program: Program) -> bool:
    return program.window.ctx is not None and settled(program)


def test_the_first_start_asks_two_names_and_then_shows_today(qtbot: QtBot, start: Start, profile: Path) -> None:
    program = start(profile)
    page = cover(program)
    assert isinstance(page, FirstStartPage)

    name, owner = page.form.field("name").control, page.form.field("owner_name").control
    assert name.hasFocus() or program.window.focusWidget() is name
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.form.field("name").error))
    assert page.form.field("owner_name").error

    qtbot.keyClicks(name, "Greenleaf")
    qtbot.keyClicks(owner, "Maya Lind")
    qtbot.keyClick(owner, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(cover(program), FirstChoicePage))
    qtbot.keyClick(cover(program).buttons[EMPTY], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: working(program))

    assert program.window.windowTitle() == "Greenleaf – Tradepost"
    assert program.window.status.person.text() == "Maya Lind (owner)"
    assert program.window.page("today").greeting.text().endswith(", Maya")


@pytest.fixture
def choice(qtbot: QtBot, start: Start, profile: Path) -> Program:
    """The program at the question how to begin."""
    program = start(profile)
    page = cover(program)
    page.form.set_values({"name": "Greenleaf", "owner_name": "Maya Lind"})
    page.go.click()
    qtbot.waitUntil(lambda: isinstance(cover(program), FirstChoicePage))
    return program


def test_the_first_start_can_begin_with_an_import(qtbot: QtBot, choice: Program) -> None:
    buttons = cover(choice).buttons
    qtbot.keyClick(buttons[EMPTY], Qt.Key.Key_Down)
    qtbot.keyClick(buttons[IMPORT], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: working(choice))

    assert choice.window.stack.currentWidget().accessibleName() == "Import"


def make_small_sample(start: Any, progress: Progress) -> Any:
    """A hundred days instead of two years: to the window it is the same."""
    from app.services.sample.commands import MIN_DAYS, SampleOptions, make

    return start.operations.run(make, SampleOptions(days=MIN_DAYS), progress)


def test_the_sample_shop_is_made_with_progress_and_can_be_cancelled(
    qtbot: QtBot, choice: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "make_sample", make_small_sample)
    page = cover(choice)
    page.buttons[SAMPLE].click()
    qtbot.waitUntil(lambda: page.bar.maximum() > 0)
    page.cancel.click()
    qtbot.waitUntil(lambda: bool(page.banner.text))
    assert page.buttons[SAMPLE].isVisible()

    page.buttons[SAMPLE].click()
    qtbot.waitUntil(lambda: working(choice), timeout=180_000)

    window = choice.window
    assert window.status.person.text().endswith("(owner)")
    window.show_tab("customers")
    qtbot.waitUntil(lambda: window.page("customers").model.rowCount() > 20)


def test_with_two_accounts_somebody_signs_in_and_signs_out(qtbot: QtBot, start: Start, two_people: Path) -> None:
    program = start(two_people, "Jonas Ek")
    page = cover(program)
    assert isinstance(page, SignInPage)
    assert page.person.currentText() == "Jonas Ek"

    qtbot.keyClicks(page.password, OTHERS_PASSWORD)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: working(program) and program.window.status.person.text() == "Jonas Ek (sales)")

    program.session.sign_out()
    qtbot.waitUntil(lambda: isinstance(cover(program), SignInPage) and program.window.ctx is None)
    assert not program.window.top.search.isEnabled()


def test_a_wrong_password_is_said_and_the_sixth_try_has_to_wait(qtbot: QtBot, start: Start, two_people: Path) -> None:
    program = start(two_people, "Jonas Ek")
    page = cover(program)
    field = page.form.field("password")

    for _ in range(6):
        qtbot.waitUntil(page.go.isEnabled)
        qtbot.keyClicks(page.password, "not the password")
        qtbot.keyClick(page.password, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.go.isEnabled() and bool(field.error))
        assert page.password.text() == ""

    assert "wait" in field.error.lower()
    assert program.window.ctx is None


def damage(path: Path) -> None:
    path.write_bytes(b"this is no database" * 400)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5_000])


def make_newer(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[60:64] = (9_999).to_bytes(4, "big")
    path.write_bytes(bytes(data))


def make_foreign(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[68:72] = b"ABCD"
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    ("harm", "words"),
    [(damage, "not a database"), (truncate, "damaged"), (make_newer, "newer"), (make_foreign, "another program")],
)
def test_what_does_not_open_shows_a_page_and_stays_as_it_is(
    start: Start, business: Path, harm: Callable[[Path], None], words: str
) -> None:
    path = profile_paths(business).database
    harm(path)
    before = path.read_bytes()

    program = start(business)

    page = cover(program)
    assert isinstance(page, ProblemPage)
    assert words in page.title.text().lower()
    assert any("never replaced" in part.text() or "Nothing was changed" in part.text() for part in page.sentences)
    assert "Quit" in [button.text() for button in page.buttons]
    assert path.read_bytes() == before


def test_a_damaged_business_is_restored_from_its_newest_proved_backup(
    qtbot: QtBot, start: Start, business: Path
) -> None:
    from app.services.maintenance.backups import make_backup
    from app.services.profile.opening import open_profile

    opened = open_profile(profile_paths(business))
    assert make_backup(opened).proved
    opened.close()
    truncate(profile_paths(business).database)

    program = start(business)
    page = cover(program)
    assert isinstance(page, ProblemPage)
    restore = page.buttons[0]
    assert restore.text() == "Restore that backup"
    restore.click()
    qtbot.waitUntil(lambda: working(program))

    assert program.window.status.business.text() == "Greenleaf"


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_a_second_start_brings_the_first_window_forward(qtbot: QtBot, start: Start, business: Path) -> None:
    program = start(business)
    qtbot.waitUntil(lambda: program.instance._server is not None)
    script = (
        "import sys; from pathlib import Path; from app import bootstrap; sys.exit(bootstrap.run(Path(sys.argv[1])))"
    )
    for _ in range(3):
        second = subprocess.Popen([sys.executable, "-c", script, str(business)], cwd=ROOT)
        with qtbot.waitSignal(program.instance.show_wanted):
            pass
        qtbot.waitUntil(lambda second=second: second.poll() is not None)
        assert second.returncode == 0


def test_a_window_that_does_not_answer_is_told_of_instead_of_opening_a_second_one(
    qapp: QApplication,
    profile: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setattr(single_instance, "TRIES", 2)
    paths = profile_paths(profile)
    paths.make()
    first = SingleInstance(paths)
    assert first.claim()
    second = SingleInstance(paths)
    assert second.begin() is Begin.SILENT
    box = bootstrap.tell_of_silence(qapp)
    assert "open in another window, which does not answer" in box.property("text")
    assert box.property("text") in capsys.readouterr().err
    # Told to end outside of its own loop, by the box or its last window, the application lets no later loop begin.
    qapp.setQuitOnLastWindowClosed(False)
    request.addfinalizer(partial(qapp.setQuitOnLastWindowClosed, True))
    QTimer.singleShot(0, box.close)
    assert qapp.exec() == bootstrap.EXIT_ENVIRONMENT

    first.release()
    assert second.begin() is Begin.WINDOW
    second.release()


def test_what_a_killed_window_left_behind_is_taken_over(qtbot: QtBot, profile: Path) -> None:
    paths = profile_paths(profile)
    for _ in range(5):
        script = (
            "import sys, os; from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
            "from app.config.paths import profile_paths; from app.ui.shell.single_instance import SingleInstance\n"
            "app = QCoreApplication([]); one = SingleInstance(profile_paths(Path(sys.argv[1])))\n"
            "assert one.claim() and one.listen(); os.kill(os.getpid(), 9)\n"
        )
        subprocess.run([sys.executable, "-c", script, str(profile)], cwd=ROOT, check=False)
        instance = SingleInstance(paths)
        assert instance.claim()
        assert instance.listen()
        other = SingleInstance(paths)
        assert not other.claim()
        instance.release()


def test_a_start_is_quick_enough_to_be_seen(qtbot: QtBot, start: Start, business: Path, watchdog: Watchdog) -> None:
    begun = time.process_time()
    program = start(business)

    assert working(program)
    assert time.process_time() - begun < 20
    watchdog.forgive()
