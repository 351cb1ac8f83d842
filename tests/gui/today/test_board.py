"""The first tab's board: figures, what needs attention with its one action, the team; and the empty state."""

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from app.services.insights.goals import set_goal
from app.services.orders.lists import OrderFilter
from app.services.orders.lists import ids as order_ids
from app.services.shipments import inbound, outbound
from app.services.shipments.read_models import ShipmentDraft
from app.services.tasks.queries import ids as task_ids
from app.services.tasks.read_models import TaskFilter
from app.services.today.read_models import Attention
from app.ui.shared.operations import run_operation
from app.ui.today.tab import TodayPage
from tests.gui.performance.conftest import desk, trade  # noqa: F401
from tests.support.database import database, template  # noqa: F401
from tests.support.desk import Desk, no_markup, theme  # noqa: F401
from tests.support.trade import Trade
from tests.unit.today.test_attention import quiet_customer, set_point


@pytest.fixture
def page(desk: Desk) -> TodayPage:  # noqa: F811
    page = TodayPage(desk.ctx, desk.window)
    desk.window.take(page)
    desk.show()
    desk.rest()
    return page


class Opened(QObject):
    """What the window was asked to open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.records: list[tuple[str, int]] = []

    def open_record(self, entity: str, id_: int) -> bool:
        self.records.append((entity, id_))
        return True


def kinds(page: TodayPage) -> list[Attention]:
    return [row.matter.row.kind for row in page.attention.rows]


def test_the_figures_stand_with_change_goal_and_a_years_line(desk: Desk, page: TodayPage) -> None:  # noqa: F811
    titles = [card.title.whole_text for card in page.headlines.cards]
    assert titles == ["Delivered on time", "Supplier on time in full", "Stock turns", "Revenue", "Days to ship"]
    supplier = page.headlines.cards[1]
    assert supplier.value.whole_text == "66.7%"
    assert "goal 92.0%" in supplier.goal.whole_text
    assert supplier.line.tone == "bad"
    assert len(supplier.line.values) == 12
    assert "÷" in supplier.accessibleDescription()
    assert no_markup(page) == []


def test_a_row_opens_what_it_is_about(desk: Desk, page: TodayPage) -> None:  # noqa: F811
    assert kinds(page) == [Attention.LATE_IN]
    opened = Opened(desk.window)
    desk.window.open_record = opened.open_record  # type: ignore[method-assign]
    desk.window.show_tab = desk.window.log_call = lambda *_: None  # type: ignore[attr-defined]
    late = page.attention.rows[0]
    # Nothing of it is announced: whom to call stands beside the order itself.
    assert late.button.accessibleName().startswith("See who to call: Late inbound")
    late.button.setFocus()
    desk.qtbot.keyClick(late.button, Qt.Key.Key_Space)
    assert opened.records == [("purchase_order", late.matter.row.id)]


def test_a_delivery_that_is_announced_leads_to_who_waits_for_it(desk: Desk, page: TodayPage, trade: Trade) -> None:  # noqa: F811
    late = page.attention.rows[0].matter.row
    announced = trade.ops.run(inbound.announce, ShipmentDraft(late.id)).value
    page.reload_board()
    # Who waits for it is called from there: the order's own row would say the same again.
    desk.qtbot.waitUntil(lambda: [row.matter.row.entity for row in page.attention.rows] == ["shipment"])
    opened = Opened(desk.window)
    desk.window.open_record = opened.open_record  # type: ignore[method-assign]
    desk.window.show_tab = desk.window.log_call = lambda *_: None  # type: ignore[attr-defined]
    button = page.attention.rows[0].button
    assert button.text() == "See who to call"
    button.click()
    assert opened.records == [("shipment", announced)]


def test_what_runs_low_is_ordered_from_its_row(desk: Desk, page: TodayPage, trade: Trade) -> None:  # noqa: F811
    trade.ops.run(set_point, trade.products[2], 5)
    page.reload_board()
    desk.qtbot.waitUntil(lambda: Attention.REORDER in kinds(page))
    begun: list[tuple[str, str]] = []
    desk.window.begin_new = lambda *wanted: begun.append(wanted)  # type: ignore[attr-defined]
    row = next(row for row in page.attention.rows if row.matter.row.kind is Attention.REORDER)
    assert row.button.text() == "Draft order"
    row.button.click()
    assert begun == [("inventory", "order_low")]


def test_a_late_delivery_appears_and_goes_when_it_arrives(desk: Desk, page: TodayPage, trade: Trade) -> None:  # noqa: F811
    from datetime import timedelta

    from tests.support.trade import TODAY

    order = trade.sell([(0, 1)], TODAY - timedelta(days=1))
    shipment = trade.ops.run(outbound.pack, ShipmentDraft(order, promised=TODAY - timedelta(days=1))).value
    run_operation(page, outbound.dispatch, shipment)
    desk.rest()
    assert Attention.LATE_DELIVERY in kinds(page)
    run_operation(page, outbound.deliver, shipment)
    desk.rest()
    assert Attention.LATE_DELIVERY not in kinds(page)


@pytest.fixture
def quiet(trade: Trade) -> Trade:  # noqa: F811
    """The customer stopped ordering, and nothing of theirs is open."""
    from app.services.sales_orders.commands import cancel

    for order in trade.ops.read(order_ids, OrderFilter()):
        trade.ops.run(cancel, order)
    _forget_recent_sale(trade)
    quiet_customer(trade)
    return trade


def test_a_call_to_a_quiet_customer_is_planned_from_its_row(quiet: Trade, desk: Desk, page: TodayPage) -> None:  # noqa: F811
    row = next(row for row in page.attention.rows if row.matter.row.kind is Attention.QUIET)
    assert row.matter.row.id == quiet.customer
    desk.qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    desk.rest()
    assert desk.toast() == "Call planned for tomorrow: Harbour Café"
    assert Attention.QUIET not in kinds(page)
    assert len(desk.read(task_ids, TaskFilter())) == 1
    assert page.list.rows.rowCount() == 2


def test_a_goal_changes_the_headline(desk: Desk, page: TodayPage) -> None:  # noqa: F811
    run_operation(page, set_goal, "on_time_delivery", 1)
    desk.rest()
    assert "goal 100.0%" in page.headlines.cards[0].goal.whole_text


def test_narrow_and_large_type_lose_nothing(desk: Desk, page: TodayPage) -> None:  # noqa: F811
    desk.window.resize(1180, 800)
    desk.rest()
    assert page.headlines.columns == 5
    desk.ctx.theme.set_scale(2.0)
    desk.rest()
    assert page.headlines.columns < 5
    assert page.page.horizontalScrollBar().maximum() == 0


def _forget_recent_sale(trade: Trade) -> None:  # noqa: F811
    """The fixture's sale was today; here it was long ago."""
    from datetime import timedelta

    from app.db import facts
    from app.db.models import SalesOrder
    from tests.support.trade import TODAY

    with trade.ops.database.write() as session:
        for order in session.query(SalesOrder):
            order.ordered = TODAY - timedelta(days=100)
        session.flush()
        facts.rebuild(session, TODAY)
