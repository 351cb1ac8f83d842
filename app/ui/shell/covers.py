"""Pages that stand in place of the whole window: opening, first start, sign-in, and when a profile does not open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.ui.shared.banner import Banner
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import Card, Pane
from app.ui.shared.fields import ChoiceField, LineField
from app.ui.shared.forms import Form
from app.ui.shared.labels import Role, label
from app.ui.shell.top_bar import PROGRAM, BrandMark
from app.ui.theme import current_theme

WIDTH = 420


class Cover(Pane):
    """A card in the middle of the window under the program's name."""

    def __init__(self, title: str, text: str, parent: QWidget, *, width: int = WIDTH) -> None:
        super().__init__("window", parent)
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        line = QHBoxLayout()
        line.addStretch(1)
        self.card = Card("", self)
        self.card.setFixedWidth(current_theme().px(width))
        line.addWidget(self.card)
        line.addStretch(1)
        outer.addLayout(line)
        outer.addStretch(3)
        self.body = self.card.body
        self.body.setContentsMargins(28, 24, 28, 24)
        self.body.setSpacing(12)
        self.body.addWidget(self._make_brand())
        self.title = label(title, Role.TITLE, self, wrap=True)
        self.text = label(text, Role.MUTED, self, wrap=True)
        self.text.setVisible(bool(text))
        self.body.addWidget(self.title)
        self.body.addWidget(self.text)

    def _make_brand(self) -> QWidget:
        brand = QWidget(self)
        row = QHBoxLayout(brand)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(BrandMark(brand))
        row.addWidget(label(PROGRAM, Role.STRONG, brand))
        row.addStretch(1)
        return brand


class _FormCover(Cover):
    """A cover with a form and one primary action; Enter goes on."""

    def __init__(self, title: str, text: str, action: str, parent: QWidget) -> None:
        super().__init__(title, text, parent)
        self.form = Form(self)
        self.go = Button(action, Kind.PRIMARY, self, on_click=self._on_go_clicked)
        self.body.addWidget(self.form)
        self.body.addWidget(self.go)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next empty field, else on."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.go.isEnabled():
            self._on_go_clicked()

    def set_busy(self, busy: bool) -> None:
        """While it is being done, it cannot be asked for again."""
        self.go.setEnabled(not busy)

    def show_app_error(self, error: AppError) -> bool:
        """At its field, else above the fields."""
        self.set_busy(busy=False)
        return self.form.show_app_error(error)

    def start(self) -> None:
        """Put the keyboard where the typing begins."""
        self.form.focus_first()

    @Slot()
    def _on_go_clicked(self) -> None:
        raise NotImplementedError


class FirstStartPage(_FormCover):
    """Asks the business's name and the owner's, and nothing else. `submitted(business, owner)`."""

    submitted = Signal(str, str)

    def __init__(self, parent: QWidget, owner_name: str = "") -> None:
        super().__init__("Welcome", "Two names, and you can begin. Both can be changed later.", "Begin", parent)
        self.form.add("name", "Name of the business", LineField(self, name="Name of the business", limit=200))
        self.form.add("owner_name", "Your name", LineField(self, name="Your name", limit=200))
        self.form.set_values({"name": "", "owner_name": owner_name})

    def _on_go_clicked(self) -> None:
        values = self.form.values()
        self.form.clear_errors()
        self.set_busy(busy=True)
        self.submitted.emit(values["name"], values["owner_name"])


class SignInPage(_FormCover):
    """Asks who somebody is, and their password. `submitted(person's id, password)`."""

    submitted = Signal(int, str)

    def __init__(self, parent: QWidget, people: Sequence[tuple[int, str]], chosen: int | None = None) -> None:
        super().__init__("Sign in", "", "Sign in", parent)
        self.person = ChoiceField([(number, name) for number, name in people], self, name="Person")
        self.password = LineField(self, name="Password", limit=1000)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.form.add("user", "Person", self.person)
        self.form.add("password", "Password", self.password)
        if chosen is not None:
            self.person.setCurrentIndex(self.person.findData(chosen))

    def start(self) -> None:
        """Put the keyboard where the typing begins."""
        self.password.setFocus()

    def show_app_error(self, error: AppError) -> bool:
        """The password is typed again."""
        # Emptied first: an edit takes the sentence of a field away.
        self.password.clear()
        self.password.setFocus()
        return super().show_app_error(error)

    def _on_go_clicked(self) -> None:
        self.form.clear_errors()
        self.set_busy(busy=True)
        self.submitted.emit(int(self.person.currentData()), self.password.text())


class ProblemPage(Cover):
    """A profile that does not open: what happened, what was not lost, and what to do."""

    def __init__(
        self, title: str, texts: Sequence[str], parent: QWidget, *, actions: Sequence[tuple[str, Callable[[], object]]]
    ) -> None:
        super().__init__(title, "", parent, width=560)
        self.sentences = [label(text, Role.BODY, self, wrap=True, selectable=True) for text in texts if text]
        for part in self.sentences:
            self.body.addWidget(part)
        self.banner = Banner(self)
        self.body.addWidget(self.banner)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.buttons = []
        for number, (text, slot) in enumerate(actions):
            button = Button(text, Kind.PRIMARY if number == 0 else Kind.QUIET, self, on_click=slot)
            self.buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)

    def start(self) -> None:
        """Put the keyboard on the first way out."""
        if self.buttons:
            self.buttons[0].setFocus()
