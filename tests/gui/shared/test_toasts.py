"""What was done is told at once; what nobody asked for waits until it was read."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.shared.toasts import ToastHost
from app.ui.theme import Theme


def test_a_notice_does_not_take_the_place_of_an_undo(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    host = ToastHost(window)
    undone: list[str] = []
    host.show_toast("Done: Harbour Café", undo=lambda: undone.append("it"))
    host.show_notice("Follow-up due: one")
    host.show_notice("Follow-up due: another")
    shown = []
    while host.current is not None:
        shown.append(host.current.text)
        host.current.close_toast()
    assert shown == ["Done: Harbour Café", "Follow-up due: one", "Follow-up due: another"]


def test_what_was_done_takes_the_place_of_a_notice(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    host = ToastHost(window)
    host.show_notice("Follow-up due: one")
    host.show_toast("Done: Harbour Café")
    assert host.current is not None
    assert host.current.text == "Done: Harbour Café"
    host.current.close_toast()
    assert host.current is None
