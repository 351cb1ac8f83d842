"""The packing list in words: what is in the parcel and what follows, with weights and lots, without prices."""

from __future__ import annotations

from typing import Final

from app.domain.money import divide_half_up
from app.domain.states import ShipmentState
from app.reports import letters
from app.reports.letterhead import pictures_of
from app.reports.letters import column
from app.reports.typesetting import Json, Pictures
from app.services.documents.order_models import FollowingLine, PackedLine, PackedLot, PackingListDocument
from app.wording.formats import NOTHING, Formats
from app.wording.labels import Tone, label

_WORDS: Final = {"none": "The shipment is empty.", "following": "Still to follow"}
_KG_DECIMALS: Final = 3


def packing_list_content(shipment: PackingListDocument, formats: Formats) -> tuple[dict[str, Json], Pictures]:
    """A packing list in words."""
    contact = shipment.contact
    several = len(shipment.orders) > 1
    words: dict[str, Json] = {
        **letters.letter(
            shipment.letterhead, formats, kind="Packing list", number=shipment.number, recipient=shipment.recipient,
            words=_WORDS,
        ),
        "badge": _badge(shipment.state),
        "refer": letters.referring(
            [
                ("Shipment", shipment.number),
                ("Your orders" if several else "Your order", ", ".join(shipment.orders)),
                ("Shipped" if shipment.shipped else "Promised", _day(shipment, formats)),
                ("Carrier", shipment.carrier),
                ("Tracking", shipment.tracking),
                ("Customer number", shipment.recipient.code),
                ("Our contact", contact.name if contact is not None else ""),
                ("", contact.email if contact is not None else ""),
            ]
        ),
        "facts": [],
        "lines": _lines(shipment, formats),
        "sums": _sums(shipment, formats),
        "following": _following(shipment.following, formats, several=several),
        "parts": letters.referring([("Notes", shipment.notes)]),
    }  # fmt: skip
    return words, pictures_of(shipment.letterhead)


def _badge(state: ShipmentState) -> Json:
    tones = {ShipmentState.CANCELLED: Tone.BAD, ShipmentState.LOST: Tone.BAD}
    return letters.badge(label(state), tones[state]) if state in tones else None


def _day(shipment: PackingListDocument, formats: Formats) -> str:
    day = shipment.shipped or shipment.promised
    return "" if day is None else formats.date_long(day)


def _lines(shipment: PackingListDocument, formats: Formats) -> dict[str, Json]:
    several = len(shipment.orders) > 1
    weighed = any(line.weight_g is not None for line in shipment.lines)
    columns = [
        column("", None, "right"),
        column("SKU"),
        column("Description", 1),
        *([column("Order")] if several else []),
        column("Ordered", None, "right"),
        column("In this shipment", None, "right"),
        *([column("Weight", None, "right")] if weighed else []),
    ]
    rows: list[Json] = []
    for number, line in enumerate(shipment.lines, 1):
        weight = _weight(line)
        notes: list[Json] = [_lot(lot, line, formats) for lot in line.lots]
        row: list[Json] = [
            formats.number(number),
            line.sku,
            {"text": line.product, "notes": notes} if notes else line.product,
            *([line.order or NOTHING] if several else []),
            formats.quantity(line.ordered, line.unit_decimals, line.unit),
            formats.quantity(line.quantity, line.unit_decimals, line.unit),
            *([NOTHING if weight is None else _kg(weight, formats)] if weighed else []),
        ]
        rows.append(row)
    return {"columns": list(columns), "rows": rows}


def _lot(lot: PackedLot, line: PackedLine, formats: Formats) -> str:
    parts = [f"Lot {lot.code}"]
    if lot.quantity != line.quantity:
        parts.append(formats.quantity(lot.quantity, line.unit_decimals, line.unit))
    if lot.expiry is not None:
        parts.append(f"use by {formats.date(lot.expiry)}")
    return ", ".join(parts)


def _sums(shipment: PackingListDocument, formats: Formats) -> list[Json]:
    """The goods' weight where every product's is known, and the parcel's as it was weighed."""
    weights = [_weight(line) for line in shipment.lines]
    known = [weight for weight in weights if weight is not None]
    net = _kg(sum(known), formats) if known and len(known) == len(weights) else ""
    parcel = "" if shipment.weight_g is None else _kg(shipment.weight_g, formats)
    return letters.referring([("Weight of the goods", net), ("Weight of the parcel", parcel)])


def _weight(line: PackedLine) -> int | None:
    """In grams; a part of a unit weighs its share."""
    return None if line.weight_g is None else divide_half_up(line.weight_g * line.quantity, 10**line.unit_decimals)


def _kg(grams: int, formats: Formats) -> str:
    return formats.quantity(grams, _KG_DECIMALS, "kg")


def _following(lines: tuple[FollowingLine, ...], formats: Formats, *, several: bool) -> dict[str, Json]:
    columns = [
        column("SKU"),
        column("Description", 1),
        *([column("Order")] if several else []),
        column("Quantity", None, "right"),
        column("Promised", None, "right"),
    ]
    rows: list[Json] = [
        [
            line.sku,
            line.product,
            *([line.order] if several else []),
            formats.quantity(line.quantity, line.unit_decimals, line.unit),
            NOTHING if line.promised is None else formats.date(line.promised),
        ]
        for line in lines
    ]
    return {"columns": list(columns), "rows": rows}
