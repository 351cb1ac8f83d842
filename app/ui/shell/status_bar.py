"""The bar at the foot: whether everything is saved, the last proved backup, a long job, the business, the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import Pane
from app.ui.shared.labels import Role, label
from app.ui.theme import current_theme

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.progress import Step
    from app.ui.shared.tasks import Task

AMBER_DAYS = 3
RED_DAYS = 7


class StatusBar(Pane):
    """`preferences_wanted`, `password_wanted`, `about_wanted`, `sign_out_wanted`, `backup_wanted` from its menu."""

    preferences_wanted = Signal()
    password_wanted = Signal()
    sign_out_wanted = Signal()
    backup_wanted = Signal()
    about_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("status-bar", parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 1, 10, 0)
        row.setSpacing(18)
        self.saved = label("", Role.LABEL, self)
        self.backup = label("", Role.LABEL, self)
        row.addWidget(self.saved)
        row.addWidget(self.backup)
        self._job: JobLine | None = None
        self._row = row
        row.addStretch(1)
        self.business = label("", Role.LABEL, self)
        row.addWidget(self.business)
        self.person = Button("", "status", self)
        self.person.setAccessibleName("Signed-in person")
        self._menu = QMenu(self.person)
        self._sign_out = self._add("Sign out", self.sign_out_wanted)
        self.person.set_menu(self._menu)
        self.person.hide()
        row.addWidget(self.person)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), current_theme().px(current_theme().tokens.sizes.status_bar))

    @property
    def job(self) -> JobLine:
        """The long job; made when there is the first one."""
        if self._job is None:
            self._job = JobLine(self)
            self._row.insertWidget(2, self._job)
        return self._job

    def show_saving(self, writes: int) -> None:
        """Say whether something is still on its way to the disk."""
        self.saved.setText("● All changes saved" if writes == 0 else "○ Saving …")

    def show_person(self, business: str, name: str, role: str, *, may_sign_out: bool) -> None:
        """Say whose business this is and who works in it."""
        self.business.setText(business)
        self.person.setText(f"{name} ({role})".replace("&", "&&"))
        self.person.setAccessibleName(f"Signed in: {name}, {role}")
        self._sign_out.setVisible(may_sign_out)
        self.person.show()

    def show_nobody(self) -> None:
        """Nobody is signed in."""
        self.person.hide()
        self.backup.setText("")
        self.saved.setText("")

    def show_backup(self, made_at: datetime | None, now: datetime, words: str) -> None:
        """Say when the last proved backup was made; amber after three days, red after seven."""
        if made_at is None:
            self.backup.setText("No backup yet")
            self.backup.set_role(Role.LABEL)
            return
        days = (now - made_at).days
        self.backup.setText(f"Last backup {words}, verified" + (f" ({days} days ago)" if days >= AMBER_DAYS else ""))
        self.backup.set_role("bad" if days >= RED_DAYS else "warn" if days >= AMBER_DAYS else Role.LABEL)

    def _add(self, text: str, signal: object) -> QAction:
        for words, wanted in (
            ("Preferences …", self.preferences_wanted),
            ("Change password …", self.password_wanted),
            ("Back up now", self.backup_wanted),
            ("About Tradepost", self.about_wanted),
        ):
            self._menu.addAction(words).triggered.connect(wanted)
        self._menu.addSeparator()
        last = self._menu.addAction(text)
        last.triggered.connect(signal)
        return last


class JobLine(QWidget):
    """A long job: its name, how far it is, and Cancel. Hidden when there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.title = label("", Role.LABEL, self)
        from PySide6.QtWidgets import QProgressBar

        self.bar = QProgressBar(self)
        self.bar.setFixedWidth(140)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.cancel = Button("Cancel", Kind.LINK, self, on_click=self._on_cancel_clicked)
        row.addWidget(self.title)
        row.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.cancel)
        self._task: Task | None = None
        self._on_cancel: Callable[[], object] | None = None
        self.hide()

    def show_job(
        self, title: str, task: Task, *, can_cancel: bool = True, on_cancel: Callable[[], object] | None = None
    ) -> None:
        """Follow a task until it has answered. `on_cancel` stops it in another way than by wanting no answer."""
        self._task = task
        self._on_cancel = on_cancel
        self.title.setText(title)
        self.bar.setRange(0, 0)
        self.cancel.setVisible(can_cancel)
        task.progressed.connect(self._on_progressed)
        task.finished.connect(self._on_finished)
        self.show()

    @Slot(object)
    def _on_progressed(self, step: Step) -> None:
        self.bar.setRange(0, step.total or 0)
        self.bar.setValue(step.done)

    @Slot()
    def _on_finished(self) -> None:
        self._task = None
        self._on_cancel = None
        self.hide()

    @Slot()
    def _on_cancel_clicked(self) -> None:
        if self._on_cancel is not None:
            self._on_cancel()
        elif self._task is not None:
            self._task.cancel()
            self._on_finished()
