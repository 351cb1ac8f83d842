"""A month or a week of promised dates: a table of days, walked by the arrows, each with its counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.services.shipments.read_models import CalendarDay
from app.ui.shared.formats import formats
from app.ui.shared.keys import KeyHelp
from app.ui.theme import Theme, current_theme

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKS = 6
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


def first_of_grid(day: date, *, weeks: int) -> date:
    """The day with which the grid around a day begins: the first of a week, of its month or its own."""
    start = day.replace(day=1) if weeks > 1 else day
    return start - timedelta(days=(start.weekday() - formats().first_weekday) % 7)


def months_later(day: date, step: int) -> date:
    """The same day of another month, or that month's last."""
    month = day.year * 12 + day.month - 1 + step
    first = date(month // 12, month % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def in_words(found: CalendarDay) -> list[tuple[str, str]]:
    """What a day has, with the tone of each part: `2 in`, `1 out`, `1 late`."""
    parts = []
    if found.late:
        parts.append((f"{formats().number(found.late)} late", "bad"))
    if found.inbound:
        parts.append((f"{formats().number(found.inbound)} in", "text"))
    if found.outbound:
        parts.append((f"{formats().number(found.outbound)} out", "text"))
    return parts


class CalendarModel(QAbstractTableModel):
    """Days by week and weekday."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.first = date(2026, 1, 5)
        self.month = 1
        self.weeks = WEEKS
        self.today = self.first
        self.days: Mapping[date, CalendarDay] = {}

    def show_days(self, first: date, weeks: int, month: int) -> None:
        """Show another span; its counts come later."""
        self.beginResetModel()
        self.first, self.weeks, self.month, self.days = first, weeks, month, {}
        self.endResetModel()

    def take(self, days: Mapping[date, CalendarDay], today: date) -> None:
        """The counts came."""
        self.days, self.today = days, today
        self.dataChanged.emit(self.index(0, 0), self.index(self.weeks - 1, 6))

    def day_at(self, index: Index) -> date:
        """The day of a cell."""
        return self.first + timedelta(days=index.row() * 7 + index.column())

    def index_of(self, day: date) -> QModelIndex:
        """The cell of a day; invalid when it does not show."""
        away = (day - self.first).days
        return self.index(away // 7, away % 7) if 0 <= away < self.weeks * 7 else QModelIndex()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self.weeks

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else 7

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return WEEKDAYS[(self.first.weekday() + section) % 7]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        day = self.day_at(index)
        found = self.days.get(day)
        said = ", ".join(text for text, _ in in_words(found)) if found is not None else "nothing promised"
        return f"{formats().date_long(day)}: {said}"


class _DayPainter(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model: CalendarModel = index.model()  # type: ignore[assignment]
        theme = current_theme()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        day = model.day_at(index)
        view = self.parent()
        current = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = day.month == model.month or model.weeks == 1
        painter.fillRect(rect, theme.colour("selection" if current else "surface" if inside else "sunken"))
        painter.setPen(theme.colour("line_soft"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if current and isinstance(view, QWidget) and view.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        _paint_number(painter, rect, day, theme, today=day == model.today, inside=inside)
        found = model.days.get(day)
        if found is not None:
            _paint_counts(painter, rect, found, theme)
        painter.restore()


def _paint_number(painter: QPainter, rect: QRect, day: date, theme: Theme, *, today: bool, inside: bool) -> None:
    painter.setFont(theme.font("badge" if today else "label"))
    side = theme.px(20)
    place = QRectF(rect.right() - side - 5, rect.y() + 5, side, side)
    if today:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawEllipse(place)
    painter.setPen(theme.colour("on_accent" if today else "text" if inside else "muted"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(day.day))


def _paint_counts(painter: QPainter, rect: QRect, found: CalendarDay, theme: Theme) -> None:
    parts = in_words(found)
    height = theme.px(18)
    fitting = max((rect.height() - 10) // height, 1)
    if fitting < len(parts) and not found.late:
        parts = [(" · ".join(text for text, _ in parts), "text")]
    left = rect.x() + 8
    top = rect.y() + 6
    for place, (text, tone) in enumerate(parts[:fitting]):
        box = QRect(left, top + place * height, rect.width() - theme.px(20) - 16, height)
        if tone == "bad":
            ink, soft = theme.tone("bad")
            painter.setFont(theme.font("badge"))
            width = min(painter.fontMetrics().horizontalAdvance(text) + 12, box.width())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(soft)
            painter.drawRoundedRect(QRectF(box.x(), box.y(), width, height - 2), height / 2 - 1, height / 2 - 1)
            painter.setPen(ink)
            painter.drawText(QRect(box.x(), box.y(), width, height - 2), Qt.AlignmentFlag.AlignCenter, text)
        else:
            painter.setFont(theme.font("body"))
            painter.setPen(theme.colour("text" if found.open else "muted"))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class CalendarGrid(QTableView):
    """Arrows walk by day, Page Up and Page Down by month, Home goes to today.

    `day_wanted(date)` when another day is to be current (also one that does not show), `entered` on Enter.
    """

    HELP = KeyHelp(
        "In the calendar",
        (
            ("Left", "The day before"),
            ("Right", "The day after"),
            ("Up", "The week before"),
            ("Down", "The week after"),
            ("PgUp", "The month before"),
            ("PgDown", "The month after"),
            ("Home", "Today"),
            ("Return", "The day's shipments"),
        ),
    )

    day_wanted = Signal(object)
    entered = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Calendar by promised date")
        self.model_ = CalendarModel(self)
        self.setModel(self.model_)
        self.setItemDelegate(_DayPainter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setMinimumSectionSize(20)
            header.setSectionsClickable(False)
        self.horizontalHeader().setHighlightSections(False)
        self.clicked.connect(self._on_clicked)

    @property
    def current_day(self) -> date | None:
        """The day that has the keyboard."""
        index = self.currentIndex()
        return self.model_.day_at(index) if index.isValid() else None

    def show_day(self, day: date) -> None:
        """Make a day current that shows."""
        self.setCurrentIndex(self.model_.index_of(day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by day and by month, past the edges too."""
        day = self.current_day or self.model_.today
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        key = Qt.Key(event.key())
        if key in steps:
            self.day_wanted.emit(day + timedelta(days=steps[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.day_wanted.emit(months_later(day, -1 if key == Qt.Key.Key_PageUp else 1))
        elif key == Qt.Key.Key_Home:
            self.day_wanted.emit(self.model_.today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.day_wanted.emit(self.model_.day_at(index))
