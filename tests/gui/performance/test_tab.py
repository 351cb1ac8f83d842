"""The tab Performance: views, periods and splits; each chart with exact values, its definition, its table and files."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton

from app.services.insights.figures import Dimension, MeasureName
from app.services.insights.goals import goals
from app.ui.charts.card import ChartCard
from app.ui.documents.preview import DocumentPreview
from app.ui.performance.source import PERIODS, SPLITS, VIEWS, Choice, PeriodKey, View, before, span_of
from app.ui.performance.tab import PerformanceTab
from app.ui.shared.chips import Chip
from app.wording.measures import formula
from tests.support.desk import Desk, no_markup
from tests.support.trade import TODAY


def card(tab: PerformanceTab, name: MeasureName) -> ChartCard:
    return next(card for card in tab.cards if card.content.data.name is name)


def pick(chip: Chip, text: str) -> None:
    assert chip.drop_menu is not None
    next(action for action in chip.drop_menu.actions() if action.text() == text).trigger()


def whole(desk: Desk, tab: PerformanceTab) -> None:
    """What was chosen was read, and every chart of it stands."""
    desk.rest()
    desk.qtbot.waitUntil(lambda: tab.is_whole)
    desk.rest()


def test_the_chain_is_shown_first_with_its_stages(tab: PerformanceTab) -> None:
    assert [card.content.data.name for card in tab.cards] == list(VIEWS[View.CHAIN])
    assert tab.stages.isVisible()
    assert [block.name for block in tab.stage_bar.blocks] == [
        "Supplier", "Transit", "Receiving", "Shelf", "Picking", "Delivery"
    ]  # fmt: skip
    assert "Shelf" in tab.stage_bar.accessibleDescription()
    assert no_markup(tab) == []


def test_every_view_period_and_split_can_be_shown(desk: Desk, tab: PerformanceTab) -> None:
    for view in View:
        for split in SPLITS[view]:
            tab.choose(Choice(view, PeriodKey.MONTHS_3, split))
            whole(desk, tab)
            assert [card.content.data.name for card in tab.cards] == list(VIEWS[view])
    for period in PeriodKey:
        tab.choose(Choice(View.SALES, period))
        whole(desk, tab)
        assert tab.period_chip.text() == PERIODS[period]
        assert card(tab, MeasureName.REVENUE).content.data.has_data


def test_the_chips_choose_and_the_choice_is_remembered(desk: Desk, tab: PerformanceTab) -> None:
    pick(tab.period_chip, "Last 24 months")
    pick(tab.split_chip, "By customer")
    whole(desk, tab)
    data = card(tab, MeasureName.REVENUE).content.data
    assert ([point.name for point in data.points], data.over_time) == (["Harbour Café"], False)
    again = PerformanceTab(desk.ctx, desk.window)
    assert again.choice == Choice(View.CHAIN, PeriodKey.MONTHS_24, Dimension.CUSTOMER)
    whole(desk, again)


def test_arrow_keys_and_the_pointer_give_exact_values(desk: Desk, tab: PerformanceTab) -> None:
    revenue = card(tab, MeasureName.REVENUE)
    plot = revenue.plot
    assert plot is not None
    whole = revenue.head.note.text()
    desk.qtbot.keyClick(plot, Qt.Key.Key_End)
    assert plot.index == 11
    assert revenue.head.note.text() == "Nov\u00a02026 so far: $27 · of 2"
    assert plot.accessibleDescription() == "Nov\u00a02026 so far: $27"
    desk.qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.accessibleDescription().startswith("Oct")
    desk.qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert revenue.head.note.text() == whole
    assert "Line chart" in plot.accessibleDescription()
    desk.qtbot.mouseMove(plot, plot.rect().center())
    assert plot.index >= 0


def test_the_definition_is_one_click_away(desk: Desk, tab: PerformanceTab) -> None:
    for one in tab.cards:
        assert not one.definition.isVisible()
        desk.qtbot.mouseClick(one.definition_button, Qt.MouseButton.LeftButton)
        assert one.definition.isVisible()
        assert one.definition.text() == formula(one.content.data.name)


def test_the_table_behind_and_the_clipboard_have_the_same_rows(desk: Desk, tab: PerformanceTab) -> None:
    revenue = card(tab, MeasureName.REVENUE)
    revenue.table_action.trigger()
    assert revenue.table is not None
    assert revenue.table.isVisible()
    shown = [revenue.table.item(0, column).text() for column in range(revenue.table.columnCount())]
    assert shown == ["Nov\u00a02026", "$27.00", "2"]
    revenue.copy_action.trigger()
    assert QGuiApplication.clipboard().text() == "Month\tRevenue\tn\nNov\u00a02026\t$27.00\t2".replace("\u00a0", " ")
    revenue.table_action.trigger()
    assert revenue.plot is not None
    assert revenue.plot.isVisible()


def test_a_chart_is_saved_as_png_and_svg(tab: PerformanceTab, tmp_path: Path) -> None:
    revenue = card(tab, MeasureName.REVENUE)
    revenue.save_to(tmp_path / "a.png")
    assert QImage(str(tmp_path / "a.png")).width() > 200
    revenue.save_to(tmp_path / "a.svg")
    root = ET.parse(tmp_path / "a.svg").getroot()
    assert root.attrib["aria-label"] == revenue.content.data.title


def test_a_goal_is_set_in_place_and_refused_with_the_reason(desk: Desk, tab: PerformanceTab) -> None:
    fill = card(tab, MeasureName.FILL_RATE)
    fill.goal_action.trigger()
    assert fill.goal_field.isVisible()
    desk.qtbot.keyClicks(fill.goal_field.field, "140")
    desk.qtbot.keyClick(fill.goal_field.field, Qt.Key.Key_Return)
    desk.rest()
    assert fill.goal_field.error.isVisible()
    fill.goal_field.field.setText("ninety")
    desk.qtbot.mouseClick(fill.goal_field.save, Qt.MouseButton.LeftButton)
    assert fill.goal_field.error.text()
    fill.goal_field.field.setText("95")
    desk.qtbot.mouseClick(fill.goal_field.save, Qt.MouseButton.LeftButton)
    desk.rest()
    assert not fill.goal_field.isVisible()
    assert float(desk.read(goals)[MeasureName.FILL_RATE]) == 0.95
    assert "goal 95" in fill.head.note.text()
    assert fill.content.data.goal == pytest.approx(95)


def test_the_stages_have_goals_of_their_own(desk: Desk, tab: PerformanceTab) -> None:
    tab.goals_button.click()
    form = tab.stage_goals.form
    assert form.isVisible()
    form.field("supplier").control.setText("-1")  # type: ignore[attr-defined]
    form.field("shelf").control.setText("soon")  # type: ignore[attr-defined]
    tab.stage_goals.save()
    assert "Not a number" in form.field("shelf").error
    form.field("shelf").control.setText("")  # type: ignore[attr-defined]
    tab.stage_goals.save()
    desk.qtbot.waitUntil(lambda: "below zero" in form.field("supplier").error)
    form.field("supplier").control.setText("400")  # type: ignore[attr-defined]
    form.field("delivery").control.setText("0.5")  # type: ignore[attr-defined]
    tab.stage_goals.save()
    desk.qtbot.waitUntil(lambda: tab.stage_bar.blocks[0].name == "Supplier · goal 400\u00a0d")
    assert tab.stage_bar.blocks[-1].name == "Delivery · goal 0.5\u00a0d"
    assert tab.stage_bar.blocks[0].tone in ("good", "neutral")
    assert "the goal of each stage" in tab.stages.head.note.text() or "Not every stage" in tab.stages.head.note.text()
    assert not form.isVisible()
    desk.ctx.undo.undo(tab)
    desk.qtbot.waitUntil(lambda: tab.stage_bar.blocks[0].name == "Supplier")


def test_a_period_without_data_says_so(desk: Desk, tab: PerformanceTab) -> None:
    tab.choose(Choice(View.SALES, PeriodKey.MONTHS_12))
    whole(desk, tab)
    freight = card(tab, MeasureName.FREIGHT)
    assert freight.empty.isVisible()
    assert not freight.table_action.isEnabled()


def test_the_summary_opens_as_a_document(desk: Desk, tab: PerformanceTab) -> None:
    assert tab.pdf_button.isVisible()
    desk.qtbot.mouseClick(tab.pdf_button, Qt.MouseButton.LeftButton)
    preview = tab.findChild(DocumentPreview)
    assert preview is not None
    desk.qtbot.waitUntil(lambda: preview.page_view.page_count > 0)
    preview.close()


def test_every_control_has_a_name(tab: PerformanceTab) -> None:
    for button in tab.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.accessibleName() or button.text(), button
    assert all(card.plot is None or card.plot.accessibleName() for card in tab.cards)


def test_charts_stand_in_one_two_or_three_columns(desk: Desk, tab: PerformanceTab) -> None:
    assert tab.columns == 3
    desk.window.resize(900, 700)
    desk.rest()
    assert tab.columns == 2


def test_spans_are_whole_months_and_years_compare_with_the_year_before() -> None:
    year = span_of(PeriodKey.MONTHS_12, TODAY)
    assert (str(year.start), str(year.end)) == ("2025-12-01", "2026-11-23")
    past = before(year)
    assert past is not None
    assert str(past.start) == "2024-12-01"
    assert before(span_of(PeriodKey.ALL, TODAY)) is None
