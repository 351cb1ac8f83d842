"""What can be done at an entry of the stream: follow-ups done or put off, notes mended or taken out."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.clock import utc_now
from app.services.interactions import commands, queries
from app.services.interactions.read_models import InteractionDetail
from app.services.tasks import commands as tasks
from app.ui.app_context import AppContext
from app.ui.shared.formats import formats
from app.ui.shared.operations import run_operation
from app.ui.shared.side_sheet import SideSheet
from app.ui.timeline.edit_form import InteractionForm
from app.ui.timeline.shapes import Act, FollowUp, Shape, Spot

LONG_TEXT = 300


class EntryActs(QObject):
    """Runs what was asked for. `link_wanted(Link)` and `expand_wanted(Shape)` are the view's business."""

    link_wanted = Signal(object)
    expand_wanted = Signal(object)

    def __init__(self, ctx: AppContext, owner: QWidget, sheet_host: QWidget) -> None:
        super().__init__(owner)
        self._ctx = ctx
        self._owner = owner
        self._host = sheet_host
        self.menu: QMenu | None = None
        self.sheet: SideSheet | None = None

    def set_host(self, host: QWidget) -> None:
        """Over what the form of an entry opens."""
        self._host = host

    def use(self, shape: Shape, spot: Spot) -> None:
        """Do what a click on a spot means."""
        if spot.link is not None:
            self.link_wanted.emit(spot.link)
        elif spot.act is not None:
            self.do(shape, spot.act, spot.follow_up)

    def do(self, shape: Shape, act: Act, follow_up: FollowUp | None = None) -> None:
        """Do one thing."""
        match act:
            case Act.DONE if follow_up is not None:
                run_operation(self._owner, tasks.complete, follow_up.id, toast="Follow-up done")
            case Act.REOPEN if follow_up is not None:
                run_operation(self._owner, tasks.reopen, follow_up.id, toast="Follow-up open again")
            case Act.SNOOZE if follow_up is not None:
                self._offer_snooze(follow_up)
            case Act.EDIT:
                self._open_form(shape)
            case Act.DELETE:
                run_operation(self._owner, commands.remove, shape.key[1], toast=f"{shape.title} removed")
            case Act.EXPAND:
                self.expand_wanted.emit(shape)

    def open_menu(self, shape: Shape, place: QPoint) -> None:
        """Everything that can be done at an entry; done at once when it is only a link."""
        menu = self.make_menu(shape)
        actions = menu.actions()
        links = [
            spot.link for action in actions if isinstance(spot := action.data()[1], Spot) and spot.link is not None
        ]
        if len(actions) == 1 and links:
            self.link_wanted.emit(links[0])
        elif actions:
            menu.setActiveAction(actions[0])
            menu.popup(place)

    def make_menu(self, shape: Shape) -> QMenu:
        """The menu of an entry, not yet open."""
        menu = self._fresh_menu()
        links = ([shape.target] if shape.target is not None else []) + list(shape.links)
        for link in links:
            self._add(menu, f"Open {link.text}", (shape, Spot(link=link)))
        for follow_up in shape.follow_ups:
            self._add_follow_up(menu, shape, follow_up)
        if shape.can_edit:
            self._add(menu, "Edit …", (shape, Spot(act=Act.EDIT)))
        if shape.can_delete:
            self._add(menu, "Remove", (shape, Spot(act=Act.DELETE)))
        if len(shape.body) > LONG_TEXT:
            self._add(menu, "Show all or less", (shape, Spot(act=Act.EXPAND)))
        return menu

    def _add_follow_up(self, menu: QMenu, shape: Shape, follow_up: FollowUp) -> None:
        if not follow_up.can_change:
            return
        if not follow_up.is_open:
            self._add(menu, "Reopen the follow-up", (shape, Spot(act=Act.REOPEN, follow_up=follow_up)))
            return
        self._add(menu, "Follow-up is done", (shape, Spot(act=Act.DONE, follow_up=follow_up)))
        for words, moment in snooze_choices(utc_now()):
            self._add(menu, f"Snooze: {words}", (follow_up, moment))

    def _offer_snooze(self, follow_up: FollowUp) -> None:
        menu = self._fresh_menu()
        for words, moment in snooze_choices(utc_now()):
            self._add(menu, words, (follow_up, moment))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self._owner.cursor().pos())

    def _fresh_menu(self) -> QMenu:
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = QMenu(self._owner)
        self.menu.triggered.connect(self._on_triggered)
        return self.menu

    @staticmethod
    def _add(menu: QMenu, text: str, data: object) -> None:
        action = QAction(text.replace("&", "&&"), menu)
        action.setData(data)
        menu.addAction(action)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        subject, what = action.data()
        if isinstance(subject, FollowUp):
            words = formats().moment(what, utc_now())
            run_operation(self._owner, tasks.snooze, subject.id, what, toast=f"Follow-up put off to {words}")
        else:
            self.use(subject, what)

    # -- mending ----------------------------------------------------------------------------------------------------

    def _open_form(self, shape: Shape) -> None:
        self._ctx.runner.read(
            self._owner, self._ctx.ops.read, queries.detail, shape.key[1], on_result=self._on_detail_read
        )

    def _on_detail_read(self, detail: InteractionDetail) -> None:
        form = InteractionForm(detail)
        self.sheet = SideSheet(self._host, form.sheet_title, form, save_text=form.save_text)
        self.sheet.saved.connect(self._on_save_wanted)
        self.sheet.closed.connect(self._on_sheet_closed)
        self.sheet.open_sheet()

    @Slot()
    def _on_save_wanted(self) -> None:
        sheet = self.sheet
        form = sheet.findChild(InteractionForm) if sheet is not None else None
        if sheet is None or form is None:
            return
        command, arguments = form.save_call()
        sheet.set_busy(True)
        run = run_operation(form, command, *arguments, on_success=self._on_mended, toast="Entry changed")
        run.finished.connect(self._on_run_finished)

    def _on_mended(self, _outcome: object) -> None:
        if self.sheet is not None:
            self.sheet.close_sheet()

    @Slot(bool)
    def _on_run_finished(self, ok: bool) -> None:
        if not ok and self.sheet is not None:
            self.sheet.set_busy(False)

    @Slot()
    def _on_sheet_closed(self) -> None:
        self.sheet = None


def snooze_choices(now: datetime) -> list[tuple[str, datetime]]:
    """The usual delays, with the words that say when that is."""
    local = now.astimezone()
    tomorrow = datetime.combine(local.date() + timedelta(days=1), time(9)).astimezone()
    monday = datetime.combine(local.date() + timedelta(days=7 - local.weekday()), time(9)).astimezone()
    choices = [("an hour", local + timedelta(hours=1)), ("tomorrow", tomorrow), ("next week", monday)]
    return [(f"{words} ({moment:%a %H:%M})", moment) for words, moment in choices]
