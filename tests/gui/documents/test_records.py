"""Documents of one record from where it is looked at: by its button and by Ctrl+P, saved as a PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.db.engine import Database
from app.reports.documents import document
from app.services.operations import Operations
from app.services.purchasing import commands as purchasing
from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft
from app.services.sales_orders import commands as sales
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft
from app.services.shipments import outbound
from app.services.shipments.read_models import ShipmentDraft
from app.ui.app_context import AppContext, MemorySettings
from app.ui.customers.tab import CustomersTab
from app.ui.documents.offers import Name
from app.ui.documents.preview import DocumentPreview
from app.ui.shared.bus import ChangeBus
from app.ui.shared.operations import run_operation
from app.ui.shared.tasks import TaskRunner
from app.ui.shared.undo import UndoState
from app.ui.shipments.tab import ShipmentsTab
from app.ui.suppliers.tab import SuppliersTab
from app.ui.theme import Theme
from tests.gui.shared.thread_guard import ThreadGuard
from tests.support.desk import Desk
from tests.support.trade import Trade, open_shop

A_MOMENT = 30_000
MARKUP = "<b>Bowl</b> #eval(1) *x*"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def trade(database: Database) -> Trade:
    trade = open_shop(database)
    with database.write() as session:
        from app.db.models import Product
        from app.services.integrity.check import rebuild_derived

        session.get_one(Product, trade.products[0]).name = MARKUP
        session.get_one(Product, trade.products[0]).name_fold = MARKUP.casefold()
    trade.ops.run(rebuild_derived)
    return trade


@pytest.fixture
def place(qtbot: QtBot, qapp: QApplication, theme: Theme, trade: Trade) -> Iterator[Desk]:
    """A window on the trading business."""
    ops = Operations(trade.ops.database, now=trade.ops.now)
    ops.guard = ThreadGuard()
    runner, bus = TaskRunner(qapp), ChangeBus(qapp)
    desk = Desk(qtbot, AppContext(ops, runner, bus, MemorySettings(), theme, UndoState(ops, bus)), trade)  # type: ignore[arg-type]
    yield desk
    desk.window.close()
    runner.shutdown()
    desk.window.deleteLater()
    bus.deleteLater()
    runner.deleteLater()
    qapp.sendPostedEvents(None, 0)
    ops.guard.check()


def open_tab(place: Desk, make: Callable[..., QWidget], entity: str, id_: int) -> QWidget:
    tab = make(place.ctx, place.window)
    place.window.take(tab)
    place.show()
    place.window.open_record(entity, id_)
    place.qtbot.waitUntil(lambda: bool(first_text(tab)), timeout=A_MOMENT)
    place.rest()
    return tab


def first_text(tab: QWidget) -> str:
    offers = list(tab.document_offers())  # type: ignore[attr-defined]
    return offers[0].text if offers else ""


def previews(tab: QWidget) -> list[DocumentPreview]:
    return tab.findChildren(DocumentPreview)


def saved_text(place: Desk, tab: QWidget, target: Path) -> str:
    """Save what the preview that opens shows; the words of the file."""
    from pypdf import PdfReader

    place.qtbot.waitUntil(lambda: bool(previews(tab)), timeout=A_MOMENT)
    preview = previews(tab)[0]
    place.qtbot.waitUntil(lambda: preview.page_view.page_count > 0 and preview._save.isEnabled(), timeout=A_MOMENT)
    assert not preview._period.isVisible()
    with place.qtbot.waitSignal(preview.saved, timeout=A_MOMENT):
        preview.save_to(target)
    preview.close()
    place.qtbot.waitUntil(lambda: not previews(tab), timeout=A_MOMENT)
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(target).pages)


def button(tab: QWidget, name: str) -> QAbstractButton:
    return next(
        b for b in tab.findChildren(QAbstractButton) if b.isVisible() and name in (b.text(), b.accessibleName())
    )


def test_every_name_is_a_document() -> None:
    assert all(document(name.value) is not None for name in Name)


def test_a_purchase_order_from_its_page(place: Desk, trade: Trade, tmp_path: Path) -> None:
    draft = PurchaseOrderDraft(trade.supplier, [PurchaseLineDraft(trade.products[0], 4, 505)])
    order = trade.ops.run(purchasing.create, draft).value
    tab = open_tab(place, SuppliersTab, "purchase_order", order)
    place.qtbot.waitUntil(lambda: first_text(tab).startswith("Purchase order"), timeout=A_MOMENT)
    page = tab.pane.orders.page  # type: ignore[attr-defined]
    page.table.setFocus()
    place.qtbot.keyClick(page.table, Qt.Key.Key_P, CTRL)
    text = saved_text(place, tab, tmp_path / "order.pdf")
    assert MARKUP in text
    assert "$20.20" in text
    place.qtbot.mouseClick(button(tab, first_text(tab)), Qt.MouseButton.LeftButton)
    assert text == saved_text(place, tab, tmp_path / "again.pdf")
    assert (tmp_path / "order.pdf").read_bytes() == (tmp_path / "again.pdf").read_bytes()


def test_a_quote_from_its_page_and_once_confirmed_the_confirmation(place: Desk, trade: Trade, tmp_path: Path) -> None:
    draft = SalesOrderDraft(trade.customer, [SalesLineDraft(trade.products[0], 2, 900)])
    order = trade.ops.run(sales.quote, draft).value
    tab = open_tab(place, CustomersTab, "sales_order", order)
    place.qtbot.waitUntil(lambda: first_text(tab).startswith("Quote"), timeout=A_MOMENT)
    page = tab.pane.orders.page  # type: ignore[attr-defined]
    place.qtbot.mouseClick(button(tab, first_text(tab)), Qt.MouseButton.LeftButton)
    text = saved_text(place, tab, tmp_path / "quote.pdf")
    assert MARKUP in text
    assert "Total $18.00" in text
    place.qtbot.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    place.qtbot.waitUntil(lambda: first_text(tab).startswith("Order confirmation"), timeout=A_MOMENT)
    place.qtbot.mouseClick(button(tab, first_text(tab)), Qt.MouseButton.LeftButton)
    assert "Order confirmation" in saved_text(place, tab, tmp_path / "confirmation.pdf")
    run_operation(page, sales.cancel, order)
    place.qtbot.waitUntil(lambda: first_text(tab).startswith("Customer summary"), timeout=A_MOMENT)
    assert not page.print_button.isVisible()


def test_a_packing_list_from_its_shipment(place: Desk, trade: Trade, tmp_path: Path) -> None:
    trade.stock([(0, 5)])
    shipment = trade.ops.run(outbound.plan, ShipmentDraft(trade.sell([(0, 5)]))).value
    tab = open_tab(place, ShipmentsTab, "shipment", shipment)
    place.qtbot.mouseClick(button(tab, "Packing list"), Qt.MouseButton.LeftButton)
    text = saved_text(place, tab, tmp_path / "list.pdf")
    assert MARKUP in text
    assert "5 pcs" in text
    assert "$" not in text


def test_the_scorecard_of_the_supplier_that_is_looked_at(place: Desk, trade: Trade, tmp_path: Path) -> None:
    tab = open_tab(place, SuppliersTab, "partner", trade.supplier)
    place.qtbot.waitUntil(lambda: first_text(tab).startswith("Supplier scorecard"), timeout=A_MOMENT)
    tab.pane.scorecard_action.trigger()  # type: ignore[attr-defined]
    place.qtbot.waitUntil(lambda: bool(previews(tab)), timeout=A_MOMENT)
    preview = previews(tab)[0]
    place.qtbot.waitUntil(lambda: preview.page_view.page_count > 0, timeout=A_MOMENT)
    assert preview._period.isVisible()
    with place.qtbot.waitSignal(preview.saved, timeout=A_MOMENT):
        preview.save_to(tmp_path / "scorecard.pdf")
    assert (tmp_path / "scorecard.pdf").read_bytes().startswith(b"%PDF-")
    preview.close()
