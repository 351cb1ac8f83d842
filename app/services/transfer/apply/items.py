"""Products, and products as suppliers sell them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import Partner, PriceBreak, Product, SupplierItem
from app.domain.errors import ValidationError
from app.domain.parsing.problems import ProblemCode
from app.domain.quantity import from_decimal, to_decimal
from app.domain.vocabulary import ProductStatus, Tracking
from app.services.transfer.apply.job import Job, differing, matched
from app.services.transfer.directory import ProductFacts, folded
from app.services.transfer.plan import NewRow, RowRef
from app.services.transfer.prepare import Row
from app.services.transfer.refusals import from_validation

_FINE_UNITS: Final = frozenset({"kg", "l", "m", "m2", "m²", "m3", "m³", "t", "h", "lb", "oz", "ft", "yd", "gal"})
_QUANTITIES: Final = ("pack_quantity", "minimum", "multiple", "maximum")
_OWN: Final = ("sku", "name", "category", "unit", "currency", "tracking", "shelf_life_days", "status", "notes")


def smallest_units(job: Job, row: Row, name: str, decimals: int) -> int | None:
    """A row's quantity in smallest units; refuses the row when it is finer than the unit."""
    value: Decimal | None = row.get(name)
    if value is None:
        return None
    try:
        return from_decimal(value, decimals, name)
    except ValidationError as error:
        job.prepared.refuse_with(row, name, from_validation(error))
        return None


def load_products(session: Session) -> dict[int, dict[str, Any]]:
    """Products as the fields of their kind (quantities in units, money in minor units)."""
    known = {}
    for item in session.execute(select(*Product.__table__.columns).order_by(Product.id)):
        decimals = item.unit_decimals
        known[item.id] = {
            **{name: getattr(item, name) for name in _OWN},
            "barcode": item.gtin,
            "price": item.price_minor,
            "cost": item.cost_minor,
            "weight": item.weight_g if item.weight_g is None else Decimal(item.weight_g),
            "volume": item.volume_ml if item.volume_ml is None else Decimal(item.volume_ml),
            "reorder_point": None if item.reorder_point is None else to_decimal(item.reorder_point, decimals),
            "target_stock": None if item.target_stock is None else to_decimal(item.target_stock, decimals),
            "unit_decimals": decimals,
            "discontinued": item.status == ProductStatus.DISCONTINUED,
        }
    return known


def apply_products(job: Job) -> None:
    """Plan products. Units that are measured get three decimals, those that are counted none."""
    index = job.directory.index("product")
    known = load_products(job.session)
    seen: dict[RowRef, Row] = {}
    for row in job.good():
        if row.get("category_name"):
            row.values["category"] = row.values.pop("category_name")
        found = matched(job, row, index, "sku", "name", seen)
        if row.bad:
            continue
        if isinstance(found, int):
            seen[found] = row
            _update_product(job, row, found, known[found])
        else:
            _create_product(job, row, seen)


def _columns(job: Job, row: Row, decimals: int) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: row.values[name] for name in _OWN if name in row.values and name not in ("tracking", "status")
    }
    if "tracking" in row.values:
        values["tracking"] = Tracking(row.values["tracking"])
    if "discontinued" in row.values:
        values["status"] = ProductStatus.DISCONTINUED if row.values["discontinued"] else ProductStatus.ACTIVE
    for name, column in (("barcode", "gtin"), ("price", "price_minor"), ("cost", "cost_minor")):
        if name in row.values:
            values[column] = row.values[name]
    for name, column, places in (
        ("weight", "weight_g", 0),
        ("volume", "volume_ml", 0),
        ("reorder_point", "reorder_point", decimals),
        ("target_stock", "target_stock", decimals),
    ):
        if name in row.values:
            values[column] = smallest_units(job, row, name, places)
    return values


def _create_product(job: Job, row: Row, seen: dict[RowRef, Row]) -> None:
    unit = row.get("unit") or "pcs"
    decimals = 3 if unit.lower() in _FINE_UNITS else 0
    values = _columns(job, row, decimals)
    if row.bad:
        return
    if "price" in row.values or "cost" in row.values:
        values.setdefault("currency", job.currency)
    new = job.plan.add(
        Product, **values, sku_fold=folded(values["sku"]), name_fold=folded(values["name"]), unit_decimals=decimals
    )
    job.directory.index("product").add(new, values["sku"], values["name"])
    tracking = values.get("tracking", Tracking.NONE)
    job.directory.products[new] = ProductFacts(
        decimals, tracking, values.get("cost_minor"), values.get("currency"), values.get("price_minor")
    )
    seen[new] = row
    job.plan.created += 1


def _update_product(job: Job, row: Row, product_id: int, known: dict[str, Any]) -> None:
    decimals = known["unit_decimals"]
    values = _columns(job, row, decimals)
    if row.bad:
        return
    current = {
        **known,
        "gtin": known["barcode"],
        "price_minor": known["price"],
        "cost_minor": known["cost"],
        "weight_g": known["weight"],
        "volume_ml": known["volume"],
        "reorder_point": _again(known["reorder_point"], decimals),
        "target_stock": _again(known["target_stock"], decimals),
    }
    changed = differing(current, values)
    if "sku" in changed:
        changed["sku_fold"] = folded(changed["sku"])
    if "name" in changed:
        changed["name_fold"] = folded(changed["name"])
    if ("price_minor" in changed or "cost_minor" in changed) and not (known["currency"] or values.get("currency")):
        changed["currency"] = job.currency
    job.plan.change(Product, product_id, changed)
    if changed:
        job.plan.updated += 1
    else:
        job.plan.unchanged += 1


def _again(value: Decimal | None, decimals: int) -> int | None:
    return None if value is None else int(value.scaleb(decimals))


# -- supplier items


def load_supplier_items(session: Session) -> dict[int, dict[str, Any]]:
    """Supplier items with their codes, quantities in smallest units."""
    columns = SupplierItem.__table__.columns
    query = (
        select(
            *columns,
            Partner.code.label("supplier_code"),
            Partner.name.label("supplier_name"),
            Product.sku,
            Product.unit_decimals,
        )
        .join(Partner, Partner.id == SupplierItem.supplier_id)
        .join(Product, Product.id == SupplierItem.product_id)
        .order_by(SupplierItem.id)
    )
    return {item["id"]: dict(item) for item in session.execute(query).mappings()}


def apply_supplier_items(job: Job) -> None:
    """Plan supplier items; a row with `min_quantity` is a price break of its item."""
    index: dict[tuple[RowRef, RowRef], RowRef] = {}
    known = load_supplier_items(job.session)
    for item_id, item in known.items():
        index.setdefault((item["supplier_id"], item["product_id"]), item_id)
    breaks: dict[tuple[RowRef, int], tuple[int | None, int]] = {
        (item, quantity): (row_id, price)
        for row_id, item, quantity, price in job.session.execute(
            select(PriceBreak.id, PriceBreak.supplier_item_id, PriceBreak.min_quantity, PriceBreak.price_minor)
        )
    }
    plain: dict[RowRef, Row] = {}
    for row in job.good():
        supplier = job.directory.find(row, "supplier", "supplier")
        product = job.directory.find(row, "product", "product")
        if supplier is None or product is None:
            continue
        decimals = job.directory.products[product].unit_decimals
        values = _item_columns(job, row, decimals)
        minimum = smallest_units(job, row, "min_quantity", decimals)
        if row.bad:
            continue
        found = index.get((supplier, product))
        if minimum is None and found in plain:
            job.refuse(row, "product", ProblemCode.DUPLICATE_ROW, first_row=plain[found].line)
            continue
        if found is None:
            found = job.plan.add(SupplierItem, supplier_id=supplier, product_id=product, **_first(values, minimum))
            index[supplier, product] = found
            job.plan.created += 1
        elif minimum is None:
            _change_item(job, found, known, values)
        if minimum is None:
            plain[found] = row
        else:
            _price_break(job, row, found, minimum, breaks)


def _first(values: dict[str, Any], minimum: int | None) -> dict[str, Any]:
    """A break's row may come before the item's own: then the item starts without a price."""
    return values if minimum is None else {name: value for name, value in values.items() if name != "price_minor"}


def _item_columns(job: Job, row: Row, decimals: int) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: row.values[name]
        for name in ("supplier_sku", "currency", "lead_time_days", "valid_from", "valid_to")
        if name in row.values
    }
    for name in _QUANTITIES:
        if name in row.values:
            values[name] = smallest_units(job, row, name, decimals)
    if "price" in row.values:
        values["price_minor"] = row.values["price"]
        values.setdefault("currency", job.currency)
    return values


def _change_item(job: Job, found: RowRef, known: dict[int, dict[str, Any]], values: dict[str, Any]) -> None:
    if isinstance(found, NewRow):
        found.values.update(values)  # its breaks came first
        return
    changed = differing(known[found], values)
    job.plan.change(SupplierItem, found, changed)
    if changed:
        job.plan.updated += 1
    else:
        job.plan.unchanged += 1


def _price_break(
    job: Job, row: Row, item: RowRef, minimum: int, breaks: dict[tuple[RowRef, int], tuple[int | None, int]]
) -> None:
    price = row.get("price")
    if price is None:
        job.refuse(row, "price", ProblemCode.REQUIRED)
        return
    found = breaks.get((item, minimum))
    if found is None:
        job.plan.add(PriceBreak, supplier_item_id=item, min_quantity=minimum, price_minor=price)
        breaks[item, minimum] = (None, price)
        job.plan.created += 1
    elif found[0] is None:
        job.refuse(row, "min_quantity", ProblemCode.DUPLICATE_ROW, first_row=None)
    elif found[1] != price:
        job.plan.change(PriceBreak, found[0], {"price_minor": price})
        job.plan.updated += 1
    else:
        job.plan.unchanged += 1
