"""Writes down what was just said, above the timeline: kind, words, outcome, next step. A draft is never lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.domain.errors import AppError, ValidationError, ValidationErrors
from app.domain.vocabulary import CallOutcome, InteractionKind
from app.services.interactions import commands, queries
from app.services.interactions.read_models import InteractionDraft, Mention, NextStep
from app.ui.app_context import AppContext
from app.ui.shared.banner import Banner
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import Pane
from app.ui.shared.chips import Chip, ChipBar, ChipSpec, FlowLayout
from app.ui.shared.columns import Tone
from app.ui.shared.errors import field_sentence, sentence
from app.ui.shared.fields import TextField
from app.ui.shared.labels import Role, label
from app.ui.shared.operations import run_operation
from app.ui.timeline.call_timer import CallTimer
from app.ui.timeline.follow_up_field import FollowUpField
from app.ui.timeline.mentions import Mentions
from app.wording import labels

if TYPE_CHECKING:
    from app.services.interactions.queries import Proposal
    from app.services.operations import Outcome
    from app.ui.shared.operations import OperationRun

KINDS = (InteractionKind.CALL, InteractionKind.EMAIL, InteractionKind.MEETING, InteractionKind.NOTE)
_PLACEHOLDERS = {
    InteractionKind.CALL: "What was said? @ mentions an order, a product or a person",
    InteractionKind.EMAIL: "What was written? @ mentions an order, a product or a person",
    InteractionKind.MEETING: "What was agreed? @ mentions an order, a product or a person",
    InteractionKind.NOTE: "What is worth knowing? @ mentions an order, a product or a person",
}


@dataclass(slots=True)
class KeptDraft:
    """What was typed and not saved, for one partner."""

    kind: InteractionKind = InteractionKind.CALL
    text: str = ""
    outcome: CallOutcome | None = None
    follow_up: str = ""
    contact_id: int | None = None
    named: dict[str, Mention] = field(default_factory=dict)
    timer: tuple[float, float | None, bool] | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing would be lost."""
        return not (self.text.strip() or self.outcome or self.timer)


class Composer(Pane):
    """`show_partner(id, name, people)` puts that partner's kept draft there. `saved(id)` after one was logged;
    `left_downwards` by Down or Esc out of the text.
    """

    saved = Signal(int)
    left_downwards = Signal()

    def __init__(self, ctx: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("sunken", parent)
        self.ctx = ctx
        self._partner: int | None = None
        self._name = ""
        self._said = ""
        self._outcome: CallOutcome | None = None
        self._contact: int | None = None
        self._drafts: dict[int, KeptDraft] = {}
        self._run: OperationRun | None = None
        self._saving: int | None = None
        self.setAccessibleName("Log a contact")
        self._build()
        self._connect()

    # -- what the timeline uses -------------------------------------------------------------------------------------

    def show_partner(self, partner_id: int | None, name: str = "", people: Sequence[tuple[int, str]] = ()) -> None:
        """Write about this partner; what was typed about the one before is kept."""
        if partner_id != self._partner:
            self.keep()
            self._partner, self._name = partner_id, name
            self._fill_people(people)
            self._restore(self._drafts.get(partner_id or 0, KeptDraft()))
        else:
            self._name = name
            self._fill_people(people)

    def keep(self) -> None:
        """Keep what is typed for when this partner is shown again."""
        if self._partner is None:
            return
        draft = self.current_draft()
        if draft.empty:
            self._drafts.pop(self._partner, None)
        else:
            self._drafts[self._partner] = draft

    def current_draft(self) -> KeptDraft:
        """What stands there."""
        return KeptDraft(
            kind=self.kind,
            text=self.text.toPlainText(),
            outcome=self._outcome,
            follow_up=self.follow_up.text,
            contact_id=self._contact,
            named=self.mentions.named(),
            timer=self.timer.state() if self.timer.seconds is not None else None,
        )

    @property
    def kind(self) -> InteractionKind:
        """What kind of contact is being written down."""
        return InteractionKind(self.kinds.current or InteractionKind.CALL.value)

    @property
    def outcome_choice(self) -> CallOutcome | None:
        """The chosen outcome."""
        return self._outcome

    def refuse(self, reason: str) -> None:
        """Say why this person may not log; empty lets them."""
        self.setVisible(not reason)

    def choose_outcome(self, outcome: CallOutcome | None) -> None:
        """Say how the call ended; proposes when to try again, and counts the attempts."""
        self._show_outcome(outcome)
        self._propose()

    def set_compact(self, compact: bool) -> None:
        """Show only the line to write in while there is little room and nothing is being written."""
        compact = compact and not (self.isAncestorOf(self.focusWidget() or self) or not self.current_draft().empty)
        self._head.setVisible(not compact)
        self._foot.setVisible(not compact)

    @property
    def compact(self) -> bool:
        """Whether only the line to write in shows."""
        return self._head.isHidden()

    def begin(self) -> None:
        """Take the keyboard."""
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def save(self) -> None:
        """Log it."""
        if self._partner is None or self._run is not None:
            return
        self._banner.clear()
        if self.follow_up.text and self.follow_up.due is None:
            self.follow_up.line.setFocus()
            return
        if not self.text.toPlainText().strip() and self._outcome is None and self.timer.seconds is None:
            self._banner.show_message("Write what was said, or choose an outcome.", Tone.WARN)
            self.text.setFocus()
            return
        self.save_button.setEnabled(False)
        self.text.setReadOnly(True)
        self._saving = self._partner
        self._said = f"{labels.label(self.kind).lower()} with {self._name}"
        self._run = run_operation(
            self, commands.log, self._draft(), on_success=self._on_saved, on_error=self._on_failed, toast=self._say
        )
        self._run.finished.connect(self._on_finished)

    # -- its height -------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Be as high as what it holds needs at this width, whatever the room."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            wanted = layout.totalHeightForWidth(self.width())
            if wanted > 0 and wanted != self.minimumHeight():
                self.setFixedHeight(wanted)

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        self._head = QWidget(self)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        self.kinds = ChipBar([ChipSpec(kind.value, labels.label(kind)) for kind in KINDS], self, name="Kind of contact")
        head.addWidget(self.kinds, 1)
        self.timer = CallTimer(self)
        head.addWidget(self.timer, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._head)
        self.text = TextField(self, bare=True, lines=2, most_lines=12, name="What was said?")
        column.addWidget(self.text)
        self.mentions = Mentions(self.ctx, self.text)
        self._banner = Banner(self)
        column.addWidget(self._banner)
        self._foot = self._make_foot()
        column.addWidget(self._foot)
        column.addLayout(self._make_notes())
        _follow_width(self, self._head)

    def _make_foot(self) -> QWidget:
        foot = QWidget(self)
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        choices = _Wrapping(foot)
        self.outcome = Chip("Outcome", choices, checkable=False)
        self.outcome.set_menu(self._make_outcomes())
        self.person = Chip("Who", choices, checkable=False)
        self._people_menu = QMenu(self.person)
        self.person.set_menu(self._people_menu)
        self.person.hide()
        self.follow_up = FollowUpField(choices)
        for part in (self.outcome, self.person, self.follow_up):
            choices.flow.addWidget(part)
        row.addWidget(choices, 1)
        self.save_button = Button("Save", Kind.PRIMARY, foot, on_click=self.save, keys="Ctrl+Return")
        # The sheets' own save has the same keys: here they count only while the keyboard is inside.
        self.save_button.setShortcut(QKeySequence())
        row.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignBottom)
        return foot

    def _make_notes(self) -> QHBoxLayout:
        notes = QHBoxLayout()
        notes.setSpacing(12)
        self._attempt = label("", Role.LABEL, self)
        self._attempt.hide()
        notes.addWidget(self._attempt)
        notes.addWidget(self.follow_up.take_note(self), 1)
        return notes

    def _make_outcomes(self) -> QMenu:
        menu = QMenu(self.outcome)
        self._outcomes = QActionGroup(menu)
        for outcome in (None, *CallOutcome):
            action = QAction(labels.label(outcome) if outcome is not None else "None", menu)
            action.setData(outcome.value if outcome is not None else "")
            action.setCheckable(True)
            self._outcomes.addAction(action)
            menu.addAction(action)
        self._outcomes.triggered.connect(self._on_outcome_chosen)
        return menu

    def _connect(self) -> None:
        self.kinds.chosen.connect(self._on_kind_chosen)
        self.text.submitted.connect(self.save)
        self.text.textChanged.connect(self._banner.clear)
        self._people_menu.triggered.connect(self._on_person_chosen)
        enter = QShortcut(QKeySequence("Ctrl+Return"), self)
        enter.setProperty("says", "Save what was said")
        enter.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        enter.activated.connect(self.save)
        self._on_kind_chosen(KINDS[0].value)

    def _fill_people(self, people: Sequence[tuple[int, str]]) -> None:
        self._people_menu.clear()
        for contact_id, name in [(0, "Nobody in particular"), *people]:
            action = QAction(name.replace("&", "&&"), self._people_menu)
            action.setData((contact_id, name))
            self._people_menu.addAction(action)
        self.person.setVisible(bool(people))

    # -- drafts -----------------------------------------------------------------------------------------------------

    def _restore(self, draft: KeptDraft) -> None:
        self.kinds.choose(draft.kind.value)
        self._on_kind_chosen(draft.kind.value)
        self.text.setPlainText(draft.text)
        self.mentions.restore(draft.named)
        self._show_outcome(draft.outcome)
        self.follow_up.set_text(draft.follow_up)
        self.timer.restore(draft.timer)
        self._show_person(draft.contact_id)
        self._show_attempt(0)
        self._banner.clear()

    def _draft(self) -> InteractionDraft:
        due = self.follow_up.due
        return InteractionDraft(
            kind=self.kind,
            partner_id=self._partner,
            contact_id=self._contact,
            outcome=self._outcome if self.kind is InteractionKind.CALL else None,
            duration_seconds=self.timer.seconds if self.kind is InteractionKind.CALL else None,
            notes=self.text.toPlainText().strip(),
            mentions=self.mentions.chosen(),
            next_step=NextStep(due_at=due) if due is not None else None,
        )

    def _show_outcome(self, outcome: CallOutcome | None) -> None:
        self._outcome = outcome
        self.outcome.set_text(labels.label(outcome) if outcome is not None else "Outcome")
        for action in self._outcomes.actions():
            action.setChecked(action.data() == (outcome.value if outcome is not None else ""))

    def _show_person(self, contact_id: int | None) -> None:
        name = next((a.data()[1] for a in self._people_menu.actions() if a.data()[0] == contact_id), "")
        self._contact = contact_id if name else None
        self.person.set_text(f"With {name}" if name and contact_id else "Who")

    def _show_attempt(self, number: int) -> None:
        self._attempt.setText(f"Attempt {number}" if number > 1 else "")
        self._attempt.setVisible(number > 1)

    def _propose(self) -> None:
        self._show_attempt(0)
        if self._partner is not None and self.kind is InteractionKind.CALL:
            answer = _Proposed(self, self._partner, self._outcome)
            self.ctx.runner.read(
                self, self.ctx.ops.read, queries.propose, self._partner, self._outcome, on_result=answer.came
            )

    def take_proposal(self, proposal: Proposal) -> None:
        """The proposal for the chosen outcome came (called by the answer only)."""
        self.follow_up.propose(proposal.follow_up)
        self._show_attempt(proposal.attempt)

    # -- what happened ----------------------------------------------------------------------------------------------

    @Slot(str)
    def _on_kind_chosen(self, key: str) -> None:
        kind = InteractionKind(key)
        self.text.setPlaceholderText(_PLACEHOLDERS[kind])
        self.outcome.setVisible(kind is InteractionKind.CALL)
        self.timer.setVisible(kind is InteractionKind.CALL)
        if kind is not InteractionKind.CALL:
            self._show_attempt(0)

    @Slot(QAction)
    def _on_outcome_chosen(self, action: QAction) -> None:
        self.choose_outcome(CallOutcome(action.data()) if action.data() else None)

    @Slot(QAction)
    def _on_person_chosen(self, action: QAction) -> None:
        self._show_person(action.data()[0] or None)

    def _say(self, outcome: Outcome[int]) -> str:
        return f"Logged {self._said}"

    def _on_saved(self, outcome: Outcome[int]) -> None:
        self._drafts.pop(self._saving or 0, None)
        self.saved.emit(outcome.value)

    def _on_failed(self, error: AppError) -> None:
        errors = error.errors if isinstance(error, ValidationErrors) else (error,)
        for one in errors:
            if isinstance(one, ValidationError) and one.field.startswith("next_step"):
                self.follow_up.show_error(field_sentence(one))
            else:
                self._banner.show_message(sentence(one), Tone.BAD)

    @Slot(bool)
    def _on_finished(self, ok: bool) -> None:
        self._run = None
        self.save_button.setEnabled(True)
        self.text.setReadOnly(False)
        if ok and self._saving == self._partner:
            self._restore(KeptDraft(kind=self.kind))


class _Wrapping(QWidget):
    """Choices side by side that wrap when there is no room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.flow = FlowLayout(self)
        _follow_width(self)


def _follow_width(*widgets: QWidget) -> None:
    """Let a widget's height follow from its width, never less."""
    for widget in widgets:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        widget.setSizePolicy(policy)


class _Proposed:
    """Drops a proposal for another outcome or another partner than now."""

    def __init__(self, composer: Composer, partner: int, outcome: CallOutcome | None) -> None:
        self._composer = composer
        self._asked = partner, outcome

    def came(self, proposal: Proposal) -> None:
        composer = self._composer
        if (composer._partner, composer.outcome_choice) == self._asked:  # noqa: SLF001  same module
            composer.take_proposal(proposal)
