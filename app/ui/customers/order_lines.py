"""The columns of a sales order's lines: what was sold, what stock says to it, what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.domain.clock import utc_now
from app.services.sales_orders.read_models import SalesLine
from app.ui.shared.columns import Column, Tone
from app.ui.shared.formats import formats
from app.wording import selling


def line_columns(currency: Callable[[], str]) -> tuple[Column[SalesLine], ...]:
    """The columns; `currency()` is that of the order that shows."""

    def price(line: SalesLine) -> str:
        return formats().money_minor(line.price_minor, currency())

    def net(line: SalesLine) -> str:
        return formats().money_minor(line.net_minor, currency())

    return (
        Column("product", "Product", lambda line: line.product, tooltip=_product_tip, width=100, stretch=True),
        Column("quantity", "Qty", _quantity, tooltip=_quantity_tip, numeric=True, width=76),
        Column("stock", "Stock", _stock, badge=_stock_tone, tooltip=_stock_tip, width=124),
        Column("price", "Price", price, note=_discount, tooltip=_discount_tip, numeric=True, width=84),
        Column("net", "Total", net, numeric=True, width=100),
    )


def _today() -> date:
    return formats().local_date(utc_now())


def _product_tip(line: SalesLine) -> str:
    return f"{line.product}\n{line.sku}"


def _quantity(line: SalesLine) -> str:
    words = formats()
    whole = words.quantity(line.quantity, line.unit_decimals, "" if line.unit == "pcs" else line.unit)
    partly = 0 < line.shipped < line.quantity
    return f"{words.quantity(line.shipped, line.unit_decimals)} of {whole}" if partly else whole


def _quantity_tip(line: SalesLine) -> str:
    words = formats()
    parts = [words.quantity(line.quantity, line.unit_decimals, line.unit)]
    if line.shipped:
        parts.append(f"{words.quantity(line.shipped, line.unit_decimals)} shipped")
    if line.closed_short:
        parts.append(f"{words.quantity(line.closed_short, line.unit_decimals)} closed short")
    return ", ".join(parts)


def _stock(line: SalesLine) -> str:
    if line.truth is None:
        return "Closed short" if line.closed_short else "Shipped" if line.shipped >= line.quantity > 0 else ""
    return selling.line_stock(line, formats(), _today())


def _stock_tone(line: SalesLine) -> Tone | None:
    if line.truth is None:
        return Tone.NEUTRAL if _stock(line) else None
    return Tone(selling.truth_tone(line.truth, line.promised).value)


def _stock_tip(line: SalesLine) -> str | None:
    words, parts = formats(), []
    if line.kept:
        parts.append(f"{words.quantity(line.kept, line.unit_decimals, line.unit)} reserved")
    if line.promised is not None:
        late = ", which has passed" if line.late else ""
        parts.append(f"Promised for {words.date(line.promised)}{late}")
        if line.first_promised is not None and line.first_promised != line.promised:
            ago = f", {words.days(line.behind_days)} ago" if line.behind_days else ""
            parts.append(f"At first for {words.date(line.first_promised)}{ago}: on time is judged by this")
        if line.truth is not None and selling.comes_late(line.truth, line.promised):
            parts.append("The last of it comes after that")
    return "\n".join(parts) or None


def _discount(line: SalesLine) -> str | None:
    return f"−{formats().percent_ppm(line.discount_ppm)}" if line.discount_ppm else None


def _discount_tip(line: SalesLine) -> str | None:
    return f"{formats().percent_ppm(line.discount_ppm)} discount" if line.discount_ppm else None
