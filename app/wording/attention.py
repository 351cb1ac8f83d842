"""What needs attention, in words: what is the matter, what hangs on it, and the one thing to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.services.today.read_models import Attention, AttentionRow, TeamRow
from app.wording.formats import Formats


@dataclass(frozen=True, slots=True)
class AttentionText:
    """A row's two lines, the name of its action, and a tone."""

    title: str
    note: str
    action: str
    tone: str


_TONES: Final[Mapping[Attention, str]] = {
    Attention.LATE_IN: "bad",
    Attention.LATE_OUT: "bad",
    Attention.LATE_DELIVERY: "bad",
    Attention.SHORT: "warn",
    Attention.REORDER: "warn",
    Attention.QUIET: "info",
}
_ACTIONS: Final[Mapping[Attention, str]] = {
    Attention.LATE_IN: "Open shipment",
    Attention.LATE_OUT: "Open order",
    Attention.LATE_DELIVERY: "Open shipment",
    Attention.SHORT: "Open order",
    Attention.REORDER: "Open products",
    Attention.QUIET: "Plan a call",
}


def attention_text(row: AttentionRow, formats: Formats) -> AttentionText:
    """A row in words."""
    title, note = _words(row, formats)
    return AttentionText(title, note, _action(row), _TONES[row.kind])


def _action(row: AttentionRow) -> str:
    """The name of what resolves it."""
    if row.kind is Attention.LATE_IN:
        if row.orders:
            return "See who to call"
        return "Open shipment" if row.entity == "shipment" else "Open order"
    if row.kind is Attention.LATE_OUT and row.entity == "shipment":
        return "Send it"
    if row.kind is Attention.REORDER and row.entity == "purchase_order":
        return "Draft orders" if row.lines > 1 else "Draft order"
    return _ACTIONS[row.kind]


def team_text(row: TeamRow, formats: Formats) -> tuple[str, str]:
    """What a person did this week, and what they sold."""
    did = f"{formats.count(row.calls, 'call', 'calls')} · {formats.number(row.due)} due"
    sold = f"{formats.count(row.orders, 'order', 'orders')}" if row.orders else "no orders"
    if row.sales_minor:
        sold = f"{sold} · {formats.money_minor(row.sales_minor, row.currency, whole=True)}"
    return did, sold


def _words(row: AttentionRow, formats: Formats) -> tuple[str, str]:
    money = formats.money_minor(row.at_risk_minor, row.currency, whole=True) if row.at_risk_minor else ""
    late = f"{formats.days(row.days)} late"
    lines = formats.count(row.lines, "line", "lines")
    match row.kind:
        case Attention.LATE_IN:
            title = f"Late inbound {row.number} from {row.partner}"
            if row.orders:
                title += f" endangers {formats.count(row.orders, 'customer order', 'customer orders')}"
            return title, _joined(_first_product(row, formats), late, money and f"{money} of sales at risk")
        case Attention.LATE_OUT:
            short = f"{row.product} is short" if row.product else ""
            return f"Order {row.number} for {row.partner} is not shipped", _joined(late, lines, short, money)
        case Attention.LATE_DELIVERY:
            return f"Shipment {row.number} to {row.partner} has not arrived", _joined(late, money)
        case Attention.SHORT:
            return (
                f"Order {row.number} for {row.partner} has not all it needs",
                _joined(_first_product(row, formats), money and f"{money} waits for stock"),
            )
        case Attention.REORDER:
            products = formats.count(row.lines, "product is", "products are")
            more = f" and {formats.number(row.lines - 1)} more" if row.lines > 1 else ""
            return f"{products} at or below the reorder point", f"{row.product}{more}, with what is on order counted"
        case Attention.QUIET:
            return (
                f"{row.partner} has not ordered for {formats.days(row.days)}",
                _joined(f"Usually every {formats.days(row.usual_days)}", money and f"about {money} of orders missing"),
            )


def _first_product(row: AttentionRow, formats: Formats) -> str:
    more = f" and {formats.number(row.lines - 1)} more" if row.lines > 1 else ""
    return f"{row.product}{more}"


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
