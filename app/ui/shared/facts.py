"""The two or three facts that matter, as a row of captions and figures, or as a list of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.ui.shared.cards import clear_layout
from app.ui.shared.chips import FlowLayout
from app.ui.shared.labels import Role, label, set_tooltip


@dataclass(frozen=True, slots=True)
class Fact:
    """A caption and its value in words; `role` colours the value (good, warn, bad), `tooltip` explains it."""

    caption: str
    value: str
    role: Role | str = Role.STRONG
    tooltip: str = ""


class FactsRow(QWidget):
    """Facts side by side; wraps when there is no room."""

    def __init__(self, facts: Sequence[Fact] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, gap=24)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_facts(facts)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        clear_layout(self._flow)
        for fact in facts:
            cell = _FactCell(fact, self)
            self._flow.addWidget(cell)
            cell.show()
        self.setVisible(bool(facts))
        self.updateGeometry()


class _FactCell(QWidget):
    def __init__(self, fact: Fact, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(label(fact.caption, Role.LABEL, self))
        value = label(fact.value or "–", fact.role, self, selectable=True)
        value.setAccessibleName(f"{fact.caption}: {fact.value}")
        column.addWidget(value)
        set_tooltip(self, fact.tooltip)


class FactsList(QWidget):
    """Facts one under the other: captions left, values right of them, which wrap and can be copied."""

    def __init__(self, facts: Sequence[Fact] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self.set_facts(facts)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        clear_layout(self._grid)
        for row, fact in enumerate(facts):
            self._grid.addWidget(label(fact.caption, Role.MUTED, self), row, 0, Qt.AlignmentFlag.AlignTop)
            role = Role.BODY if fact.role == Role.STRONG else fact.role
            value = label(fact.value or "–", role, self, wrap=True, selectable=True)
            value.setAccessibleName(f"{fact.caption}: {fact.value}")
            set_tooltip(value, fact.tooltip)
            self._grid.addWidget(value, row, 1)
