"""One column of the board: cards painted from pages of rows, so that thousands scroll like ten."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.services.shipments.read_models import BoardStage, ShipmentRow
from app.ui.shared.cards import Pane
from app.ui.shared.columns import Column, RowSource
from app.ui.shared.formats import formats
from app.ui.shared.keys import KeyHelp
from app.ui.shared.labels import ElidedLabel, Role
from app.ui.shared.paged_table import PagedTableModel
from app.ui.shared.tasks import TaskRunner
from app.ui.shipments.table import shipment_columns, standing_tone
from app.ui.theme import Theme, current_theme
from app.wording import shipments as words

MIME = "application/x-tradepost-shipment"
CARD = 66
GAP = 6
PADDING = 10
Index = QModelIndex | QPersistentModelIndex


class BoardModel(PagedTableModel[ShipmentRow]):
    """The cards of one column; a card can be dragged."""

    def __init__(self, runner: TaskRunner, source: RowSource[ShipmentRow], parent: QWidget) -> None:
        columns: tuple[Column[ShipmentRow], ...] = (Column("card", "Card", _spoken), *shipment_columns()[:1])
        super().__init__(runner, source, columns, parent)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cards can be dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        """A card carries its id."""
        return [MIME]

    def mimeData(self, indexes: Any) -> QMimeData:
        """The id of the dragged card."""
        data = QMimeData()
        ids = [self.id_at(index.row()) for index in indexes]
        data.setData(MIME, str(ids[0] if ids else "").encode())
        return data


def _spoken(row: ShipmentRow) -> str:
    standing = words.standing(row.punctuality, formats())
    return ", ".join(filter(None, (row.number, row.party, row.order, standing)))


class _CardPainter(QStyledItemDelegate):
    """Paints a card straight from its row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, current_theme().px(CARD) + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        model: BoardModel = index.model()  # type: ignore[assignment]
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        view = self.parent()
        focused = isinstance(view, QWidget) and view.hasFocus() and bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(rect).adjusted(1.5, 1.5, -1.5, -GAP - 0.5)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.setPen(QPen(theme.colour("accent" if focused else "line"), 2 if focused else 1))
        painter.setBrush(theme.colour("selection" if selected else "surface"))
        painter.drawRoundedRect(box, 6, 6)
        row = model.row_at(index.row())
        if row is None:
            painter.fillRect(QRectF(box.x() + PADDING, box.y() + PADDING, box.width() * 0.5, 8), theme.colour("line"))
        else:
            _paint_card(painter, box.adjusted(PADDING, 7, -PADDING, -7), row, theme, selected=selected)
        painter.restore()


def _paint_card(painter: QPainter, box: QRectF, row: ShipmentRow, theme: Theme, *, selected: bool) -> None:
    line = box.height() / 3
    text = words.standing(row.punctuality, formats())
    ink, soft = theme.tone(str(standing_tone(row)))
    painter.setFont(theme.font("badge"))
    width = painter.fontMetrics().horizontalAdvance(text) + 14
    pill = QRectF(box.right() - width, box.y(), width, theme.px(18))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(soft)
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setPen(ink)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
    muted = theme.colour("selection_muted" if selected else "muted")
    promised = formats().date(row.promised) if row.promised is not None else "no date"
    parts = ((row.number, "strong", theme.colour("text"), width + 6), (row.party, "body", theme.colour("text"), 0),
             (f"{row.order or words.WAYS[row.kind]} · {promised}", "label", muted, 0))  # fmt: skip
    for place, (words_, font, colour, taken) in enumerate(parts):
        painter.setFont(theme.font(font))
        painter.setPen(colour)
        room = QRectF(box.x(), box.y() + place * line, box.width() - taken, line)
        shown = painter.fontMetrics().elidedText(words_, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class _Cards(QListView):
    """The list of cards. Arrows walk, Ctrl with them moves a card, Enter opens it."""

    HELP = KeyHelp(
        "On the board",
        (
            ("Left", "The column before"),
            ("Right", "The column after"),
            ("Ctrl+Left", "Move the card back"),
            ("Ctrl+Right", "Move the card on"),
            ("Return", "Open the shipment"),
        ),
    )

    stepped = Signal(int)
    moved = Signal(int)
    wanted = Signal()
    landed = Signal(object)

    def __init__(self, model: BoardModel, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("ring", True)
        self.setModel(model)
        self.setItemDelegate(_CardPainter(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.viewport().setAutoFillBackground(False)
        self.doubleClicked.connect(self._on_double_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go to the neighbouring column; with Ctrl the card goes there."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in steps:
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self.moved if control else self.stepped).emit(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only cards land here."""
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere in the column."""
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which card landed; the model is read anew when it was moved."""
        if event.mimeData().hasFormat(MIME):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.landed.emit(int(bytes(event.mimeData().data(MIME).data()).decode() or 0))

    @Slot(QModelIndex)
    def _on_double_clicked(self, _index: QModelIndex) -> None:
        self.wanted.emit()


class BoardColumn(Pane):
    """A head with the count, and the cards.

    `opened(id)`, `step_wanted(stage, ±1)`, `move_wanted(stage, row, ±1)`, `dropped(stage, id)`, `loaded(stage)`,
    `focused(stage)` when it got the keyboard.
    """

    opened = Signal(object)
    step_wanted = Signal(object, int)
    move_wanted = Signal(object, object, int)
    dropped = Signal(object, object)
    loaded = Signal(object)
    focused = Signal(object)

    def __init__(self, model: BoardModel, stage: BoardStage, title: str, parent: QWidget) -> None:
        super().__init__("sunken", parent)
        self.model_ = model
        self.stage = stage
        self._title = title
        self._kept: int | None = None
        self._kept_row = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        column.setSpacing(6)
        self.head = ElidedLabel(title, Role.STRONG, self)
        column.addWidget(self.head)
        self.cards = _Cards(model, self, title)
        column.addWidget(self.cards, 1)
        self.cards.stepped.connect(self._on_stepped)
        self.cards.moved.connect(self._on_moved)
        self.cards.wanted.connect(self._on_wanted)
        self.cards.landed.connect(self._on_landed)
        model.load_started.connect(self._on_load_started)
        model.loaded.connect(self._on_loaded)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for a number beside its state; the board scrolls then."""
        return QSize(current_theme().px(172), 120)

    @property
    def current_row(self) -> ShipmentRow | None:
        """The card that has the keyboard."""
        index = self.cards.currentIndex()
        return self.model_.row_at(index.row()) if index.isValid() else None

    def take_focus(self) -> None:
        """Give the keyboard to a card."""
        if not self.cards.currentIndex().isValid() and self.model_.rowCount():
            self.cards.setCurrentIndex(self.model_.index(min(self._kept_row, self.model_.rowCount() - 1), 0))
        self.cards.setFocus(Qt.FocusReason.OtherFocusReason)
        self.focused.emit(self.stage)

    def select_id(self, id_: int) -> bool:
        """Make a card current. False when it is not here."""
        row = self.model_.row_of(id_)
        if row is None:
            return False
        self.cards.setCurrentIndex(self.model_.index(row, 0))
        return True

    def row_of_id(self, id_: int) -> ShipmentRow | None:
        """A card of this column by its id."""
        row = self.model_.row_of(id_)
        return self.model_.row_at(row) if row is not None else None

    @Slot()
    def _on_load_started(self) -> None:
        index = self.cards.currentIndex()
        self._kept = self.model_.id_at(index.row()) if index.isValid() else None
        self._kept_row = max(index.row(), 0)

    @Slot(int)
    def _on_loaded(self, count: int) -> None:
        self.head.set_whole_text(f"{self._title}  {formats().number(count)}")
        self.cards.setAccessibleName(f"{self._title}, {formats().count(count, 'card', 'cards')}")
        if self._kept is not None and not self.select_id(self._kept) and count and self.cards.hasFocus():
            self.cards.setCurrentIndex(self.model_.index(min(self._kept_row, count - 1), 0))
        if self.cards.hasFocus() and count and not self.cards.currentIndex().isValid():
            self.cards.setCurrentIndex(self.model_.index(0, 0))
        self.loaded.emit(self.stage)

    @Slot(int)
    def _on_stepped(self, step: int) -> None:
        self.step_wanted.emit(self.stage, step)

    @Slot(int)
    def _on_moved(self, step: int) -> None:
        row = self.current_row
        if row is not None:
            self.move_wanted.emit(self.stage, row, step)

    @Slot()
    def _on_wanted(self) -> None:
        row = self.current_row
        if row is not None:
            self.opened.emit(row.id)

    @Slot(object)
    def _on_landed(self, id_: int) -> None:
        self.dropped.emit(self.stage, id_)
