"""The tab Today: headline figures, what needs attention, the follow-ups, the calls and the team's week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDateTime, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDateTimeEdit, QDialog, QDialogButtonBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.ui.app_context import AppContext
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import Card, ScrollPage, clear_layout
from app.ui.shared.chips import FlowLayout
from app.ui.shared.empty_state import Action, EmptyState
from app.ui.shared.errors import show_error
from app.ui.shared.labels import Role, label
from app.ui.shared.navigation import open_import, open_list
from app.ui.shared.navigator import navigator_of
from app.ui.shared.operations import run_operation
from app.ui.shared.toasts import ToastHost
from app.ui.today import board_source, source
from app.ui.today.attention_card import AttentionCard, TeamCard
from app.ui.today.board_source import Board
from app.ui.today.follow_ups import FollowUpList
from app.ui.today.headlines import Headlines
from app.ui.today.source import Call, Day, FollowUp

if TYPE_CHECKING:
    from app.services.today.read_models import AttentionRow

MINUTE_MS = 60_000
MORNING_HOUR = 9
MOST_ROWS = 9
BOARD_TABLES = (
    "sales_order", "sales_order_line", "purchase_order", "purchase_order_line", "shipment", "shipment_line",
    "stock_move", "product", "partner", "task", "interaction", "staff", "setting",
)  # fmt: skip


class TodayPage(QWidget):
    """`badge_changed(count)`: how many follow-ups are overdue or due today."""

    badge_changed = Signal(int)

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.setAccessibleName("Today")
        self._day: Day | None = None
        self._build()
        self._board = Refresher(self, ctx.bus, BOARD_TABLES, self.reload_board)
        self._refresher = Refresher(self, ctx.bus, ["task", "interaction", "partner", "staff"], self.reload)
        self._clock = QTimer(self)
        self._clock.setInterval(MINUTE_MS)
        self._clock.timeout.connect(self.reload)
        self._clock.start()
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the day anew."""
        self.ctx.runner.read(
            self, source.load, self.ctx, on_result=self._on_day, on_error=self._on_failed, question="day"
        )

    # -- how it is built

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(14)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.greeting = label("", Role.TITLE, self)
        self.date = label("", Role.MUTED, self)
        head.addWidget(self.greeting)
        head.addWidget(self.date, 1, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(head)
        self.page = ScrollPage(self, margins=(0, 0, 0, 0))
        self.headlines = Headlines(self.page)
        self.headlines.hide()
        self.page.body.addWidget(self.headlines)
        row = QHBoxLayout()
        row.setSpacing(16)
        self.attention = AttentionCard(self.page)
        self.attention.wanted.connect(self.resolve)
        self.attention.hide()
        row.addWidget(self.attention, 9, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._make_side(), 6)
        self.page.body.addLayout(row)
        self.page.body.addStretch(1)
        column.addWidget(self.page, 1)

    def _make_side(self) -> QWidget:
        side = QWidget(self.page)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self._make_follow_ups())
        column.addWidget(self._make_calls())
        self.team = TeamCard(side)
        self.team.hide()
        column.addWidget(self.team)
        column.addStretch(1)
        return side

    def _make_follow_ups(self) -> Card:
        card = Card("Follow-ups", self, flush=True)
        self.card = card
        self.buttons: dict[str, Button] = {}
        self.tools = QWidget(card)
        inside = QVBoxLayout(self.tools)
        inside.setContentsMargins(8, 6, 8, 6)
        tools = FlowLayout(gap=2)
        inside.addLayout(tools)
        for key, text, slot in (
            ("done", "Done", self._on_done_clicked),
            ("snooze", "Snooze", self._on_snooze_clicked),
            ("time", "Another time", self._on_time_clicked),
            ("open", "Open", self._on_open_clicked),
        ):
            self.buttons[key] = Button(text, Kind.GHOST, self.tools, on_click=slot)
            tools.addWidget(self.buttons[key])
        self.list = FollowUpList(card)
        self.empty = EmptyState("", "", card, icon="check-circle")
        self.empty.hide()
        card.body.addWidget(self.list, 1)
        card.body.addWidget(self.empty, 1)
        card.body.addWidget(self.tools)
        self.list.done_wanted.connect(self.complete)
        self.list.snooze_wanted.connect(self.snooze)
        self.list.time_wanted.connect(self.ask_time)
        self.list.opened.connect(self.open_follow_up)
        self.list.menu_wanted.connect(self._on_menu_wanted)
        return card

    def _make_calls(self) -> Card:
        card = Card("Your calls today", self.page, flush=True)
        card.head.add_action(Button("Log a call", Kind.LINK, card, on_click=self._on_call_wanted))
        self.calls = QVBoxLayout()
        self.calls.setContentsMargins(0, 0, 0, 0)
        self.calls.setSpacing(0)
        card.body.addLayout(self.calls)
        return card

    # -- what it shows

    def _on_day(self, day: Day) -> None:
        self._day = day
        self.greeting.setText(f"{_greeting(day.hour)}, {day.name}" if day.name else _greeting(day.hour))
        self.date.setText(day.date)
        self.card.head.set_note(_note(day))
        self.list.show_rows(day.follow_ups)
        self.list.setVisible(bool(day.follow_ups))
        self.empty.setVisible(not day.follow_ups)
        for button in self.buttons.values():
            button.setVisible(bool(day.follow_ups))
        if not day.follow_ups:
            self._show_empty(day)
        self._show_calls(day.calls)
        self.tools.setVisible(bool(day.follow_ups))
        self._fit_list()
        self.badge_changed.emit(day.waiting)
        self._board.mark_stale()

    def _fit_list(self) -> None:
        """As high as its rows, up to nine of them: the page scrolls, and so does a longer list."""
        rows = self.list.model().rowCount()
        height = sum(self.list.sizeHintForRow(row) for row in range(min(rows, MOST_ROWS)))
        self.list.setFixedHeight(height + 4)

    @Slot()
    def reload_board(self) -> None:
        """Read the figures and what needs attention."""
        self.ctx.runner.read(
            self, board_source.load, self.ctx, on_result=self._on_board, on_error=self._on_failed, question="board"
        )

    def _on_board(self, board: Board) -> None:
        has_customers = self._day is None or self._day.has_customers
        self.headlines.show_headlines(board.headlines if has_customers else ())
        self.attention.show_board(board)
        self.attention.setVisible(has_customers or bool(board.matters))
        self.team.show_team(board.team)

    @Slot(object)
    def resolve(self, row: AttentionRow) -> None:
        """The one action of a row: open its record, or plan the call."""
        if row.kind.value == "quiet":
            command, arguments = board_source.plan_call(row, self.ctx.ops.now())
            run_operation(self, command, *arguments, toast=f"Call planned for tomorrow: {row.partner}")
            return
        if row.kind.value == "reorder" and self._reorder(row):
            return
        navigator = navigator_of(self)
        if navigator is None or navigator.open_record(row.entity, row.id):
            return
        host = ToastHost.of(self)
        if host is not None:
            host.show_error("Its tab is not there in this version.")

    def _reorder(self, row: AttentionRow) -> bool:
        """Propose orders for all that is low, or show the list of it to those who may not order."""
        if row.entity != "purchase_order":
            return open_list(self, "inventory", "to_order")
        begin = getattr(self.window(), "begin_new", None)
        if begin is None:
            return False
        begin("inventory", "order_low")
        return True

    def _show_empty(self, day: Day) -> None:
        actions = [Action("Log a call", self._on_call_wanted, Kind.PRIMARY)]
        if day.has_customers:
            self.empty.show_state(
                "Nothing waits for you",
                "When you log a call, say when to follow up, and it stands here on that day.",
                icon="check-circle",
                actions=actions,
            )
        else:
            self.empty.show_state(
                "Your business is empty so far",
                "Bring your lists from CSV or Excel, or add the first customer by hand.",
                icon="storefront",
                actions=[
                    Action("Import a list", self._on_import_wanted, Kind.PRIMARY),
                    Action("Go to Customers", self._on_customers_wanted),
                ],
            )

    def _show_calls(self, calls: tuple[Call, ...]) -> None:
        clear_layout(self.calls)
        for call in calls:
            self.calls.addWidget(_CallRow(call, self))
        if not calls:
            empty = label("No calls logged today yet. Ctrl+L logs one from anywhere.", Role.MUTED, self, wrap=True)
            empty.setContentsMargins(16, 14, 16, 14)
            self.calls.addWidget(empty)

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)

    # -- what a person does

    @Slot(object)
    def complete(self, item: FollowUp) -> None:
        """It was done."""
        command, arguments = source.complete(item)
        run_operation(self, command, *arguments, toast=f"Done: {_words(item)}")

    @Slot(object)
    def snooze(self, item: FollowUp) -> None:
        """Not before tomorrow morning."""
        self.put_off(item, _morning(1))

    def put_off(self, item: FollowUp, until: datetime) -> None:
        """Not before then."""
        command, arguments = source.snooze(item, until)
        run_operation(self, command, *arguments, toast=f"Snoozed: {_words(item)}")

    def reschedule(self, item: FollowUp, due_at: datetime) -> None:
        """It is due at another time."""
        command, arguments = source.reschedule(item, due_at)
        run_operation(self, command, *arguments, toast=f"Another time: {_words(item)}")

    @Slot(object)
    def open_follow_up(self, item: FollowUp) -> None:
        """Show whom it is about."""
        navigator = navigator_of(self)
        if navigator is not None and item.partner_id is not None:
            navigator.open_record("partner", item.partner_id)

    @Slot(object, QPoint)
    def ask_time(self, item: FollowUp, place: QPoint) -> None:
        """Offer a few times, and any other."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, due_at in (
            ("In an hour", self.ctx.ops.now().astimezone() + timedelta(hours=1)),
            ("Tomorrow morning", _morning(1)),
            ("In three days", _morning(3)),
            ("In a week", _morning(7)),
        ):
            _add(menu, text, _Later(menu, self.reschedule, item, due_at).run)
        menu.addSeparator()
        _add(menu, "Another time …", _Later(menu, self._ask_any_time, item, item.row.due).run)
        menu.popup(place)

    def _ask_any_time(self, item: FollowUp, due_at: datetime) -> None:
        dialog = TimeDialog(self, due_at)
        dialog.chosen.connect(_Later(dialog, self.reschedule, item, due_at).run_at)
        dialog.open()

    @Slot(object, QPoint)
    def _on_menu_wanted(self, item: FollowUp, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        _add(menu, "Done", _Later(menu, self.complete, item).run)
        _add(menu, "Snooze until tomorrow", _Later(menu, self.snooze, item).run)
        _add(menu, "Another time …", _Later(menu, self.ask_time, item, place).run)
        _add(menu, "Open", _Later(menu, self.open_follow_up, item).run)
        menu.popup(place)

    @Slot()
    def _on_call_wanted(self) -> None:
        navigator = navigator_of(self)
        if navigator is not None:
            navigator.log_call()

    @Slot()
    def _on_import_wanted(self) -> None:
        open_import(self)

    @Slot()
    def _on_customers_wanted(self) -> None:
        navigator = navigator_of(self)
        if navigator is not None:
            navigator.show_tab("customers")

    @Slot()
    def _on_done_clicked(self) -> None:
        self._for_current(self.complete)

    @Slot()
    def _on_snooze_clicked(self) -> None:
        self._for_current(self.snooze)

    @Slot()
    def _on_open_clicked(self) -> None:
        self._for_current(self.open_follow_up)

    @Slot()
    def _on_time_clicked(self) -> None:
        item = self.list.current()
        if item is not None:
            button = self.buttons["time"]
            self.ask_time(item, button.mapToGlobal(QPoint(0, button.height() + 2)))

    def _for_current(self, action: Callable[[FollowUp], object]) -> None:
        item = self.list.current()
        if item is not None:
            action(item)


class _CallRow(QWidget):
    """One call: with whom, what was said, when."""

    def __init__(self, call: Call, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(call.who, Role.BODY, self, wrap=True))
        words.addWidget(label(call.text, Role.LABEL, self, wrap=True))
        row.addLayout(words, 1)
        row.addWidget(label(call.when, Role.LABEL, self))


class TimeDialog(QDialog):
    """Any time. `chosen(datetime)`."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, at: datetime) -> None:
        super().__init__(parent)
        self.setWindowTitle("Another time")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        self.field = QDateTimeEdit(_qt_time(at), self)
        self.field.setCalendarPopup(True)
        self.field.setAccessibleName("Due")
        column.addWidget(label("Due", Role.LABEL, self))
        column.addWidget(self.field)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    @Slot()
    def _on_accepted(self) -> None:
        moment: Any = self.field.dateTime().toPython()
        self.chosen.emit(moment.astimezone())
        self.accept()


class _Later(QObject):
    """A call with its arguments, for a menu: its child, because a connection keeps no receiver alive."""

    def __init__(self, parent: QObject, function: Callable[..., object], *arguments: object) -> None:
        super().__init__(parent)
        self._function = function
        self._arguments = arguments

    def run(self) -> None:
        self._function(*self._arguments)

    def run_at(self, moment: datetime) -> None:
        self._function(self._arguments[0], moment)


def _add(menu: QMenu, text: str, slot: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(slot)
    return action


def _qt_time(moment: datetime) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))


def _greeting(hour: int) -> str:
    if 5 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


def _note(day: Day) -> str:
    return f"{day.waiting} due" if day.waiting else "nothing due"


def _words(item: FollowUp) -> str:
    return item.who or item.title


def _morning(days: int) -> datetime:
    now = datetime.now().astimezone()
    return (now + timedelta(days=days)).replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0)
