"""Random movements, undone and redone at random, keep the ledger's invariants and agree with a slow model of it."""

import shutil
import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.db.engine import Database
from app.db.models import Location, Product
from app.domain import places
from app.domain.errors import ConflictError, ValidationError
from app.domain.vocabulary import LocationKind, MoveKind
from app.services.operations import Operations, WriteContext, command
from app.services.stock.ledger import Posting, post
from tests.support.database import NewPlace
from tests.support.rows import rows

INSIDE = (places.MAIN_SITE, 8)


@command("product.save")
def furnish(ctx: WriteContext) -> None:
    ctx.session.add(Location(id=8, name="Back room", name_fold="back room", kind=LocationKind.BIN, parent_id=7))
    for sku in ("A", "B"):
        ctx.session.add(Product(sku=sku, sku_fold=sku.lower(), name=sku, name_fold=sku.lower()))


@command("stock.adjust")
def move(ctx: WriteContext, posting: Posting) -> None:
    post(ctx, [posting])


class LedgerMachine(RuleBasedStateMachine):
    """The model is the list of balances after each operation; undo and redo walk along it."""

    new_place: NewPlace

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.database = Database(type(self).new_place(self.folder))
        self.ops = Operations(self.database)
        self.past: list[dict[tuple[int, int], int]] = []
        self.future: list[dict[tuple[int, int], int]] = []
        self.now: dict[tuple[int, int], int] = {}

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)

    @initialize()
    def start(self) -> None:
        self.ops.run(furnish)

    def _do(self, posting: Posting) -> None:
        wanted = dict(self.now)
        for place, sign in ((posting.source_id, -1), (posting.target_id, 1)):
            key = posting.product_id, place
            wanted[key] = wanted.get(key, 0) + sign * posting.quantity
        possible = all(quantity >= 0 for (_, place), quantity in wanted.items() if place in INSIDE)
        if not possible:
            with pytest.raises(ValidationError):
                self.ops.run(move, posting)
            return
        self.ops.run(move, posting)
        self.past.append(self.now)
        self.future.clear()
        self.now = wanted

    @rule(
        product=st.sampled_from((1, 2)),
        place=st.sampled_from(INSIDE),
        quantity=st.integers(1, 9),
        value=st.integers(0, 999),
    )
    def receive(self, product: int, place: int, quantity: int, value: int) -> None:
        self._do(
            Posting(product, places.SUPPLIER, place, quantity, MoveKind.RECEIPT, "shipment_line", value_minor=value)
        )

    @rule(product=st.sampled_from((1, 2)), place=st.sampled_from(INSIDE), quantity=st.integers(1, 9))
    def issue(self, product: int, place: int, quantity: int) -> None:
        self._do(Posting(product, place, places.CUSTOMER, quantity, MoveKind.ISSUE, "shipment_line"))

    @rule(product=st.sampled_from((1, 2)), back=st.booleans(), quantity=st.integers(1, 9))
    def transfer(self, product: int, back: bool, quantity: int) -> None:
        source, target = INSIDE[::-1] if back else INSIDE
        self._do(Posting(product, source, target, quantity, MoveKind.TRANSFER, "audit_entry"))

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        self.ops.undo()
        self.future.append(self.now)
        self.now = self.past.pop()

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        self.ops.redo()
        self.past.append(self.now)
        self.now = self.future.pop()

    @rule(which=st.integers(0, 30))
    def undo_any(self, which: int) -> None:
        """An older step is taken back whole, or refused whole; the model then follows the ledger."""
        entries = [row["id"] for row in rows(self.database, "audit_entry") if row["operation"] == "stock.adjust"]
        if which < len(entries) - 1:
            before = self._balances()
            try:
                self.ops.undo_entry(entries[which])
            except ConflictError:
                assert self._balances() == before
            self.ops.sign_in_as(None)
            self.past.clear()
            self.future.clear()
            self.now = self._balances()

    @invariant()
    def balances_follow_the_moves(self) -> None:
        sums: dict[tuple[int, int], int] = {}
        values: dict[int, int] = {}
        quantities: dict[int, int] = {}
        for row in rows(self.database, "stock_move"):
            for place, sign in ((row["from_location_id"], -1), (row["to_location_id"], 1)):
                key = row["product_id"], place
                sums[key] = sums.get(key, 0) + sign * row["quantity"]
                if place in INSIDE:
                    values[key[0]] = values.get(key[0], 0) + sign * row["value_minor"]
                    quantities[key[0]] = quantities.get(key[0], 0) + sign * row["quantity"]
        assert {key: value for key, value in sums.items() if value} == self._balances()
        assert self._balances() == {key: value for key, value in self.now.items() if value}
        for row in rows(self.database, "stock_valuation"):
            product = row["product_id"]
            assert (row["quantity"], row["value_minor"]) == (quantities[product], values[product])
            assert row["quantity"] > 0
            assert row["value_minor"] >= 0

    @invariant()
    def every_product_sums_to_zero(self) -> None:
        totals: dict[int, Fraction] = {}
        for (product, _), quantity in self._balances().items():
            totals[product] = totals.get(product, Fraction(0)) + quantity
        assert not any(totals.values())

    def _balances(self) -> dict[tuple[int, int], int]:
        return {
            (row["product_id"], row["location_id"]): row["quantity"] for row in rows(self.database, "stock_balance")
        }


@pytest.fixture(autouse=True)
def _new_place(new_place: NewPlace) -> None:
    LedgerMachine.new_place = staticmethod(new_place)


@pytest.mark.usefixtures("_new_place")
class TestLedger(LedgerMachine.TestCase):
    settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
