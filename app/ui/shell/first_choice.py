"""The second page of a first start: begin empty, with a list that is there already, or with the sample shop."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.domain.progress import Cancelled, Step
from app.ui.shared.banner import Banner
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.errors import sentence
from app.ui.shared.labels import Role, label
from app.ui.shell.covers import Cover

EMPTY, IMPORT, SAMPLE = "empty", "import", "sample"
CHOICES = (
    (EMPTY, "Begin empty", "Add the first customer, supplier or product by hand."),
    (IMPORT, "Import a list", "From CSV, Excel or vCard: customers, products, orders, and more."),
    (
        SAMPLE,
        "Try the sample shop",
        "A made-up kitchen supplier with its own names and two years of trade, to look around in.",
    ),
)


class FirstChoicePage(Cover):
    """`chosen(EMPTY | IMPORT | SAMPLE)`; `cancelled` while the sample shop is made."""

    chosen = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("How do you want to begin?", "Nothing is lost by any of them.", parent, width=520)
        self.buttons: dict[str, Button] = {}
        self.choices = QWidget(self)
        column = QVBoxLayout(self.choices)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(14)
        for key, title, text in CHOICES:
            column.addLayout(self._choice(key, title, text))
        self.body.addWidget(self.choices)
        self.banner = Banner(self)
        self.body.addWidget(self.banner)
        self._build_progress()

    def _choice(self, key: str, title: str, text: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        button = Button(title, Kind.PRIMARY if key == EMPTY else Kind.QUIET, self.choices, on_click=self._on_clicked)
        button.setAccessibleDescription(text)
        button.setProperty("choice", key)
        self.buttons[key] = button
        column.addWidget(button)
        column.addWidget(label(text, Role.MUTED, self.choices, wrap=True))
        return column

    def _build_progress(self) -> None:
        self.making = QWidget(self)
        column = QVBoxLayout(self.making)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(label("The sample shop is being made …", Role.BODY, self.making))
        self.bar = QProgressBar(self.making)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the sample shop")
        column.addWidget(self.bar)
        row = QHBoxLayout()
        self.cancel = Button("Cancel", parent=self.making)
        self.cancel.clicked.connect(self.cancelled)
        row.addWidget(self.cancel)
        row.addStretch(1)
        column.addLayout(row)
        self.making.hide()
        self.body.addWidget(self.making)

    def start(self) -> None:
        """Put the keyboard on the first choice."""
        self.buttons[EMPTY].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard; Up and Down go through them."""
        buttons = [*self.buttons.values()]
        focused = next((button for button in [*buttons, self.cancel] if button.hasFocus()), None)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and focused is not None:
            focused.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and focused in buttons:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            buttons[(buttons.index(focused) + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def show_making(self) -> None:
        """The sample shop is being made."""
        self.choices.hide()
        self.banner.clear()
        self.bar.setRange(0, 0)
        self.making.show()
        self.cancel.setFocus()

    @Slot(object)
    def show_progress(self, step: Step) -> None:
        """It is so far."""
        self.bar.setRange(0, step.total or 0)
        self.bar.setValue(step.done)

    def show_app_error(self, error: AppError) -> bool:
        """It was not made: choose again."""
        self.making.hide()
        self.choices.show()
        if isinstance(error, Cancelled):
            self.banner.show_message("The sample shop was not made. Nothing of it was kept.", "info")
        else:
            self.banner.show_message(sentence(error), "bad")
        for button in self.buttons.values():
            button.setEnabled(True)
        self.start()
        return True

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            for button in self.buttons.values():
                button.setEnabled(False)
            self.chosen.emit(sender.property("choice"))
