"""Random orders, receipts, shipments, adjustments, undo and redo: every invariant of the domain holds at the end."""

import contextlib
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.db.engine import Database
from app.db.models import PurchaseOrderLine, SalesOrderLine, Shipment
from app.domain import places
from app.domain.errors import AppError
from app.domain.states import SHIPMENT_TRANSITIONS, ShipmentEventKind, ShipmentState
from app.domain.vocabulary import MoveKind, ReasonCode
from app.services.operations import WriteContext, command
from app.services.purchasing import commands as purchasing
from app.services.sales_orders import commands as sales
from app.services.shipments import commands, events, inbound, outbound
from app.services.shipments.read_models import PackedLine, ReceiptLine, ShipmentDraft, ShipmentLineDraft
from app.services.stock import reservations
from app.services.stock.ledger import Posting, post
from tests.support.rows import rows
from tests.support.trade import Trade, open_shop

PRODUCTS = st.integers(0, 2)
QUANTITIES = st.integers(1, 9)
LINES = st.lists(st.tuples(PRODUCTS, QUANTITIES), min_size=1, max_size=3)
WHICH = st.integers(0, 50)


@command("stock.adjust")
def adjust(ctx: WriteContext, product_id: int, quantity: int) -> None:
    """Find or lose some, but none of what is kept for orders."""
    source, target = (places.ADJUSTMENT, places.MAIN_SITE) if quantity > 0 else (places.MAIN_SITE, places.ADJUSTMENT)
    if quantity < 0 and reservations.free(ctx.session, product_id) < -quantity:
        return
    posting = Posting(
        product_id, source, target, abs(quantity), MoveKind.ADJUSTMENT, "audit_entry", value_minor=100 * abs(quantity),
        reason=ReasonCode.COUNT_CORRECTION,
    )  # fmt: skip
    post(ctx, [posting])


class ShippingMachine(RuleBasedStateMachine):
    """Every step may be refused as a whole; what is stored stays sound."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copyfile(self.template, self.folder / "t.db")
        self.database = Database(self.folder / "t.db")

    def teardown(self) -> None:
        if hasattr(self, "trade"):
            self.trade.sound()
        self.database.close()
        shutil.rmtree(self.folder)

    @initialize(tolerance=st.sampled_from((0, 200_000)))
    def open(self, tolerance: int) -> None:
        self.trade: Trade = open_shop(self.database, tolerance_ppm=tolerance)

    # -- orders

    @rule(lines=LINES)
    def buy(self, lines: list[tuple[int, int]]) -> None:
        self.trade.buy(lines)

    @rule(lines=LINES)
    def sell(self, lines: list[tuple[int, int]]) -> None:
        self.trade.sell(lines)

    @rule(which=WHICH, kind=st.booleans())
    def close(self, which: int, kind: bool) -> None:
        if kind and (order := self._one("purchase_order", which)):
            self._try(purchasing.close, order, ReasonCode.SUPPLIER_CANNOT_DELIVER)
        elif order := self._one("sales_order", which):
            self._try(sales.close, order, "no longer wanted")

    @rule(which=WHICH)
    def call_off(self, which: int) -> None:
        if order := self._one("sales_order", which):
            self._try(sales.cancel, order, "changed their mind")

    # -- coming in

    @rule(which=WHICH, quantity=st.none() | QUANTITIES)
    def announce(self, which: int, quantity: int | None) -> None:
        if order := self._one("purchase_order", which):
            lines = self.trade.lines_of(order, PurchaseOrderLine)
            drafts = () if quantity is None else [ShipmentLineDraft(lines[which % len(lines)], quantity)]
            self._try(inbound.announce, ShipmentDraft(order, drafts))

    @rule(which=WHICH, counts=st.lists(st.tuples(st.integers(0, 10), st.integers(0, 2)), min_size=3, max_size=3),
          last=st.booleans())  # fmt: skip
    def receive(self, which: int, counts: list[tuple[int, int]], last: bool) -> None:
        if shipment := self._one("shipment", which):
            receipts = [
                ReceiptLine(line, accepted, rejected, ReasonCode.DAMAGED if rejected else None)
                for line, (accepted, rejected) in zip(self.trade.items(shipment), counts, strict=False)
            ]
            self._try(inbound.receive, shipment, receipts, last)

    # -- going out

    @rule(which=WHICH, packed=st.booleans(), quantity=st.none() | QUANTITIES)
    def send(self, which: int, packed: bool, quantity: int | None) -> None:
        if order := self._one("sales_order", which):
            lines = self.trade.lines_of(order, SalesOrderLine)
            drafts = () if quantity is None else [ShipmentLineDraft(lines[which % len(lines)], quantity)]
            self._try(outbound.pack if packed else outbound.plan, ShipmentDraft(order, drafts))

    @rule(which=WHICH, share=st.integers(0, 9))
    def pack(self, which: int, share: int) -> None:
        if shipment := self._one("shipment", which):
            self._try(outbound.pack_planned, shipment, [PackedLine(line, share) for line in self.trade.items(shipment)])

    @rule(which=WHICH, state=st.sampled_from(ShipmentState))
    def move(self, which: int, state: ShipmentState) -> None:
        if shipment := self._one("shipment", which):
            before = self.trade.stored(Shipment, shipment).state
            if self._try(commands.move_to, shipment, state):
                assert state in SHIPMENT_TRANSITIONS[before]

    @rule(which=WHICH, kind=st.sampled_from(ShipmentEventKind))
    def note(self, which: int, kind: ShipmentEventKind) -> None:
        if shipment := self._one("shipment", which):
            self._try(events.record_event, shipment, kind)

    @rule(which=WHICH, lost=st.booleans())
    def give_up(self, which: int, lost: bool) -> None:
        if shipment := self._one("shipment", which):
            self._try(commands.mark_lost if lost else commands.cancel, shipment, "because")

    # -- beside

    @rule(product=PRODUCTS, quantity=st.integers(-5, 5).filter(bool))
    def count(self, product: int, quantity: int) -> None:
        self._try(adjust, self.trade.products[product], quantity)

    @precondition(lambda self: self.trade.ops.can_undo)
    @rule()
    def undo(self) -> None:
        with contextlib.suppress(AppError):
            self.trade.ops.undo()

    @precondition(lambda self: self.trade.ops.can_redo)
    @rule()
    def redo(self) -> None:
        with contextlib.suppress(AppError):
            self.trade.ops.redo()

    @rule(which=WHICH)
    def undo_any(self, which: int) -> None:
        """An older step is taken back whole, or refused whole."""
        entries = [row["id"] for row in rows(self.database, "audit_entry") if row["undoes_id"] is None]
        entry = entries[-1 - which % len(entries)]
        with contextlib.suppress(AppError):
            self.trade.ops.undo_entry(entry)

    # -- what holds at every moment

    @invariant()
    def nothing_is_below_nought_or_promised_twice(self) -> None:
        if not hasattr(self, "trade"):
            return
        on_hand: dict[int, int] = {}
        for row in rows(self.database, "stock_balance"):
            if row["inside"]:
                on_hand[row["product_id"]] = on_hand.get(row["product_id"], 0) + row["quantity"]
        kept: dict[int, int] = {}
        for row in rows(self.database, "reservation"):
            kept[row["product_id"]] = kept.get(row["product_id"], 0) + row["quantity"]
        assert all(quantity >= 0 for quantity in on_hand.values())
        assert all(quantity <= on_hand.get(product, 0) for product, quantity in kept.items())

    def _one(self, table: str, which: int) -> int | None:
        found = rows(self.database, table)
        return found[which % len(found)]["id"] if found else None

    def _try(self, function: object, *arguments: object) -> bool:
        try:
            self.trade.ops.run(function, *arguments)  # type: ignore[arg-type]
        except AppError:
            return False
        return True


@pytest.fixture(autouse=True)
def _template(template: Path) -> None:
    ShippingMachine.template = template


@pytest.mark.usefixtures("_template")
class TestShipping(ShippingMachine.TestCase):
    settings = settings(max_examples=20, stateful_step_count=40, deadline=None)
