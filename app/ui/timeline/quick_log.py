"""Ctrl+L from anywhere: who, what was said, how it ended, what is next. Enter goes on, the last one saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError, ValidationError
from app.domain.vocabulary import CallOutcome, InteractionKind
from app.services.customers import queries as customers
from app.services.interactions import commands, queries
from app.services.interactions.read_models import InteractionDraft, Mention, NextStep
from app.services.operations import Operations
from app.services.search import queries as search
from app.services.search.read_models import SearchHit
from app.ui.app_context import AppContext
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.errors import field_sentence
from app.ui.shared.fields import ChoiceField, LineField, TextField
from app.ui.shared.forms import Form
from app.ui.shared.labels import Role, label
from app.ui.shared.navigator import CallAbout
from app.ui.shared.operations import run_operation
from app.ui.shared.popup_list import PopupItem, PopupList
from app.ui.shared.tasks import Task
from app.ui.theme import current_theme
from app.ui.timeline.follow_up_field import FollowUpField
from app.ui.timeline.mentions import TARGETS, Mentions
from app.wording import labels

if TYPE_CHECKING:
    from app.services.interactions.queries import Proposal
    from app.services.operations import Outcome

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SEARCH_AFTER_MS = 60
_MOST = 8


@dataclass(frozen=True, slots=True)
class Who:
    """A partner, and perhaps the person there."""

    partner_id: int
    contact_id: int | None
    words: str


@dataclass(slots=True)
class _Kept:
    who: Who | None
    text: str
    outcome: CallOutcome | None
    follow_up: str


# What was typed and not saved, as long as the business is open; never written to a file.
_KEPT: WeakKeyDictionary[Operations, _Kept] = WeakKeyDictionary()


class QuickLog(QDialog):
    """Make it and call `open()`; it deletes itself. `partner_id` is preselected when a customer is open."""

    def __init__(
        self, ctx: AppContext, parent: QWidget, partner_id: int | None = None, about: CallAbout | None = None
    ) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._who: Who | None = None
        self._task: Task | None = None
        self._outcome: CallOutcome | None = None
        self._busy = False
        self._logged = False
        self._take_first = False
        self._save_wanted = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Log a call")
        self.setModal(True)
        self._build()
        self._connect()
        kept = _KEPT.pop(ctx.ops, None)
        if kept is not None and (partner_id is None or kept.who is None or kept.who.partner_id == partner_id):
            self._restore(kept)
        elif partner_id is not None:
            ctx.runner.read(self, ctx.ops.read, customers.rows, [partner_id], on_result=self._on_partner_read)
        if about is not None and not self.text.toPlainText().strip():
            self.mentions.restore({about.words: Mention(TARGETS[about.entity], about.id)})
            self.text.setPlainText(about.text)
        self.resize(current_theme().px(540), self.sizeHint().height())

    @property
    def chosen(self) -> Who | None:
        """With whom it was."""
        return self._who

    @Slot()
    def save(self) -> None:
        """Log it, unless something is missing."""
        if self._busy:
            return
        self.form.clear_errors()
        if self._who is None and self._take_first:
            self._save_wanted = True
            return
        if self._who is None:
            self.form.field("partner_id").set_error("Choose with whom it was.")
            self.who.setFocus()
            return
        if self.follow_up.text and self.follow_up.due is None:
            self.follow_up.line.setFocus()
            return
        self._busy = True
        self.save_button.setEnabled(False)
        run = run_operation(
            self, commands.log, self._draft(), on_success=self._on_saved, on_error=self._on_failed, toast=self._say
        )
        run.finished.connect(self._on_finished)

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label("Log a call", Role.TITLE, self))
        self.form = Form(self)
        self.who = LineField(self.form, placeholder="Name, company, or digits of a phone number", limit=80)
        self.form.add("partner_id", "Who", self.who)
        self.popup = PopupList(self.who, name="Customers and people", width=500)
        self.text = TextField(
            self.form, lines=3, most_lines=8, placeholder="@ mentions an order, a product or a person"
        )
        self.form.add("notes", "What was said", self.text)
        self.mentions = Mentions(self.ctx, self.text)
        choices: list[tuple[object, str]] = [(None, "–"), *labels.choices(CallOutcome)]
        self.outcome = ChoiceField(choices, self.form)
        self.form.add("outcome", "Outcome", self.outcome, half=True)
        self.follow_up = FollowUpField(self.form)
        self.form.add("next_step", "Next step", _Wrapped(self.follow_up, self.form), half=True)
        column.addWidget(self.form)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self._attempt = label("", Role.LABEL, self)
        foot.addWidget(self._attempt)
        foot.addStretch(1)
        foot.addWidget(Button("Cancel", parent=self, on_click=self.close))
        self.save_button = Button("Save", Kind.PRIMARY, self, on_click=self.save, keys="Ctrl+Return")
        self.save_button.setShortcut(QKeySequence())
        foot.addWidget(self.save_button)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_SEARCH_AFTER_MS)
        self._delay.timeout.connect(self._on_typing_stopped)
        self.who.textEdited.connect(self._on_who_edited)
        self.popup.chosen.connect(self._on_who_chosen)
        self.text.submitted.connect(self.save)
        self.outcome.currentIndexChanged.connect(self._on_outcome_changed)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.save)
        for field in (self.who, self.text, self.outcome, self.follow_up.line):
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the next field; in the last one it saves. Shift+Enter makes a new line in the text."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() not in _ENTER or not plain:
            return False
        if watched is self.who:
            return self._leave_who()
        if watched is self.text:
            if self.mentions.popup.is_open:
                return False
            self.outcome.setFocus()
        elif watched is self.outcome:
            self.follow_up.line.setFocus()
        else:
            self.save()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No default button: Enter is for the fields."""
        if event.key() not in _ENTER:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what was typed for the next time."""
        self._keep()
        super().closeEvent(event)

    def reject(self) -> None:
        """Esc closes; what was typed comes back with the next Ctrl+L."""
        self._keep()
        super().reject()

    # -- who --------------------------------------------------------------------------------------------------------

    def _leave_who(self) -> bool:
        if self.popup.is_open:
            return False
        if self._who is not None:
            self.text.setFocus()
        elif self.who.text().strip():
            # Enter was faster than the search: the best that it finds is meant, and what is typed now was said.
            self._take_first = True
            self._on_typing_stopped()
            self.text.setFocus()
        return True

    def _choose(self, who: Who) -> None:
        self._who = who
        self.who.setText(who.words)
        self.form.field("partner_id").set_error("")
        self._propose()

    @Slot(str)
    def _on_who_edited(self, text: str) -> None:
        self._who = None
        self._take_first = self._save_wanted = False
        if text.strip():
            self._delay.start()
        else:
            self.popup.hide()

    @Slot()
    def _on_typing_stopped(self) -> None:
        self._delay.stop()
        if self._task is not None and self._task.wanted:
            self._task.cancel()
        text = self.who.text().strip()
        if text:
            self._task = self.ctx.runner.read(self, self.ctx.ops.read, search.find, text, 40, on_result=self._on_found)

    def _on_found(self, hits: Sequence[SearchHit]) -> None:
        if self._who is not None or not (self._take_first or self.who.hasFocus()):
            return
        items = [item for hit in hits if (item := _who_item(hit)) is not None][:_MOST]
        self.form.field("partner_id").set_error("" if items else "Nobody by that name or number.")
        if not self._take_first:
            self.popup.show_items(items)
        elif items and isinstance(items[0].value, Who):
            self._choose(items[0].value)
            if self._save_wanted:
                self.save()
        self._take_first = self._save_wanted = False

    @Slot(object)
    def _on_who_chosen(self, value: object) -> None:
        if isinstance(value, Who):
            self._choose(value)
            self.text.setFocus()

    def _on_partner_read(self, rows: Sequence[object]) -> None:
        for row in rows:
            self._choose(Who(row.id, None, row.name))  # type: ignore[attr-defined]
            self.text.setFocus()

    # -- saving -----------------------------------------------------------------------------------------------------

    def _draft(self) -> InteractionDraft:
        due = self.follow_up.due
        return InteractionDraft(
            kind=InteractionKind.CALL,
            partner_id=self._who.partner_id if self._who is not None else None,
            contact_id=self._who.contact_id if self._who is not None else None,
            outcome=self._outcome,
            notes=self.text.toPlainText().strip(),
            mentions=self.mentions.chosen(),
            next_step=NextStep(due_at=due) if due is not None else None,
        )

    def _keep(self) -> None:
        text = self.text.toPlainText()
        if not self._logged and (text.strip() or self._outcome is not None):
            _KEPT[self.ctx.ops] = _Kept(self._who, text, self._outcome, self.follow_up.text)

    def _restore(self, kept: _Kept) -> None:
        self.text.setPlainText(kept.text)
        self.outcome.setCurrentIndex(self.outcome.findData(kept.outcome))
        self.follow_up.set_text(kept.follow_up)
        if kept.who is not None:
            self._choose(kept.who)

    def _propose(self) -> None:
        self._attempt.setText("")
        if self._who is not None:
            self.ctx.runner.read(
                self,
                self.ctx.ops.read,
                queries.propose,
                self._who.partner_id,
                self._outcome,
                on_result=self._on_proposed,
                question="proposal",
            )

    def _on_proposed(self, proposal: Proposal) -> None:
        self.follow_up.propose(proposal.follow_up)
        self._attempt.setText(f"Attempt {proposal.attempt}" if proposal.attempt > 1 else "")

    def _say(self, _outcome: Outcome[int]) -> str:
        return f"Logged call with {self._who.words if self._who is not None else ''}"

    @Slot(int)
    def _on_outcome_changed(self, _index: int) -> None:
        value = self.outcome.currentData()
        self._outcome = CallOutcome(value) if value else None
        self._propose()

    def _on_saved(self, _outcome: Outcome[int]) -> None:
        self._logged = True

    def _on_failed(self, error: AppError) -> None:
        if isinstance(error, ValidationError) and error.field.startswith("next_step"):
            self.follow_up.show_error(field_sentence(error))
        else:
            self.form.show_app_error(error)

    @Slot(bool)
    def _on_finished(self, ok: bool) -> None:
        self._busy = False
        self.save_button.setEnabled(True)
        if ok:
            self.close()


class _Wrapped(QWidget):
    """Lets a form hold the follow-up field, whose note stands below it here."""

    def __init__(self, field: FollowUpField, parent: QWidget) -> None:
        super().__init__(parent)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        field.stack()
        row.addWidget(field)
        self._field = field
        self.setFocusProxy(field.line)

    def value(self) -> str:
        """What was typed."""
        return self._field.text

    def set_value(self, text: str | None) -> None:
        """Put something there."""
        self._field.set_text(text or "")


def _who_item(hit: SearchHit) -> PopupItem | None:
    if hit.archived:
        return None
    if hit.entity == "partner":
        return PopupItem(Who(hit.id, None, hit.title), hit.title, hit.subtitle, "buildings")
    if hit.entity == "contact" and hit.partner_id is not None:
        words = f"{hit.title}, {hit.subtitle}" if hit.subtitle else hit.title
        return PopupItem(Who(hit.partner_id, hit.id, words), hit.title, hit.subtitle, "user")
    return None


def open_quick_log(
    ctx: AppContext, window: QWidget, partner_id: int | None = None, about: CallAbout | None = None
) -> None:
    """The window's hook: open it unless it is open already."""
    for dialog in window.findChildren(QuickLog):
        if dialog.isVisible():
            dialog.raise_()
            return
    if partner_id is None:
        stack = getattr(window, "stack", None)
        page = stack.currentWidget() if stack is not None else None
        partner_id = getattr(page, "open_partner_id", None)
    QuickLog(ctx, window, partner_id, about).open()
