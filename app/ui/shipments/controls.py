"""Fields that shipments need: a quantity in the product's unit, money, an optional day, a moment, a scanner's line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QDate, QDateTime, Qt, QTime, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QDateEdit, QDateTimeEdit, QLineEdit, QWidget

from app.domain.errors import Problem, ValidationError
from app.domain.money import exponent
from app.domain.parsing.numbers import parse_number
from app.domain.parsing.problems import ParseProblem
from app.domain.quantity import from_decimal
from app.ui.shared.fields import LineField
from app.ui.shared.formats import formats

_NO_DAY = QDate(1900, 1, 1)
_MOST_DIGITS = 4


def read_quantity(text: str, decimals: int, field: str) -> int:
    """Smallest units from what was typed in the locale's form; empty is nought. Raises ValidationError."""
    return _scaled(text, decimals, field) or 0


def read_money(text: str, currency: str, field: str) -> int | None:
    """Minor units from what was typed; empty is None. Raises ValidationError."""
    return _scaled(text, exponent(currency), field)


def _scaled(text: str, decimals: int, field: str) -> int | None:
    if not text.strip():
        return None
    mark = formats().forms.decimal
    try:
        value = parse_number(text, "," if mark == "," else ".")
    except ParseProblem as problem:
        raise ValidationError(field, Problem.NOT_A_NUMBER) from problem
    return from_decimal(value, decimals, field)


def plain_quantity(quantity: int, decimals: int) -> str:
    """A quantity as it stands in a field: no grouping."""
    return formats().quantity(quantity, decimals).replace(formats().forms.group, "") if quantity else "0"


class DayField(QDateEdit):
    """A day, or none: Delete empties it, and +14 is two weeks from today, as in every field for a day."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setCalendarPopup(True)
        self.setMinimumDate(_NO_DAY)
        self.setSpecialValueText("No date")
        self.setDisplayFormat("yyyy-MM-dd")
        self.setDate(_NO_DAY)
        self.setAccessibleDescription("A day, or +14 for two weeks from today")
        self._away: str | None = None
        self.dateChanged.connect(self._on_date_changed)

    def value(self) -> date | None:
        """The day; None when there is none."""
        day = self.date()
        return None if day == _NO_DAY else date(day.year(), day.month(), day.day())

    def set_value(self, day: date | None) -> None:
        """Show another day."""
        self.setDate(_NO_DAY if day is None else QDate(day.year, day.month, day.day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete empties it; typing or stepping from nothing begins today; digits after a + count from today."""
        key = event.key()
        if self._counts(event.text(), key):
            return
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.value() is not None:
            self.setDate(_NO_DAY)
            return
        if self.value() is None and (event.text().isdigit() or key in (Qt.Key.Key_Up, Qt.Key.Key_Down)):
            self.setDate(QDate.currentDate())
            if not event.text():
                return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Counting from today ends with the keyboard's leaving."""
        self._away = None
        super().focusOutEvent(event)

    def _counts(self, text: str, key: int) -> bool:
        """Take a key of +14: the day shows at once. False when the key is none of that."""
        if text == "+":
            self._away = ""
        elif self._away is not None and text.isascii() and text.isdigit() and len(self._away) < _MOST_DIGITS:
            self._away += text
        elif self._away and key == Qt.Key.Key_Backspace:
            self._away = self._away[:-1]
        else:
            self._away = None
            return False
        self.setDate(QDate.currentDate().addDays(int(self._away or 0)))
        return True

    @Slot()
    def _on_date_changed(self) -> None:
        self.changed.emit()


class MomentField(QDateTimeEdit):
    """A day and a time of day, local."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, name: str, at: datetime) -> None:
        super().__init__(_local(at), parent)
        self.setAccessibleName(name)
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.dateTimeChanged.connect(self._on_changed)

    def value(self) -> datetime:
        """The moment, aware."""
        moment: Any = self.dateTime().toPython()
        return moment.astimezone()

    def set_value(self, moment: datetime) -> None:
        """Show another moment."""
        self.setDateTime(_local(moment))

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()


def _local(moment: datetime) -> QDateTime:
    at = moment.astimezone()
    return QDateTime(QDate(at.year, at.month, at.day), QTime(at.hour, at.minute))


class ScanField(QLineEdit):
    """What a keyboard-wedge scanner types into: a code and Enter. `scanned(code)`; the line is emptied."""

    scanned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Scan a barcode, or type a SKU, and press Enter")
        self.setPlaceholderText("Scan a barcode or type a SKU")
        self.setMaxLength(200)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends a code and never saves the form."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
        ):
            super().keyPressEvent(event)
            return
        code = self.text().strip()
        self.clear()
        if code:
            self.scanned.emit(code)


class QuantityField(LineField):
    """A quantity of a product, typed in its unit."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, name=name, limit=24)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
