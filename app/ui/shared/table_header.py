"""The head of a table: sorting, order, widths and hiding of columns, all of it remembered by the view."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from app.ui.theme import current_theme

PADDING = 10
"""As the style sheet has it."""


class TableHeader(QHeaderView):
    """Columns can be dragged, resized, and hidden by the menu; `reset_wanted` when a person wants them as declared."""

    reset_wanted = Signal()
    column_toggled = Signal(int, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName("Columns")
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(40)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_requested)

    def sizeHint(self) -> QSize:
        """The header row's height."""
        theme = current_theme()
        return QSize(super().sizeHint().width(), theme.px(theme.tokens.sizes.header))

    def title_width(self, section: int) -> int:
        """How wide a column must be to show its title."""
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        return QFontMetrics(self.font()).horizontalAdvance(title) + 2 * PADDING + 2

    def column_menu(self) -> QMenu:
        """The menu that shows and hides columns; the last visible one cannot be hidden."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for visual in range(self.count()):
            section = self.logicalIndex(visual)
            title = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
            action = QAction(title.replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(section))
            action.setEnabled(self.isSectionHidden(section) or self.count() - self.hiddenSectionCount() > 1)
            action.setData(section)
            menu.addAction(action)
        menu.addSeparator()
        reset = QAction("Reset columns", menu)
        menu.addAction(reset)
        menu.triggered.connect(self._on_menu_triggered)
        return menu

    @Slot(QPoint)
    def _on_menu_requested(self, at: QPoint) -> None:
        self.column_menu().popup(self.mapToGlobal(at))

    @Slot(QAction)
    def _on_menu_triggered(self, action: QAction) -> None:
        section = action.data()
        if section is None:
            self.reset_wanted.emit()
        else:
            self.column_toggled.emit(section, action.isChecked())
