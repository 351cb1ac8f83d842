"""The painted charts: the stage bar and the sparkline."""

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.charts.sparkline import Sparkline
from app.ui.charts.stage_bar import StageBar, StageBlock
from app.ui.theme import Theme
from tests.support.desk import theme  # noqa: F401


@pytest.fixture
def place(qtbot: QtBot, theme: Theme) -> QWidget:  # noqa: F811
    place = QWidget()
    qtbot.addWidget(place)
    return place


def test_stages_are_as_wide_as_their_days_and_have_room_for_their_words(place: QWidget) -> None:
    bar = StageBar(place)
    bar.resize(900, 60)
    bar.show_blocks(
        [
            StageBlock("Supplier", 18, "18 d", "bad", "16 d before"),
            StageBlock("Shelf", 36, "36 d", "good", ""),
            StageBlock("Receiving", None, "no data", "neutral", ""),
        ]
    )
    supplier, shelf, receiving = [place.width() for place in bar._places()]
    least = bar._least()
    assert shelf - least[1] == pytest.approx(2 * (supplier - least[0]))
    assert receiving == least[2]
    assert bar.accessibleDescription() == "Supplier: 18 d, 16 d before; Shelf: 36 d; Receiving: no data"
    assert not bar.grab().isNull()


def test_stages_without_room_for_their_words_go_on_in_a_second_line(qtbot: QtBot, place: QWidget) -> None:
    bar = StageBar(place)
    column = QVBoxLayout(place)
    column.addWidget(bar)
    column.addStretch(1)
    names = ("Supplier", "Transit", "Receiving", "Shelf", "Picking", "Delivery")
    bar.show_blocks([StageBlock(f"{name}, goal 12 d", 12, "12 d", "good", "") for name in names])
    place.resize(400, 400)
    place.show()
    qtbot.waitUntil(lambda: bar.height() == bar.heightForWidth(bar.width()) > bar.sizeHint().height())
    assert all(bar.rect().contains(block.toRect()) for block in bar._places())


@pytest.mark.parametrize("values", [(), (1.0,), (None, None), (1.0, None, 2.0, 3.0), (5.0, 5.0)])
def test_a_sparkline_takes_gaps_and_flat_lines(place: QWidget, values: tuple[float | None, ...]) -> None:
    line = Sparkline(place)
    line.resize(100, 30)
    line.show_values(values, "accent", "94 %")
    assert not line.grab().isNull()
    assert line.accessibleDescription() == "94 %"
