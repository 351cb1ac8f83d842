"""The bar at the top: the program's name, the tabs, search, the quick log, and New."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import Pane
from app.ui.shared.filter_field import FilterField
from app.ui.shared.labels import Role, label
from app.ui.shared.tab_bar import TabBar
from app.ui.shared.tones import Tone
from app.ui.shell.tabs import TabSpec
from app.ui.theme import current_theme

PROGRAM = "Tradepost"
SEARCH_WIDTH = 150
GAPS = 32 + 8 + 24 + 16 + 12


class BrandMark(QWidget):
    """The program's mark: a rounded square in the accent."""

    def sizeHint(self) -> QSize:
        side = current_theme().px(18)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().colour("accent"))
        side = self.sizeHint().width()
        painter.drawRoundedRect(QRectF(0, (self.height() - side) / 2, side, side), 5, 5)
        painter.end()


class TopBar(Pane):
    """`tab_chosen(key)`, `call_wanted`, `new_wanted(tab key, method)`; `search` is the field of Ctrl+K."""

    tab_chosen = Signal(str)
    call_wanted = Signal()
    new_wanted = Signal(str, str)
    import_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("top-bar", parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 1)
        row.setSpacing(0)
        self.mark = BrandMark(self)
        self.mark.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.addWidget(self.mark)
        row.addSpacing(8)
        self.name = label(PROGRAM, Role.STRONG, self)
        row.addWidget(self.name)
        row.addSpacing(24)
        self.tabs = TabBar(self, name="Tabs", large=True)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.addWidget(self.tabs, 1, Qt.AlignmentFlag.AlignLeft)
        self.search = FilterField(self, placeholder="Search everything", keys="Ctrl+K")
        self.search.setMinimumWidth(SEARCH_WIDTH)
        self.search.setMaximumWidth(300)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.search, 2)
        row.addSpacing(16)
        self.call = Button("Log a call", parent=self, keys="Ctrl+L")
        self.call.clicked.connect(self.call_wanted)
        row.addWidget(self.call)
        row.addSpacing(12)
        self.new = Button("New", Kind.PRIMARY, self)
        self.menu = QMenu(self.new)
        self.new.set_menu(self.menu)
        row.addWidget(self.new)
        self.tabs.chosen.connect(self.tab_chosen)
        self.set_enabled_parts(False)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), current_theme().px(current_theme().tokens.sizes.top_bar))

    def show_tabs(self, tabs: Sequence[TabSpec]) -> None:
        """Name the tabs; the first is current."""
        self.tabs.blockSignals(True)
        for tab in tabs:
            if self.tabs.index_of(tab.key) < 0:
                self.tabs.add(tab.key, tab.title)
        self.tabs.blockSignals(False)
        self._arrange()

    def show_new(self, tabs: Sequence[TabSpec], reasons: dict[str, str]) -> None:
        """Fill the menu New; `reasons` says by operation why somebody may not."""
        self.menu.clear()
        for tab in tabs:
            for entry in tab.new:
                action = QAction(entry.text, self.menu)
                action.setData((tab.key, entry.method))
                reason = reasons.get(entry.operation, "")
                action.setEnabled(not reason)
                if reason:
                    action.setText(f"{entry.text} ({reason})")
                action.triggered.connect(self._on_new_triggered)
                self.menu.addAction(action)
        if self.menu.actions():
            self.menu.addSeparator()
        self.importing = QAction("Import …", self.menu)
        self.importing.setEnabled(not reasons.get("import.run", ""))
        if reason := reasons.get("import.run", ""):
            self.importing.setText(f"Import … ({reason})")
        self.importing.triggered.connect(self.import_wanted)
        self.menu.addAction(self.importing)

    def set_badge(self, key: str, count: int) -> None:
        """Show how many things wait behind a tab."""
        self.tabs.set_count(key, count or None, Tone.BAD)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tabs come first: the search field gives way to them, then the program's name."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Another size of the text changes what the parts want without a resize."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return done

    def _arrange(self) -> None:
        wanted = self.tabs.sizeHint().width()
        others = sum(part.sizeHint().width() for part in (self.mark, self.call, self.new)) + SEARCH_WIDTH + GAPS
        self.name.setVisible(wanted + others + self.name.sizeHint().width() <= self.width())
        left = self.width() - others - (self.name.sizeHint().width() if self.name.isVisible() else 0)
        self.tabs.setMinimumWidth(max(0, min(wanted, left)))

    def set_enabled_parts(self, enabled: bool) -> None:
        """Nothing to search or make before a business is open."""
        for part in (self.search, self.call, self.new, self.tabs):
            part.setEnabled(enabled)

    @Slot()
    def _on_new_triggered(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            key, method = sender.data()
            self.new_wanted.emit(key, method)
