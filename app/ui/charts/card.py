"""A card with one chart: its figure, exact values, definition and table, and ways to take it along."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHeaderView,
    QMenu,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.domain.errors import StorageError, StorageProblem
from app.ui.charts.drawing import rows_text, svg_text
from app.ui.charts.goal_field import GoalField
from app.ui.shared.buttons import IconButton, open_below
from app.ui.shared.cards import Card
from app.ui.shared.empty_state import EmptyState
from app.ui.shared.errors import show_error
from app.ui.shared.labels import Role, label
from app.ui.shared.toasts import ToastHost
from app.ui.theme import current_theme

if TYPE_CHECKING:
    from app.ui.charts.plot import Plot
    from app.wording.plotting import Plotted

PLOT_HEIGHT = 196


@dataclass(frozen=True, slots=True)
class ChartContent:
    """All that a card shows: the chart, its definition, and its table as words. `may_set_goal`: for the owner."""

    data: Plotted
    formula: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    may_set_goal: bool = False


class ChartCard(Card):
    """Blank under its title until `show_content`. `goal_wanted(name, text)` when the owner typed a goal, empty to take
    it away.
    """

    goal_wanted = Signal(str, str)

    def __init__(self, content: ChartContent, parent: QWidget) -> None:
        super().__init__(content.data.title, parent)
        self.content = content
        self.plot: Plot | None = None
        self.table: QTableWidget | None = None
        self.head.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.definition_button = IconButton("question", f"Definition: {content.data.title}", self)
        self.definition_button.setCheckable(True)
        self.definition_button.toggled.connect(self._on_definition_toggled)
        self.more_button = IconButton("dots-three", f"More: {content.data.title}", self, on_click=self._on_more_clicked)
        self.head.add_action(self.definition_button)
        self.head.add_action(self.more_button)
        self.definition = label(content.formula, Role.LABEL, self, wrap=True, selectable=True)
        self.definition.hide()
        self.goal_field = GoalField(self)
        self.goal_field.hide()
        self.goal_field.submitted.connect(self._on_goal_submitted)
        self.body.addWidget(self.definition)
        self.body.addWidget(self.goal_field)
        self.stack = QStackedWidget(self)
        self.stack.setMinimumHeight(current_theme().px(PLOT_HEIGHT))
        self.stack.addWidget(QWidget(self.stack))
        self.empty = EmptyState("", "", self.stack, icon="chart-line")
        self.stack.addWidget(self.empty)
        self.body.addWidget(self.stack, 1)
        self.menu = self._make_menu()

    def show_content(self, content: ChartContent) -> None:
        """Show another period or another split of the same figure."""
        self.content = content
        data = content.data
        self.head.title.setText(data.title)
        self.setAccessibleName(data.title)
        self.definition.setText(content.formula)
        self._show_note(-1)
        self.goal_action.setVisible(content.may_set_goal)
        for action in (self.table_action, self.copy_action, self.png_action, self.svg_action):
            action.setEnabled(data.has_data)
        if not data.has_data:
            self.empty.show_state("No data in this period", _EMPTY, icon="chart-line")
            self.stack.setCurrentWidget(self.empty)
            return
        if self.table_action.isChecked():
            self._show_table()
        else:
            self._show_plot()

    # -- the views

    def _show_plot(self) -> None:
        if self.plot is None:
            from app.ui.charts.plot import Plot

            self.plot = Plot(self.stack)
            self.plot.pointed.connect(self._show_note)
            self.stack.addWidget(self.plot)
        self.plot.show_data(self.content.data)
        self.stack.setCurrentWidget(self.plot)

    def _show_table(self) -> None:
        if self.table is None:
            self.table = _make_table(self.stack)
            self.stack.addWidget(self.table)
        self.table.setAccessibleName(f"{self.content.data.title}: table")
        _fill(self.table, self.content)
        self.stack.setCurrentWidget(self.table)

    @Slot(int)
    def _show_note(self, index: int) -> None:
        data = self.content.data
        if index >= 0:
            point = data.points[index]
            self.head.set_note(f"{point.name}: {point.text}" + (f" · of {point.n:,}" if point.n else ""))
            return
        parts = [data.headline]
        if data.goal_text:
            parts.append(f"goal {data.goal_text}")
        if data.left_out:
            parts.append(f"{data.left_out} more in the table")
        self.head.set_note(" · ".join(parts))

    # -- the menu

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        self.table_action = _action(menu, "Show as a table", self._on_table_toggled, checkable=True)
        menu.addSeparator()
        self.copy_action = _action(menu, "Copy data", self.copy_data)
        self.png_action = _action(menu, "Save as PNG …", self._on_png_wanted)
        self.svg_action = _action(menu, "Save as SVG …", self._on_svg_wanted)
        menu.addSeparator()
        self.goal_action = _action(menu, "Set goal …", self._on_goal_wanted)
        return menu

    @Slot()
    def copy_data(self) -> None:
        """The table to the clipboard."""
        content = self.content
        QGuiApplication.clipboard().setText(rows_text(list(content.heads), [list(row) for row in content.rows]))
        self._tell("Copied the table")

    def save_to(self, path: Path) -> None:
        """The chart as a file, PNG or SVG by its name."""
        from app.config.files import atomic_write

        data = svg_text(self.content.data).encode() if path.suffix.lower() == ".svg" else self._png()
        try:
            atomic_write(path, data)
        except OSError as error:
            show_error(self, StorageError(StorageProblem.IO, str(error.filename or path)))
            return
        self._tell(f"Saved {path.name}")

    def _png(self) -> bytes:
        from PySide6.QtCore import QBuffer, QIODevice

        self._show_plot()
        self.table_action.setChecked(False)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.grab().save(buffer, "PNG")
        return bytes(buffer.data().data())

    def _tell(self, text: str) -> None:
        host = ToastHost.of(self)
        if host is not None:
            host.show_toast(text)

    @Slot()
    def _on_more_clicked(self) -> None:
        open_below(self.more_button, self.menu)

    @Slot(bool)
    def _on_definition_toggled(self, shown: bool) -> None:
        self.definition.setVisible(shown)

    @Slot()
    def _on_table_toggled(self) -> None:
        self.show_content(self.content)

    @Slot()
    def _on_png_wanted(self) -> None:
        self._ask_file("png")

    @Slot()
    def _on_svg_wanted(self) -> None:
        self._ask_file("svg")

    def _ask_file(self, ending: str) -> None:
        proposed = f"{self.content.data.name.value.replace('_', '-')}.{ending}"
        dialog = QFileDialog(self, "Save chart", proposed, f"*.{ending}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    @Slot(str)
    def _on_file_chosen(self, name: str) -> None:
        self.save_to(Path(name))

    @Slot()
    def _on_goal_wanted(self) -> None:
        self.goal_field.ask(self.content.data)

    @Slot(str)
    def _on_goal_submitted(self, text: str) -> None:
        self.goal_wanted.emit(self.content.data.name.value, text)


_EMPTY = "Nothing that happened in it stands behind this figure. Choose a longer period."


def _action(menu: QMenu, text: str, slot: object, *, checkable: bool = False) -> QAction:
    action = QAction(text, menu)
    action.setCheckable(checkable)
    action.triggered.connect(slot)
    menu.addAction(action)
    return action


def _make_table(parent: QWidget) -> QTableWidget:
    table = QTableWidget(parent)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setProperty("ring", True)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    return table


def _fill(table: QTableWidget, content: ChartContent) -> None:
    table.clear()
    table.setColumnCount(len(content.heads))
    table.setRowCount(len(content.rows))
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for y, row in enumerate(content.rows):
        for x, cell in enumerate(row):
            item = QTableWidgetItem(cell)
            if x:
                item.setTextAlignment(right)
            table.setItem(y, x, item)
    for x, text in enumerate(content.heads):
        head = QTableWidgetItem(text)
        head.setTextAlignment(right if x else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setHorizontalHeaderItem(x, head)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
