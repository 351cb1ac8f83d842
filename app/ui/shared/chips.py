"""Filter chips: a row of choices with counts, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QLayout,
    QLayoutItem,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.ui.shared.buttons import caret_width, open_below, paint_caret


@dataclass(frozen=True, slots=True)
class ChipSpec:
    """One choice: a key that the screen knows, a word, and how many there are (None: not counted yet)."""

    key: str
    text: str
    count: int | None = None
    tooltip: str = ""


class Chip(QPushButton):
    """A round button. Checkable when it is a choice; `count` follows the word."""

    def __init__(
        self, text: str, parent: QWidget | None = None, *, count: int | None = None, checkable: bool = True
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "chip")
        self.setCheckable(checkable)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._text = text
        self.drop_menu: QMenu | None = None
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        """Show how many there are."""
        shown = self._text if count is None else f"{self._text} {count:,}"
        self.setText(shown.replace("&", "&&"))
        self.setAccessibleName(shown)

    def set_text(self, text: str) -> None:
        """Show another word."""
        self._text = text
        self.set_count(None)

    def sizeHint(self) -> QSize:
        """Room for the caret of a menu too."""
        size = super().sizeHint()
        return size if self.drop_menu is None else QSize(size.width() + caret_width(), size.height())

    def minimumSizeHint(self) -> QSize:
        """No word is cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The caret of a menu."""
        super().paintEvent(event)
        if self.drop_menu is not None:
            paint_caret(self, "muted")

    def set_menu(self, menu: QMenu) -> None:
        """Open a menu; shows a small caret."""
        self.drop_menu = menu
        self.setProperty("hasMenu", True)
        self.setAccessibleDescription("Opens a menu")
        self.clicked.connect(self._on_menu_wanted)

    @Slot()
    def _on_menu_wanted(self) -> None:
        if self.drop_menu is not None:
            open_below(self, self.drop_menu)


class FlowLayout(QLayout):
    """Lines of widgets that wrap like words, with a gap between them and one between the lines."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8, line_gap: int = 8) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._line_gap = line_gap

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's way in."""
        self._items.append(item)

    def count(self) -> int:
        """How many widgets."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One of them."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take one out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """None."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of the lines at a width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(rect)
        self._place(self.contentsRect(), move=True)

    def sizeHint(self) -> QSize:
        """One line of all."""
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        return QSize(
            sum(size.width() for size in shown) + self._gap * max(len(shown) - 1, 0),
            max((size.height() for size in shown), default=0),
        )

    def minimumSize(self) -> QSize:
        """The widest widget."""
        shown = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in shown), default=0), max((size.height() for size in shown), default=0)
        )

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + self._line_gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            line = max(line, size.height())
        return y + line - rect.y()


class ChipBar(QWidget):
    """A row of chips, exactly one chosen. `chosen(key)` when a person chose another."""

    chosen = Signal(str)

    def __init__(
        self,
        chips: Sequence[ChipSpec] = (),
        parent: QWidget | None = None,
        *,
        name: str = "Filter",
        small: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._small = small
        self._flow = FlowLayout(self, gap=2 if small else 8)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._chips: dict[str, Chip] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group.buttonClicked.connect(self._on_clicked)
        self.set_chips(chips)

    @property
    def current(self) -> str | None:
        """The key of the chosen chip."""
        return next((key for key, chip in self._chips.items() if chip.isChecked()), None)

    @property
    def first_key(self) -> str | None:
        """The key of the first chip, which means "all" in most lists."""
        return next(iter(self._chips), None)

    def set_chips(self, chips: Sequence[ChipSpec]) -> None:
        """Offer other choices; keeps the chosen one when it is still there, else the first."""
        kept = self.current
        for chip in self._chips.values():
            self._group.removeButton(chip)
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = {}
        for spec in chips:
            chip = Chip(spec.text, self, count=spec.count)
            if self._small:
                chip.setProperty("small", True)
            self._chips[spec.key] = chip
            self._group.addButton(chip)
            self._flow.addWidget(chip)
            chip.show()
        self.choose(kept if kept in self._chips else next(iter(self._chips), None))

    def set_counts(self, counts: dict[str, int]) -> None:
        """Show how many each choice has; those not named show none."""
        for key, chip in self._chips.items():
            chip.set_count(counts.get(key))
        self._flow.invalidate()

    def choose(self, key: str | None) -> None:
        """Choose without telling `chosen`."""
        if key is not None and key in self._chips:
            self._chips[key].setChecked(True)

    def chip(self, key: str) -> Chip:
        """One of the chips."""
        return self._chips[key]

    @Slot(QAbstractButton)
    def _on_clicked(self, _button: QAbstractButton) -> None:
        key = self.current
        if key is not None:
            self.chosen.emit(key)
