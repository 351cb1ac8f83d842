"""The rows of each list as it is exported: the fields of the import kind, so that what goes out comes back equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from app.db.models import Location, Lot, Partner, PriceBreak, Product, StockBalance, StockValuation
from app.domain.money import PPM, exponent, share
from app.domain.quantity import to_decimal_string
from app.domain.states import ShipmentState
from app.services.business.settings import read_business
from app.services.operations import ReadContext
from app.services.transfer.apply import items, known_sales, parties, people, purchasing, relations
from app.services.transfer.apply import receipts as received
from app.services.transfer.apply import shipments as sent
from app.services.transfer.directory import PARTY_ROLES, folded


@dataclass(frozen=True, slots=True)
class Rate:
    """A share between 0 and 1. As text it carries its sign: a bare 0.15 could be read as 15 % or as 0.15 %."""

    share: Decimal

    @property
    def percent(self) -> str:
        """``15%``."""
        return f"{(self.share * 100).normalize():f}%"


Value = str | int | Decimal | bool | date | datetime | tuple[str, ...] | Rate | None
Record = Mapping[str, Value]


def money(minor: int | None, currency: str | None) -> Decimal | None:
    """Major units, exact."""
    return None if minor is None else Decimal(minor).scaleb(-exponent(currency or "USD"))


def _rate(ppm: int) -> Rate | None:
    return Rate(Decimal(ppm) / PPM) if ppm else None


def _code(item: Mapping[str, Any], name: str) -> Any:
    return item.get(f"{name}_code") or item.get(name)


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: None if value == "" else value for name, value in values.items()}


class PartnerNames:
    """What a partner of any role is exported as: its code where that is its alone, else its name."""

    def __init__(self, ctx: ReadContext) -> None:
        rows = ctx.session.execute(select(Partner.code_fold, Partner.name)).all()
        self._codes = Counter(code for code, _ in rows if code)

    def of(self, code: str | None, name: str | None) -> str | None:
        """The text that the import finds the partner by."""
        return code if code and self._codes[folded(code)] == 1 else name


def parties_of(ctx: ReadContext, kind: str) -> Iterator[Record]:
    """Suppliers, customers or carriers."""
    default = read_business(ctx.session).currency
    for entry in parties.load(ctx.session, PARTY_ROLES[kind]).values():
        values = _filled(entry.values)
        yield {**values, "credit_limit": money(values.get("credit_limit"), values.get("currency") or default)}


def staff(ctx: ReadContext, _: str) -> Iterator[Record]:
    """People of the business."""
    yield from map(_filled, people.load_staff(ctx.session).values())


def contacts(ctx: ReadContext, _: str) -> Iterator[Record]:
    """People elsewhere."""
    names = PartnerNames(ctx)
    for entry in people.load_contacts(ctx.session).values():
        company = names.of(entry.values.get("company_code"), entry.values.get("company"))
        yield {**_filled(entry.values), "company": company}


def products(ctx: ReadContext, _: str) -> Iterator[Record]:
    """Products."""
    for item in items.load_products(ctx.session).values():
        values = _filled(item)
        yield {
            **values,
            "price": money(item["price"], item["currency"]),
            "cost": money(item["cost"], item["currency"]),
            "discontinued": item["discontinued"],
            **{
                name: None if item[name] is None else item[name].normalize()
                for name in ("reorder_point", "target_stock")
            },
        }


def supplier_items(ctx: ReadContext, _: str) -> Iterator[Record]:
    """Supplier items, each followed by its price breaks."""
    breaks: dict[int, list[tuple[int, int]]] = {}
    columns = (PriceBreak.supplier_item_id, PriceBreak.min_quantity, PriceBreak.price_minor)
    for item_id, least, amount in ctx.session.execute(select(*columns).order_by(PriceBreak.min_quantity)):
        breaks.setdefault(item_id, []).append((least, amount))
    for item in items.load_supplier_items(ctx.session).values():
        decimals = item["unit_decimals"]
        base = {
            "supplier": _code(item, "supplier") or item["supplier_name"],
            "product": item["sku"],
            "currency": item["currency"],
        }
        quantities = {
            name: _units(item[name], decimals) for name in ("pack_quantity", "minimum", "multiple", "maximum")
        }
        plain = {name: item[name] for name in ("lead_time_days", "valid_from", "valid_to")}
        price = money(item["price_minor"], item["currency"])
        yield {**base, **quantities, **plain, "supplier_sku": item["supplier_sku"] or None, "price": price}
        for least, amount in breaks.get(item["id"], []):
            yield {**base, "price": money(amount, item["currency"]), "min_quantity": _units(least, decimals)}


def _units(value: int | None, decimals: int) -> Decimal | None:
    """A quantity without superfluous zeros."""
    return None if value is None else Decimal(to_decimal_string(value, decimals))


def stock(ctx: ReadContext, _: str) -> Iterator[Record]:
    """What is on hand by place and lot, at today's average cost."""
    currency = read_business(ctx.session).currency
    query = (
        select(
            Product.sku, Product.unit_decimals, Location.name, Lot.code, Lot.expiry, StockBalance.quantity,
            StockValuation.quantity.label("all"), StockValuation.value_minor,
        )
        .join(Product, Product.id == StockBalance.product_id)
        .join(Location, Location.id == StockBalance.location_id)
        .outerjoin(Lot, Lot.id == StockBalance.lot_id)
        .outerjoin(StockValuation, StockValuation.product_id == StockBalance.product_id)
        .where(StockBalance.inside == 1)
        .order_by(Product.id, StockBalance.location_id, StockBalance.id)
    )  # fmt: skip
    for item in ctx.session.execute(query):
        cost = share(item.value_minor, 10**item.unit_decimals, item.all) if item.all else None
        yield {
            "product": item.sku, "quantity": _units(item.quantity, item.unit_decimals), "location": item.name,
            "lot": item.code, "expiry": item.expiry, "unit_cost": money(cost, currency), "as_of": ctx.today,
        }  # fmt: skip


def _order_line(item: Mapping[str, Any]) -> dict[str, Any]:
    currency = item["currency"]
    return {
        **_filled(item),
        "quantity": _units(item["quantity"], item["unit_decimals"]),
        "price": money(item["price_minor"], currency),
        "freight": money(item["freight_minor"], currency),
        "discount": _rate(item["discount_ppm"]),
        "status": item["state"].value,
        "staff": _code(item, "staff"),
    }


def sales_orders(ctx: ReadContext, _: str) -> Iterator[Record]:
    """Sales orders, one row a line."""
    for item in known_sales.load(ctx.session):
        yield {**_order_line(item), "customer": _code(item, "customer"), "carrier": _code(item, "carrier")}


def purchase_orders(ctx: ReadContext, _: str) -> Iterator[Record]:
    """Purchase orders, one row a line."""
    for item in purchasing.load(ctx.session):
        came, decimals = item["accepted"] + item["rejected"], item["unit_decimals"]
        yield {
            **_order_line(item),
            "supplier": _code(item, "supplier"),
            "quantity_received": _units(came, decimals) if came else None,
            "quantity_rejected": _units(item["rejected"], decimals) if item["rejected"] else None,
        }


def receipts(ctx: ReadContext, _: str) -> Iterator[Record]:
    """What was received, one row a line."""
    for item in received.load(ctx.session):
        decimals = item["unit_decimals"]
        rejected = _units(item["rejected"], decimals) if item["rejected"] else None
        reason = item["reason"].value if item["reason"] else None
        yield {**item, "quantity": _units(item["quantity"], decimals), "rejected": rejected, "reason": reason}


def shipments(ctx: ReadContext, _: str) -> Iterator[Record]:
    """Shipments in and out, one row a line."""
    names = PartnerNames(ctx)
    for item in sent.load(ctx.session):
        yield {
            **_filled(item),
            "direction": item["kind"].value,
            "order": item["sales_order"] or item["purchase_order"],
            "party": names.of(item["party_code"], item["party"]),
            "carrier": names.of(item["carrier_code"], item["carrier"]),
            "quantity": _units(item["quantity"], item["unit_decimals"]),
            "freight": money(item["freight_minor"], item["currency"]),
            "weight": item["weight"],
            "status": _STATUS.get(item["state"], item["state"].value),
        }


_STATUS: Final = {
    ShipmentState.ARRIVED: "in_transit",
    ShipmentState.PARTLY_RECEIVED: "in_transit",
    ShipmentState.LOST: "in_transit",
}


def interactions(ctx: ReadContext, _: str) -> Iterator[Record]:
    """What was said with whom."""
    names = PartnerNames(ctx)
    for item in relations.load(ctx.session):
        yield {**_filled(item), "party": names.of(item["party_code"], item["party"]), "staff": _code(item, "staff")}


LISTS: Final[Mapping[str, Callable[[ReadContext, str], Iterable[Record]]]] = {
    "staff": staff,
    "suppliers": parties_of,
    "customers": parties_of,
    "carriers": parties_of,
    "contacts": contacts,
    "products": products,
    "supplier_items": supplier_items,
    "stock": stock,
    "sales_orders": sales_orders,
    "purchase_orders": purchase_orders,
    "receipts": receipts,
    "shipments": shipments,
    "interactions": interactions,
}
