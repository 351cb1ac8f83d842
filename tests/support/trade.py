"""A small trading business made by the use cases: a supplier, a customer, a carrier, products, orders both ways."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from app.db.engine import Database
from app.db.models import Partner, Product, PurchaseOrderLine, SalesOrderLine, Setting, ShipmentLine, SupplierTerms
from app.domain.text import fold
from app.domain.vocabulary import Tracking
from app.services.integrity import check
from app.services.operations import Operations, WriteContext, command
from app.services.purchasing import commands as purchasing
from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft
from app.services.sales_orders import commands as sales
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday."""
TODAY = date(2026, 11, 23)
NAMES = ("Bowl 16 cm, sand", "Jug 1 l", "Plate 24 cm", "Spoon", "Flour")


@dataclass
class Trade:
    """The business and its ids."""

    ops: Operations
    supplier: int
    customer: int
    carrier: int
    products: list[int] = field(default_factory=list)

    def buy(self, lines: Sequence[tuple[int, int]], promised: date | None = TODAY, price: int = 500) -> int:
        """A confirmed purchase order of (product's place, quantity)."""
        drafts = [PurchaseLineDraft(self.products[place], quantity, price) for place, quantity in lines]
        order = self.ops.run(
            purchasing.create, PurchaseOrderDraft(self.supplier, drafts, ordered=date(2026, 11, 1))
        ).value
        self.ops.run(purchasing.send, order)
        promises = dict.fromkeys(self.lines_of(order, PurchaseOrderLine), promised) if promised else {}
        self.ops.run(purchasing.confirm, order, promises)
        return order

    def sell(self, lines: Sequence[tuple[int, int]], promised: date | None = TODAY, price: int = 900) -> int:
        """A confirmed sales order of (product's place, quantity)."""
        drafts = [SalesLineDraft(self.products[place], count, price, promised=promised) for place, count in lines]
        order = self.ops.run(sales.quote, SalesOrderDraft(self.customer, drafts, ordered=date(2026, 11, 2))).value
        self.ops.run(sales.confirm, order)
        return order

    def stock(self, lines: Sequence[tuple[int, int]]) -> int:
        """Buy and receive at once; the shipment."""
        from app.services.shipments import inbound
        from app.services.shipments.read_models import ReceiptLine, ShipmentDraft

        shipment = self.ops.run(inbound.announce, ShipmentDraft(self.buy(lines))).value
        receipts = [
            ReceiptLine(line, quantity) for line, (_, quantity) in zip(self.items(shipment), lines, strict=True)
        ]
        self.ops.run(inbound.receive, shipment, receipts)
        return shipment

    def lines_of(self, order: int, model: type[PurchaseOrderLine] | type[SalesOrderLine]) -> list[int]:
        """The ids of an order's lines."""
        return self._ids(model, model.order_id == order)

    def items(self, shipment: int) -> list[int]:
        """The ids of a shipment's lines."""
        return self._ids(ShipmentLine, ShipmentLine.shipment_id == shipment)

    def stored(self, model: type, id_: int) -> object:
        """A row as it is stored now."""
        with self.ops.database.read() as session:
            found = session.get(model, id_)
            session.expunge_all()
            return found

    def on_hand(self, place: int) -> int:
        """What of a product is inside the business."""
        from sqlalchemy import func, select

        from app.db.models import StockBalance

        wanted = (StockBalance.product_id == self.products[place], StockBalance.inside == True)  # noqa: E712
        with self.ops.database.read() as session:
            return int(
                session.execute(select(func.coalesce(func.sum(StockBalance.quantity), 0)).where(*wanted)).scalar_one()
            )

    def another_supplier(self, name: str) -> int:
        """One more supplier."""
        return self.ops.run(add_supplier, name).value

    def sound(self) -> None:
        """Every invariant holds."""
        found = self.ops.read(check.run_check)
        assert not found.findings, found

    def _ids(self, model: type, condition: object) -> list[int]:
        from sqlalchemy import select

        with self.ops.database.read() as session:
            statement = select(model.id).where(condition).order_by(model.position, model.id)  # type: ignore[attr-defined]
            return list(session.execute(statement).scalars())


def open_shop(database: Database, *, tolerance_ppm: int = 0) -> Trade:
    """The business in an empty database, on a Monday morning."""
    ops = Operations(database, now=lambda: NOW)
    ids = ops.run(furnish, tolerance_ppm).value
    return Trade(ops, *ids[:3], products=list(ids[3:]))


@command("supplier.save")
def add_supplier(ctx: WriteContext, name: str) -> int:
    """A supplier with nothing but its name."""
    supplier = Partner(name=name, name_fold=fold(name), is_supplier=True, currency="USD")
    ctx.session.add(supplier)
    ctx.session.flush()
    return supplier.id


@command("profile.create", undoable=False)
def furnish(ctx: WriteContext, tolerance_ppm: int) -> tuple[int, ...]:
    """Partners, products and settings; the fifth product is a food by weight, tracked by lot."""
    ctx.session.add_all([Setting(key="business.currency", value='"USD"'), Setting(key="business.name", value='"Shop"')])
    parties = [
        Partner(name="Alder Ceramics", name_fold="alder ceramics", is_supplier=True, currency="USD"),
        Partner(name="Harbour Café", name_fold=fold("Harbour Café"), is_customer=True, currency="USD"),
        Partner(name="DPD", name_fold="dpd", is_carrier=True),
    ]
    products = [
        Product(
            sku=f"P-{place}", sku_fold=f"p-{place}", name=name, name_fold=fold(name), currency="USD",
            gtin=f"400638133393{place}", price_minor=900,
            tracking=Tracking.LOT if name == "Flour" else Tracking.NONE,
            unit_decimals=3 if name == "Flour" else 0, unit="kg" if name == "Flour" else "pcs",
        )
        for place, name in enumerate(NAMES)
    ]  # fmt: skip
    ctx.session.add_all([*parties, *products])
    ctx.session.flush()
    ctx.session.add(SupplierTerms(partner_id=parties[0].id, over_receipt_ppm=tolerance_ppm))
    ctx.session.flush()
    return tuple(row.id for row in [*parties, *products])
