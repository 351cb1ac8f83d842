"""Ctrl+K: one field for everything; what it finds stands grouped under it, the latest records when it is empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot

from app.domain.errors import AppError
from app.ui.app_context import AppContext
from app.ui.shared.errors import sentence
from app.ui.shared.fields import FilterField
from app.ui.shared.popup_list import PopupItem, PopupList
from app.ui.shared.tasks import Task, report_bug
from app.ui.shell.palette import MARK, ActionEntry, Actions, palette_items, typed_command

if TYPE_CHECKING:
    from app.services.search.read_models import SearchHit

LIMIT = 30
RECENT = 8
VIEW = "search"
HINT = "Type a name, a number, a phone number, or words of a call"
ICONS = {
    "customer": "storefront", "supplier": "factory", "carrier": "truck", "partner": "buildings", "contact": "user",
    "interaction": "phone", "task": "calendar-check", "sales_order": "shopping-cart", "purchase_order": "receipt",
    "shipment": "package", "product": "cube", "staff": "user-circle",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A record to jump to."""

    entity: str
    id: int
    title: str
    partner_id: int | None = None


class SearchBox(QObject):
    """Searches while a person types, and jumps to what they choose."""

    def __init__(self, ctx: AppContext, field: FilterField, window: Any, parent: QObject, actions: Actions) -> None:
        super().__init__(parent)
        self._actions = actions
        self._ctx = ctx
        self._field = field
        self._window = window
        self._task: Task | None = None
        self._wanted = ""
        self.popup = PopupList(field, name="Search results", width=520)
        self.popup.chosen.connect(self._on_chosen)
        field.textChanged.connect(self._on_typed)
        field.escaped.connect(self._on_escaped)
        field.installEventFilter(self)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(80)
        self._delay.timeout.connect(self.search_now)
        # Only which records they were: names of people are kept in the database and nowhere else.
        self._recent: list[tuple[str, int]] = [
            (str(row[0]), int(row[1]))
            for row in ctx.view_state(VIEW).get("latest", [])
            if isinstance(row, list) and len(row) == 2
        ]

    def begin(self) -> None:
        """Take the keyboard; offer the latest records."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()
        if self._field.text().strip():
            self.search_now()
        else:
            self._show_recent()

    def begin_command(self) -> None:
        """Take the keyboard; offer every action."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.setText(MARK)
        self._show_actions("")

    def close(self) -> None:
        """Nobody works any more."""
        self._field.removeEventFilter(self)
        self._field.clear()
        self.popup.hide()
        self.popup.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Offer the latest records when the field is clicked."""
        if event.type() == QEvent.Type.MouseButtonPress and not self._field.text():
            self._show_recent()
        return False

    @Slot()
    def search_now(self) -> None:
        """Search for what is typed."""
        self._delay.stop()
        text = self._field.text().strip()
        if self._task is not None and self._task.wanted:
            self._task.cancel()
        self._wanted = text
        command = typed_command(text)
        if command is not None:
            self._show_actions(command)
            return
        if not text:
            self._show_recent()
            return
        self._task = self._ctx.runner.read(
            self, _search, self._ctx, text, on_result=self._on_found, on_error=self._on_failed
        )

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        command = typed_command(text)
        if command is not None:
            self._show_actions(command)
        elif self._field.hasFocus():
            self._delay.start()

    def _show_actions(self, text: str) -> None:
        self._delay.stop()
        items = palette_items(self._actions, text)
        if items:
            self.popup.show_items(items)
        else:
            self._say(f"No action is called “{text}”")

    def _show_recent(self) -> None:
        if not self._recent:
            self._say(HINT)
            return
        self._task = self._ctx.runner.read(
            self, _named, self._ctx, tuple(self._recent), on_result=self._on_named, on_error=self._on_failed
        )

    def _on_named(self, latest: Sequence[SearchHit]) -> None:
        if not self._field.hasFocus() or self._field.text().strip():
            return
        places = [PopupItem(_place(hit), hit.title, _kind(hit.entity), _icon(hit.entity)) for hit in latest]
        if places:
            self.popup.show_items([PopupItem(None, "Latest", head=True), *places])
        else:
            self._say(HINT)

    def _on_found(self, found: Sequence[SearchHit]) -> None:
        if not self._field.hasFocus() or typed_command(self._field.text()) is not None:
            return
        if not found:
            self._say(f"Nothing found for “{self._wanted}”. Try fewer letters, or another spelling.")
            return
        items: list[PopupItem] = []
        for kind in dict.fromkeys(hit.entity for hit in found):
            group = [hit for hit in found if hit.entity == kind]
            items.append(PopupItem(None, _kinds(kind, len(group)), head=True))
            items += [PopupItem(_place(hit), hit.title, _note(hit), _icon(kind)) for hit in group]
        self.popup.show_items(items)

    @Slot()
    def _on_escaped(self) -> None:
        self.popup.hide()
        self._window.stack.currentWidget().setFocus()

    def _say(self, text: str) -> None:
        self.popup.show_message(text)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self._say(sentence(error))
        else:
            report_bug(error)

    @Slot(object)
    def _on_chosen(self, place: object) -> None:
        if isinstance(place, ActionEntry):
            self._leave_field()
            self._window.focus_page()
            place.run()
            return
        if not isinstance(place, Place):
            return
        self._leave_field()
        self._remember(place)
        opened = self._window.open_record(place.entity, place.id)
        if not opened and place.partner_id is not None:
            opened = self._window.open_record("partner", place.partner_id)
        if not opened:
            self._window.toasts.show_toast(f"{place.title} has no screen of its own yet")

    def _leave_field(self) -> None:
        self.popup.hide()
        # Without the keyboard the empty field does not offer the latest records.
        self._field.clearFocus()
        self._field.clear()

    def _remember(self, place: Place) -> None:
        key = place.entity, place.id
        self._recent = [key, *(old for old in self._recent if old != key)][:RECENT]
        self._ctx.set_view_state(VIEW, {"latest": [list(old) for old in self._recent]})


def _search(ctx: AppContext, text: str) -> Sequence[SearchHit]:
    """On a reader."""
    from app.services.search.queries import find

    return ctx.ops.read(find, text, LIMIT)


def _named(ctx: AppContext, keys: Sequence[tuple[str, int]]) -> Sequence[SearchHit]:
    """On a reader."""
    from app.services.search.queries import named

    return ctx.ops.read(named, keys)


def _place(hit: SearchHit) -> Place:
    return Place(hit.entity, hit.id, hit.title, hit.partner_id)


def _kind(entity: str) -> str:
    from app.wording.labels import entity as word

    return word(entity)


def _kinds(entity: str, count: int) -> str:
    word = _kind(entity)
    return f"{word[:1].upper()}{word[1:]}{'s' if count > 1 and not word.endswith('s') else ''}"


def _icon(entity: str) -> str:
    return ICONS.get(entity, "magnifying-glass")


def _note(hit: SearchHit) -> str:
    words = " · ".join(filter(None, (hit.subtitle, " ".join(hit.snippet.split()))))
    return f"{words} (archived)" if hit.archived else words
