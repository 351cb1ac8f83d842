"""The board: a column a stage, cards that move by Ctrl+Left and Ctrl+Right or by dragging, only where they may."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.states import ShipmentState
from app.services.operations import Operations
from app.services.shipments import commands, queries
from app.services.shipments.read_models import BoardStage, ShipmentChip, ShipmentFilter, ShipmentRow
from app.services.shipments.stages import next_states
from app.ui.app_context import AppContext
from app.ui.shared.bus import Refresher
from app.ui.shared.cards import Pane
from app.ui.shared.chips import ChipBar, ChipSpec
from app.ui.shared.columns import Sort
from app.ui.shared.fields import FilterField
from app.ui.shared.labels import Role, label
from app.ui.shared.operations import run_operation
from app.ui.shared.toasts import ToastHost
from app.ui.shipments.board_column import BoardColumn, BoardModel
from app.wording import labels
from app.wording.shipments import cannot_go

STAGES: tuple[tuple[BoardStage, str], ...] = (
    (BoardStage.PLANNED, "Planned"),
    (BoardStage.PACKED, "Packed"),
    (BoardStage.IN_TRANSIT, "In transit"),
    (BoardStage.ARRIVED, "Arrived"),
    (BoardStage.PARTLY_RECEIVED, "Partly received"),
    (BoardStage.DONE, "Received, delivered"),
)
_CHIPS = (
    ChipSpec(ShipmentChip.ALL, "All"),
    ChipSpec(ShipmentChip.INBOUND, "Inbound"),
    ChipSpec(ShipmentChip.OUTBOUND, "Outbound"),
    ChipSpec(ShipmentChip.LATE, "Late"),
)
_COUNTED = frozenset({ShipmentState.RECEIVED, ShipmentState.PARTLY_RECEIVED})


class BoardSource:
    """Cards of one column."""

    def __init__(self, ops: Operations, stage: BoardStage) -> None:
        self._ops = ops
        self._stage = stage

    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        """The ids of the column, what is promised first on top."""
        wanted = filter_ if isinstance(filter_, ShipmentFilter) else None
        return self._ops.read(queries.board_ids, self._stage, wanted)

    def rows(self, ids: Sequence[int]) -> Sequence[ShipmentRow]:
        """These cards."""
        return self._ops.read(queries.rows, ids)


def wanted_state(row: ShipmentRow, stage: BoardStage) -> ShipmentState | None:
    """What a card becomes in a column; None when it may not go there."""
    allowed = next_states(row.kind, row.state)
    if stage is BoardStage.DONE:
        found = [state for state in (ShipmentState.RECEIVED, ShipmentState.DELIVERED) if state in allowed]
        return found[0] if found else None
    state = ShipmentState(stage.value)
    return state if state in allowed else None


class BoardView(QWidget):
    """`opened(id)` when a card is opened, `receipt_wanted(id)` when one is moved to where its goods are counted."""

    opened = Signal(object)
    receipt_wanted = Signal(object)

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.setAccessibleName("Board by stage")
        self._started = False
        self._focus_wanted = False
        self._follow: tuple[int, BoardStage] | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._make_head())
        self.sideways = QScrollArea(self)
        self.sideways.setWidgetResizable(True)
        self.sideways.setFrameShape(QFrame.Shape.NoFrame)
        self.sideways.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sideways.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = Pane("window", self.sideways)
        row = QHBoxLayout(page)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(10)
        self.sideways.setWidget(page)
        outer.addWidget(self.sideways, 1)
        self.columns: dict[BoardStage, BoardColumn] = {}
        for stage, title in STAGES:
            model = BoardModel(ctx.runner, BoardSource(ctx.ops, stage), self)
            column = BoardColumn(model, stage, title, page)
            column.opened.connect(self.opened)
            column.step_wanted.connect(self._on_step_wanted)
            column.move_wanted.connect(self._on_move_wanted)
            column.dropped.connect(self._on_dropped)
            column.loaded.connect(self._on_loaded)
            column.focused.connect(self._on_focused)
            self.columns[stage] = column
            row.addWidget(column, 1)
        self._refresher = Refresher(self, ctx.bus, ["shipment", "shipment_line", "partner"], self.refresh)

    def start(self) -> None:
        """Read the cards; done when the board first shows."""
        if not self._started:
            self._started = True
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read all columns anew."""
        wanted = ShipmentFilter(ShipmentChip(self.chips.current or "all"), self.filter.text().strip())
        for column in self.columns.values():
            column.model_.set_filter(wanted)

    def focus_board(self) -> None:
        """Give the keyboard to the first column with a card."""
        if not all(column.model_.has_loaded for column in self.columns.values()):
            self._focus_wanted = True
            self.columns[BoardStage.PLANNED].take_focus()
            return
        self._focus_wanted = False
        for column in self.columns.values():
            if column.model_.rowCount():
                column.take_focus()
                return
        self.columns[BoardStage.PLANNED].take_focus()

    def move_card(self, row: ShipmentRow, stage: BoardStage) -> None:
        """Bring a card to a column: run what its way does there, or say why it stays."""
        state = wanted_state(row, stage)
        if state is None:
            self._refuse(cannot_go(row, dict(STAGES)[stage]))
        elif state in _COUNTED:
            self.receipt_wanted.emit(row.id)
        else:
            self._follow = (row.id, stage)
            run_operation(self, commands.move_to, row.id, state, toast=f"{row.number}: {labels.label(state).lower()}")

    def _make_head(self) -> QWidget:
        bar = Pane("list-head", self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 16, 10)
        row.setSpacing(8)
        self.filter = FilterField(bar, placeholder="Filter the board")
        self.filter.setMinimumWidth(140)
        self.filter.setMaximumWidth(220)
        self.filter.filter_changed.connect(self.refresh)
        self.filter.left_downwards.connect(self.focus_board)
        self.filter.escaped.connect(self.focus_board)
        row.addWidget(self.filter, 1, Qt.AlignmentFlag.AlignTop)
        self.chips = ChipBar(_CHIPS, bar, name="Filters of the board")
        self.chips.chosen.connect(self.refresh)
        row.addWidget(self.chips, 3)
        row.addWidget(label("Ctrl ← → moves a card", Role.LABEL, bar))
        return bar

    def _refuse(self, text: str) -> None:
        host = ToastHost.of(self)
        if host is not None:
            host.show_error(text)

    @Slot(object, int)
    def _on_step_wanted(self, stage: BoardStage, step: int) -> None:
        """The keyboard goes to the next column that has a card."""
        order = [key for key, _ in STAGES]
        place = order.index(stage) + step
        while 0 <= place < len(order):
            column = self.columns[order[place]]
            if column.model_.rowCount():
                column.take_focus()
                return
            place += step

    @Slot(object, object, int)
    def _on_move_wanted(self, stage: BoardStage, row: ShipmentRow, step: int) -> None:
        """A card goes to the next column on that side that it may go to."""
        order = [key for key, _ in STAGES]
        place = order.index(stage) + step
        while 0 <= place < len(order):
            if wanted_state(row, order[place]) is not None:
                self.move_card(row, order[place])
                return
            place += step
        self._refuse(f"{row.number} can go no further {'right' if step > 0 else 'left'}.")

    @Slot(object)
    def _on_focused(self, stage: BoardStage) -> None:
        self.sideways.ensureWidgetVisible(self.columns[stage], 12, 0)

    @Slot(object, object)
    def _on_dropped(self, stage: BoardStage, id_: int) -> None:
        for source in self.columns.values():
            row = source.row_of_id(id_)
            if row is not None and source.stage is not stage:
                self.move_card(row, stage)
                return

    @Slot(object)
    def _on_loaded(self, stage: BoardStage) -> None:
        if self._focus_wanted and all(column.model_.has_loaded for column in self.columns.values()):
            self.focus_board()
        if self._follow is not None and self._follow[1] is stage:
            id_, _ = self._follow
            if self.columns[stage].select_id(id_):
                self._follow = None
                self.columns[stage].take_focus()
