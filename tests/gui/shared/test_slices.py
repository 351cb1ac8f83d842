"""Long work in slices: one step a turn, in order, and what was begun before is left where it is."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from app.ui.shared.slices import Slices


def test_the_window_has_a_turn_between_two_steps(qtbot: QtBot) -> None:
    owner, seen = QObject(), []
    between = QTimer(owner)
    between.timeout.connect(lambda: seen.append("turn"))

    def steps() -> Iterator[None]:
        for number in range(3):
            seen.append(str(number))
            yield

    slices = Slices(owner)
    between.start(0)
    slices.start(steps())
    assert seen == []
    qtbot.waitUntil(lambda: not slices.under_way)

    assert [word for word in seen if word != "turn"] == ["0", "1", "2"]
    assert "turn" in seen[seen.index("0") : seen.index("1")]
    assert "turn" in seen[seen.index("1") : seen.index("2")]


def test_other_work_takes_the_place_of_what_was_begun(qtbot: QtBot) -> None:
    owner, seen = QObject(), []
    slices = Slices(owner)

    def first() -> Iterator[None]:
        seen.append("first")
        slices.start(second())
        yield
        seen.append("never")

    def second() -> Iterator[None]:
        seen.append("second")
        yield

    slices.start(first())
    qtbot.waitUntil(lambda: not slices.under_way)
    assert seen == ["first", "second"]

    slices.start(first())
    slices.stop()
    assert not slices.under_way


def test_what_is_left_can_be_finished_at_once(qapp: object) -> None:
    owner, seen = QObject(), []
    slices = Slices(owner)
    slices.start(seen.append(number) for number in (1, 2, 3))
    slices.finish()
    assert seen == [1, 2, 3]
    assert not slices.under_way
