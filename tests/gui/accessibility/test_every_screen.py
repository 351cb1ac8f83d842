"""Every screen, sheet, page and dialog: names, the way of the keyboard, contrast, and room for its texts at 200 %.

The places are those of `make screenshots`, on the sample shop and on a business that just begins; so a new screen that
has its picture is walked here too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.ui.shared.keys import live_keys
from app.ui.shell.shortcuts import IN_A_DOCUMENT, IN_A_FORM, ShortcutsDialog
from tests.gui.accessibility.controls import describe, focus_shows, kind_of, nameless, reveal, tab_stops, unreachable
from tests.gui.accessibility.ink import faint_texts
from tests.gui.accessibility.room import cut_texts
from tests.screenshots.beginning import beginning
from tests.screenshots.stage import Stage
from tests.screenshots.states import STATES, State

# Many screens are opened in a row, at twice the size of their text: single turns are measured elsewhere.
pytestmark = [pytest.mark.slow_turn, pytest.mark.xdist_group("every-screen")]

Look = tuple[str, int, int]
NARROW: Look = ("light", 1180, 760)
WIDE: Look = ("dark", 1440, 900)
AT_ONCE = 13
"""So many places are walked by one test: a busy machine is done with them long before a test counts as hanging."""
PARTS = [STATES[first : first + AT_ONCE] for first in range(0, len(STATES), AT_ONCE)]


class Findings:
    """What is wrong and where, each once. `rest` waits until a window shows all that it will."""

    def __init__(self, rest: Callable[[], None]) -> None:
        self._rest = rest
        self.found: dict[str, set[str]] = defaultdict(set)
        self._kinds: set[tuple[object, ...]] = set()

    def look_at(self, name: str, window: QWidget) -> None:
        """Walk a window."""
        stops = tab_stops(window)
        for aspect, found in (
            ("no name", nameless(window)),
            ("not reached by Tab", unreachable(window, stops)),
            ("too faint", faint_texts(window)),
            ("no room", cut_texts(window)),
            ("no focus mark", self._unmarked(stops)),
        ):
            for one in found:
                self.found[f"{aspect}: {one}"].add(name)

    def _unmarked(self, stops: list[QWidget]) -> list[str]:
        """One of each kind that looks alike."""
        found = []
        for stop in stops:
            kind = kind_of(stop)
            if kind in self._kinds or not stop.isVisible():
                continue
            reveal(stop)
            self._rest()  # what came into sight may ask for its rows
            if stop.isVisible():
                self._kinds.add(kind)
                if not focus_shows(stop):
                    found.append(describe(stop))
        return found

    def check(self) -> None:
        """Fail with all of them."""
        lines = [f"{what}  [{', '.join(sorted(where))}]" for what, where in sorted(self.found.items())]
        assert not lines, "\n".join(lines)


@pytest.mark.parametrize("part", PARTS, ids=[f"{part[0].name}-to-{part[-1].name}" for part in PARTS])
@pytest.mark.parametrize("look", [NARROW, WIDE], ids=["narrow-light", "wide-dark"])
def test_every_screen_can_be_used_by_keyboard_and_read_at_twice_the_size(
    stage: Stage, look: Look, part: Sequence[State]
) -> None:
    stage.program.theme.set_scale(2.0)
    stage.look(*look)
    findings = Findings(stage.rest)

    for state in part:
        widget = state.prepare(stage)
        stage.rest()
        findings.look_at(state.name, (widget or stage.window).window())
        if state.leave is not None:
            state.leave(stage)
            stage.rest()

    findings.check()
    assert stage.program.place.dialog is None, stage.program.place.dialog.report.toPlainText()


@pytest.mark.parametrize("look", [NARROW, WIDE], ids=["narrow-light", "wide-dark"])
def test_the_first_minutes_too(first_stage: Stage, look: Look) -> None:
    first_stage.program.theme.set_scale(2.0)
    first_stage.look(*look)
    findings = Findings(first_stage.rest)

    for name, window in beginning(first_stage):
        findings.look_at(name, window)

    findings.check()


def test_f1_lists_every_key_that_works(stage: Stage) -> None:
    """All screens are opened, so all keys are there: each says what it does, and the list has each."""
    for tab in ("today", "suppliers", "inventory", "shipments", "customers", "performance"):
        stage.window.show_tab(tab)
        stage.rest()
    shortcuts = stage.window.findChildren(QShortcut)
    nameless_keys = [(key.key().toString(), describe(key.parent())) for key in shortcuts if not _says(stage, key)]
    assert nameless_keys == []

    stage.window._extras.show_keys()
    dialog = next(one for one in stage.window.findChildren(ShortcutsDialog) if one.isVisible())
    listed = {key.keys for _, keys in dialog.groups for key in keys}
    works = {key.keys for key in live_keys(stage.window)} - {"Esc"}
    assert works <= listed, works - listed
    dialog.close()


def _says(stage: Stage, key: QShortcut) -> bool:
    """Keys of the window are told by its actions, all others by themselves."""
    entries = {entry.keys for entry in stage.window._extras.actions.registry.entries()}
    return bool(key.property("says")) or key.key().toString() in entries


def test_f1_is_right_about_forms_and_documents(stage: Stage) -> None:
    """Those are not open when F1 is pressed; here they are."""
    states = {state.name: state for state in STATES}
    shown: Callable[[], list[QDialog]] = lambda: [  # noqa: E731
        one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()
    ]
    for name, listed in (("sales-order-new", IN_A_FORM), ("customer-summary", IN_A_DOCUMENT)):
        widget = states[name].prepare(stage)
        stage.rest()
        owner = widget if widget is not None else stage.window.page("customers").sheet
        works = {key.keys for key in live_keys(owner)} - {"Ctrl+="}
        assert works <= {key.keys for key in listed}, (name, works)
        assert {key.keys for key in listed} - works <= {"Esc", "PgDown"}
        assert not shown() or widget is not None
        states[name].leave(stage)  # type: ignore[misc]
        stage.rest()
