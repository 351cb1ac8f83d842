"""What is noted beside a cell's text never lies over it, wherever the text stands."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QImage, QPainter

from app.ui.shared.columns import Column
from app.ui.shared.table_delegate import _paint_cell
from app.ui.theme import Theme

WIDTH, HEIGHT = 130, 34
VALUE, NOTE = "$1,203.60", "from 48"


def drawn(theme: Theme, *, numeric: bool, note: str | None) -> QImage:
    column = Column[str]("price", "Price", lambda row: row, note=lambda _row: note, numeric=numeric)
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(theme.colour("surface"))
    painter = QPainter(image)
    _paint_cell(painter, QRect(0, 0, WIDTH, HEIGHT), column, VALUE, theme, selected=False)
    painter.end()
    return image


@pytest.mark.parametrize("numeric", [True, False])
def test_a_note_stands_beside_its_value(theme: Theme, numeric: bool) -> None:
    plain, noted = (drawn(theme, numeric=numeric, note=note) for note in (None, NOTE))
    used = QFontMetrics(theme.font("body", tabular=numeric)).horizontalAdvance(VALUE)
    value = QRect(WIDTH - used if numeric else 0, 0, used, HEIGHT)
    assert noted.copy(value) == plain.copy(value)
    assert noted != plain
