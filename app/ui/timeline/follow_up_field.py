"""When to follow up, typed as people say it, with what was understood beside it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from app.domain.clock import utc_now
from app.domain.errors import ValidationError
from app.domain.when import parse_when
from app.ui.shared.errors import field_sentence
from app.ui.shared.fields import LineField
from app.ui.shared.formats import formats
from app.ui.shared.labels import ElidedLabel, Role, set_tooltip
from app.ui.theme import current_theme


def spoken_when(moment: datetime, now: datetime) -> str:
    """A moment as the field reads it back: `wed 09:30`, `24 dec 09:30`."""
    local, today = moment.astimezone(), now.astimezone().date()
    days = (local.date() - today).days
    if days == 0:
        return f"today {local:%H:%M}"
    if days == 1:
        return f"tomorrow {local:%H:%M}"
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    if 1 < days < 7:
        return f"{names[local.weekday()]} {local:%H:%M}"
    year = f" {local.year}" if local.year != today.year else ""
    return f"{local.day} {months[local.month - 1]}{year} {local:%H:%M}"


class FollowUpField(QWidget):
    """`changed` when a person typed. `due` is what was understood, None when empty or not a time."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.line = LineField(self, name="Follow up", placeholder="Follow up: wed 9:30", limit=40)
        self.line.setProperty("kind", "chip")
        self.line.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self.line)
        self._note = ElidedLabel("", Role.LABEL, self)
        row.addWidget(self._note, 1)
        self._apart = False
        self.line.textChanged.connect(self._on_text_changed)
        current_theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._proposed = ""

    @property
    def text(self) -> str:
        """What was typed."""
        return self.line.text().strip()

    @property
    def touched(self) -> bool:
        """Whether a person typed something of their own, which no proposal replaces."""
        return bool(self.text) and self.text != self._proposed

    @property
    def due(self) -> datetime | None:
        """The moment that is meant."""
        try:
            return parse_when(self.text, utc_now()) if self.text else None
        except ValidationError:
            return None

    def stack(self) -> None:
        """Put what was understood below the line, and look like the other fields of a form."""
        self._row.setDirection(QBoxLayout.Direction.TopToBottom)
        self._row.setSpacing(4)
        self.line.setProperty("kind", None)
        self.line.setMaximumWidth(16_777_215)
        self.line.setMinimumWidth(0)
        self.line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.line.setPlaceholderText("wed 9:30")
        current_theme().changed.disconnect(self._on_theme_changed)

    def take_note(self, place: QWidget) -> ElidedLabel:
        """The label that says what was understood, to stand elsewhere; hidden while it says nothing."""
        self._row.removeWidget(self._note)
        self._note.setParent(place)
        self._note.hide()
        self._apart = True
        return self._note

    def set_text(self, text: str) -> None:
        """Put something there."""
        self.line.setText(text)

    def propose(self, moment: datetime | None) -> None:
        """Put the usual time there unless a person typed another."""
        if self.touched:
            return
        self._proposed = spoken_when(moment, utc_now()) if moment is not None else ""
        self.line.setText(self._proposed)

    def show_error(self, text: str) -> None:
        """Say why it was refused."""
        self._say(text, wrong=True)

    @Slot()
    def _on_text_changed(self) -> None:
        if not self.text:
            self._say("", wrong=False)
        else:
            try:
                due = parse_when(self.text, utc_now())
                self._say(f"{due.astimezone():%a} {formats().timestamp(due)}", wrong=False)
            except ValidationError as error:
                self._say(field_sentence(error), wrong=True)
        self.changed.emit()

    def _say(self, text: str, *, wrong: bool) -> None:
        self._note.set_whole_text(text)
        self._note.set_role(Role.ERROR if wrong else Role.LABEL)
        if self._apart:
            self._note.setVisible(bool(text))
        self.line.setAccessibleDescription(text)
        set_tooltip(self.line, text)
        if bool(self.line.property("invalid")) != wrong:
            self.line.setProperty("invalid", wrong)
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.line.setFixedWidth(current_theme().px(172))
