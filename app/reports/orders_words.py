"""Orders, quotes and confirmations in words: amounts as the lines are rounded, days and units as on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from app.domain.states import PurchaseOrderState, SalesOrderState
from app.reports import letters
from app.reports.letterhead import address_lines, address_of, pictures_of
from app.reports.letters import column
from app.reports.typesetting import Json, Pictures
from app.services.documents.order_models import PricedLine, PricedOrder, PurchaseOrderDocument, QuoteDocument
from app.wording.formats import NOTHING, Formats
from app.wording.labels import Tone, label

Content = tuple[dict[str, Json], Pictures]
_WORDS: Final = {"none": "There are no lines."}
_P = PurchaseOrderState


def purchase_order_content(order: PurchaseOrderDocument, formats: Formats) -> Content:
    """A purchase order in words."""
    own = order.letterhead.business
    requested, promised = _common_day(order.lines, "requested"), _common_day(order.lines, "promised")
    words: dict[str, Json] = {
        **_order(order, formats, "Purchase order", "Supplier number"),
        "badge": _purchase_badge(order.state),
        "facts": letters.facts(
            [
                ("Deliver to", (own.name, *address_lines(address_of(own))) if own.street or own.city else ()),
                ("Terms", _terms(order, formats)),
                ("Requested", (_day(requested, formats),)),
                ("Promised", (_day(promised, formats),)),
            ]
        ),
        "lines": _lines(order, formats, theirs=True, requested=requested, promised=promised),
    }
    return words, pictures_of(order.letterhead)


def quote_content(quote: QuoteDocument, formats: Formats) -> Content:
    """A quote in words."""
    return _to_customer(quote, formats, "Quote", ("Valid until", _day(quote.valid_until, formats)))


def confirmation_content(order: QuoteDocument, formats: Formats) -> Content:
    """An order confirmation in words."""
    return _to_customer(order, formats, "Order confirmation")


def _to_customer(quote: QuoteDocument, formats: Formats, kind: str, *more: letters.Pair) -> Content:
    requested, promised = _common_day(quote.lines, "requested"), _common_day(quote.lines, "promised")
    words: dict[str, Json] = {
        **_order(quote, formats, kind, "Customer number", *more),
        "badge": letters.badge(label(quote.state), Tone.WARN) if quote.state is SalesOrderState.ON_HOLD else None,
        "facts": letters.facts(
            [
                ("Terms", _terms(quote, formats)),
                ("Delivery", (_day(promised or requested, formats),)),
            ]
        ),
        "lines": _lines(quote, formats, theirs=False, requested=requested, promised=promised),
    }
    return words, pictures_of(quote.letterhead)


def _order(order: PricedOrder, formats: Formats, kind: str, code_label: str, *more: letters.Pair) -> dict[str, Json]:
    contact = order.contact
    return {
        **letters.letter(
            order.letterhead, formats, kind=kind, number=order.number, recipient=order.recipient, words=_WORDS
        ),
        "refer": letters.referring(
            [
                ("Number", order.number),
                ("Date", formats.date_long(order.ordered)),
                *more,
                (code_label, order.recipient.code),
                ("Your tax ID", order.recipient.tax_id),
                ("Our contact", contact.name if contact is not None else ""),
                ("", contact.email if contact is not None else ""),
                ("Currency", order.currency),
            ]
        ),
        "sums": _sums(order, formats),
        "parts": letters.referring([("Notes", order.notes)]),
    }


def _purchase_badge(state: PurchaseOrderState) -> Json:
    """A supplier must not take a draft, or what was called off, for an order."""
    tones = {_P.DRAFT: Tone.WARN, _P.ON_HOLD: Tone.WARN, _P.CANCELLED: Tone.BAD}
    return letters.badge(label(state), tones[state]) if state in tones else None


def _terms(order: PricedOrder, formats: Formats) -> tuple[str, ...]:
    days, incoterm = order.recipient.payment_days, order.recipient.incoterm
    pay = "" if days is None else f"Payment within {formats.days(days)}" if days else "Payment at once"
    return pay, f"Delivery {incoterm}" if incoterm else ""


def _sums(order: PricedOrder, formats: Formats) -> list[Json]:
    rows = [("Total", formats.money_minor(order.total_minor, order.currency))]
    if order.freight_minor:
        rows = [
            ("Net", formats.money_minor(order.net_minor, order.currency)),
            ("Freight", formats.money_minor(order.freight_minor, order.currency)),
            *rows,
        ]
    return letters.referring(rows)


def _lines(
    order: PricedOrder, formats: Formats, *, theirs: bool, requested: date | None, promised: date | None
) -> dict[str, Json]:
    """A column that would be empty in every line is left out; days that all lines share stand above the table."""
    lines = order.lines
    shown = {
        "their_sku": theirs and any(line.their_sku for line in lines),
        "packs": theirs and any(line.pack and line.pack > 1 for line in lines),
        "discount": any(line.discount_ppm for line in lines),
    }
    columns = [
        column("", None, "right"),
        column("Our SKU" if theirs else "SKU"),
        *([column("Your SKU")] if shown["their_sku"] else []),
        column("Description", 1),
        column("Quantity", None, "right"),
        *([column("Packs", None, "right")] if shown["packs"] else []),
        column("Unit price", None, "right"),
        *([column("Discount", None, "right")] if shown["discount"] else []),
        column("Amount", None, "right"),
    ]
    rows: list[Json] = []
    for number, line in enumerate(lines, 1):
        notes = _notes(line, formats, requested=requested, promised=promised)
        row: list[Json] = [
            formats.number(number),
            line.sku,
            *([line.their_sku or NOTHING] if shown["their_sku"] else []),
            {"text": line.product, "notes": notes} if notes else line.product,
            formats.quantity(line.quantity, line.unit_decimals, line.unit),
            *([_packs(line, formats)] if shown["packs"] else []),
            formats.money_minor(line.price_minor, order.currency),
            *([formats.percent_ppm(line.discount_ppm) if line.discount_ppm else NOTHING] if shown["discount"] else []),
            formats.money_minor(line.net_minor, order.currency),
        ]
        rows.append(row)
    return {"columns": list(columns), "rows": rows}


def _notes(line: PricedLine, formats: Formats, *, requested: date | None, promised: date | None) -> list[Json]:
    days = []
    if line.requested is not None and line.requested != requested:
        days.append(f"requested {formats.date(line.requested)}")
    if line.promised is not None and line.promised != promised:
        days.append(f"promised {formats.date(line.promised)}")
    text = ", ".join(days)
    return [text[:1].upper() + text[1:]] if text else []


def _packs(line: PricedLine, formats: Formats) -> str:
    """`4 × 12`: so many packs of so many; a quantity that is no whole number of packs names the pack alone."""
    if not line.pack or line.pack <= 1:
        return NOTHING
    pack = formats.quantity(line.pack, line.unit_decimals)
    whole, rest = divmod(line.quantity, line.pack)
    return f"of {pack}" if rest else f"{formats.number(whole)} × {pack}"


def _common_day(lines: Sequence[PricedLine], name: str) -> date | None:
    """The day that every line names; None when they differ."""
    days: set[date | None] = {getattr(line, name) for line in lines}
    return days.pop() if len(days) == 1 else None


def _day(day: date | None, formats: Formats) -> str:
    return "" if day is None else formats.date_long(day)
