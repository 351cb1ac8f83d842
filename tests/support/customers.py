"""A few customers, people and orders for tests of services, and a whole database as a value."""

from datetime import UTC, date, datetime

from sqlalchemy import text

from app.db.base import Base
from app.db.engine import Database
from app.db.models import (
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentLine,
    Staff,
)
from app.domain.vocabulary import Role
from app.services.operations import Operations, WriteContext, command

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday."""

UNCOMPARED = {"audit_entry", "change_record"}


def at_noon(ops: Operations, moment: datetime = NOW) -> Operations:
    """The operations with a clock that stands still."""
    ops.now = lambda: moment
    return ops


def staff(database: Database, role: Role, name: str | None = None) -> int:
    """Somebody of this role who signs in."""
    called = name or role.value
    with database.write() as session:
        person = Staff(name=called, name_fold=called, role=role, signs_in=True)
        session.add(person)
        session.flush()
        return person.id


def acting(database: Database, staff_id: int, moment: datetime = NOW) -> Operations:
    """Operations for this person."""
    ops = at_noon(Operations(database), moment)
    ops.sign_in_as(staff_id)
    return ops


@command("sales_order.save")
def add_order(
    ctx: WriteContext,
    customer_id: int,
    number: str,
    ordered: date,
    net: int = 10_000,
    *,
    state: str = "confirmed",
    currency: str = "EUR",
    promised: date | None = None,
    shipped: date | None = None,
    quantity: int = 2,
) -> int:
    """An order of one line; shipped whole on a day when one is given."""
    session = ctx.session
    product = session.query(Product).first()
    if product is None:
        product = Product(sku="JUG-100", sku_fold="jug-100", name="Glass jug", name_fold="glass jug")
        session.add(product)
        session.flush()
    order = SalesOrder(
        number=number,
        number_fold=number.lower(),
        customer_id=customer_id,
        state=state,
        ordered=ordered,
        currency=currency,
    )
    session.add(order)
    session.flush()
    line = SalesOrderLine(
        order_id=order.id, position=1, product_id=product.id, quantity=quantity, price_minor=net // quantity,
        net_minor=net, current_promise=promised, shipped=quantity if shipped else 0,
    )  # fmt: skip
    session.add(line)
    session.flush()
    if shipped:
        sent = Shipment(
            number=f"OUT-{number}", number_fold=f"out-{number}".lower(), kind="out", state="in_transit",
            partner_id=customer_id, promised=promised, shipped=shipped,
        )  # fmt: skip
        session.add(sent)
        session.flush()
        session.add(
            ShipmentLine(
                shipment_id=sent.id, position=1, sales_order_line_id=line.id, product_id=product.id, quantity=quantity
            )
        )
    session.flush()
    return order.id


@command("purchase_order.save")
def add_purchase(ctx: WriteContext, supplier_id: int, number: str, ordered: date, net: int) -> int:
    """An order to a supplier, of one line."""
    session = ctx.session
    product = session.query(Product).one()
    order = PurchaseOrder(
        number=number,
        number_fold=number.lower(),
        supplier_id=supplier_id,
        state="sent",
        ordered=ordered,
        currency="EUR",
    )
    session.add(order)
    session.flush()
    session.add(
        PurchaseOrderLine(
            order_id=order.id, position=1, product_id=product.id, quantity=1, price_minor=net, net_minor=net
        )
    )
    session.flush()
    return order.id


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the audit, without versions."""
    found = {}
    with database.read() as session:
        for table in Base.metadata.sorted_tables:
            if table.name in UNCOMPARED:
                continue
            columns = ", ".join(column.name for column in table.columns if column.name != "version")
            rows = session.execute(text(f"SELECT {columns} FROM {table.name} ORDER BY id")).all()
            found[table.name] = [tuple(row) for row in rows]
        rows = session.execute(text("SELECT rowid, * FROM search_entry ORDER BY rowid")).all()
        found["search_entry"] = [tuple(row) for row in rows]
    return found


def sound(database: Database) -> bool:
    """Whether search index and figures are what they are made from."""
    from app.db import facts, search

    with database.read() as session:
        return not search.verify(session) and not facts.facts_findings(session.connection())
