"""How a shipment's way, stage and standing are said, alike on the screen, the board and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from app.domain.punctuality import Punctuality, Standing
from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from app.services.shipments.impact_models import WayKind
from app.wording import labels
from app.wording.formats import NOTHING, Formats
from app.wording.labels import Tone
from app.wording.locales import NO_BREAK_SPACE

if TYPE_CHECKING:
    from app.services.shipments.impact_models import Impact, ImpactOrder, WayOut
    from app.services.shipments.read_models import ShipmentDetail, ShipmentRow

WAYS: Final[Mapping[ShipmentKind, str]] = {
    ShipmentKind.IN: "In",
    ShipmentKind.OUT: "Out",
    ShipmentKind.TRANSFER: "Move",
    ShipmentKind.RETURN_IN: "Return",
    ShipmentKind.RETURN_OUT: "Return",
}
_STANDINGS: Final[Mapping[Standing, tuple[str, Tone]]] = {
    Standing.LATE: ("{n} d late", Tone.BAD),
    Standing.DUE_TODAY: ("Due today", Tone.WARN),
    Standing.ON_TIME: ("On time", Tone.GOOD),
    Standing.UNDATED: ("No date", Tone.NEUTRAL),
    Standing.PERFECT: ("Perfect", Tone.GOOD),
    Standing.DONE: ("Done", Tone.NEUTRAL),
    Standing.DONE_LATE: ("{n} d late", Tone.WARN),
    Standing.REJECTED: ("{n} rejected", Tone.BAD),
    Standing.SHORT: ("{n} short", Tone.WARN),
    Standing.LOST: ("Lost", Tone.BAD),
    Standing.CANCELLED: ("Cancelled", Tone.NEUTRAL),
}


def standing(found: Punctuality, formats: Formats) -> str:
    """How a shipment stands: `3 d late`, `Due today`, `Perfect`."""
    text, _tone = _STANDINGS[found.standing]
    return text.format(n=formats.number(found.amount)).replace(" ", NO_BREAK_SPACE)


def standing_tone(found: Punctuality) -> Tone:
    """How that feels."""
    return _STANDINGS[found.standing][1]


def stage(row: ShipmentRow) -> str:
    """Where it is: `In transit`, `Customs`, `Packed`."""
    return "Customs" if row.customs else labels.label(row.state)


def party(row: ShipmentRow) -> str:
    """From or to whom: `from Alder Ceramics`."""
    word = "from" if row.kind in (ShipmentKind.IN, ShipmentKind.RETURN_IN) else "to"
    return f"{word} {row.party}" if row.party else NOTHING


def steps(detail: ShipmentDetail) -> tuple[tuple[str, ...], int, bool]:
    """The stage line: the words of its steps, the place of the current one, and whether the way ended badly there."""
    row = detail.row
    happened = {event.kind for event in detail.events}
    if row.kind is ShipmentKind.IN:
        arrived = "Partly received" if row.state is ShipmentState.PARTLY_RECEIVED else "Arrived"
        words = ["Booked", "Picked up", "Customs" if row.customs else "Transit", arrived, "Received"]
        places = {
            ShipmentState.PLANNED: 1 if ShipmentEventKind.PICKED_UP in happened else 0,
            ShipmentState.IN_TRANSIT: 2,
            ShipmentState.ARRIVED: 3,
            ShipmentState.PARTLY_RECEIVED: 3,
            ShipmentState.RECEIVED: 4,
        }
    elif row.kind is ShipmentKind.RETURN_IN:
        words = ["Sent back", "Received"]
        places = {ShipmentState.PLANNED: 0, ShipmentState.IN_TRANSIT: 0, ShipmentState.RECEIVED: 1}
    else:
        words = ["Planned", "Packed", "Customs" if row.customs else "Transit", "Delivered"]
        places = {
            ShipmentState.PLANNED: 0,
            ShipmentState.PACKED: 1,
            ShipmentState.IN_TRANSIT: 2,
            ShipmentState.DELIVERED: 3,
        }
    if row.state not in places:
        place = 2 if row.state is ShipmentState.LOST and len(words) > 2 else 0
        words[place] = labels.label(row.state)
        return tuple(words), place, True
    return tuple(words), places[row.state], False


def impact_sentence(impact: Impact, formats: Formats) -> str:
    """What is held up: `3 customer orders worth $1,284 can’t be filled until this arrives`."""
    orders = impact.orders
    count = len(orders)
    if not count:
        return ""
    currencies = {order.currency for order in orders}
    worth = ""
    if len(currencies) == 1:
        total = sum(order.value_minor for order in orders)
        worth = f" worth {formats.money_minor(total, orders[0].currency, whole=True)}"
    number = formats.count(count, "customer order", "customer orders")
    return f"{number}{worth} can’t be filled until this arrives"


def expected_sentence(impact: Impact, formats: Formats) -> str:
    """When it is expected now: its promise, else what its supplier’s lateness lets one expect."""
    expected = impact.expected
    if expected is None:
        return "No day is promised for it."
    if impact.late:
        return f"Expected about {formats.date(expected)}, as late as this supplier usually is."
    return f"Promised for {formats.date(expected)}."


def waiting_for(order: ImpactOrder, formats: Formats) -> str:
    """What an order waits for: `6 × Stoneware bowl 16 cm and 1 more`."""
    first = order.lines[0]
    quantity = formats.quantity(first.missing, first.unit_decimals)
    more = f" and {formats.number(len(order.lines) - 1)} more" if len(order.lines) > 1 else ""
    return f"{quantity} × {first.product}{more}"


WAY_NAMES: Final[Mapping[WayKind, str]] = {WayKind.PART: "Part", WayKind.SWAP: "Swap", WayKind.BUY: "Buy"}
WAY_ACTIONS: Final[Mapping[WayKind, str]] = {WayKind.PART: "Send part", WayKind.SWAP: "Swap", WayKind.BUY: "Draft"}


def way_sentence(way: WayOut, formats: Formats) -> str:
    """What can be offered, in one sentence."""
    saved = formats.money_minor(way.value_minor, way.currency, whole=True)
    missing = formats.quantity(way.missing, way.unit_decimals)
    match way.kind:
        case WayKind.PART:
            return f"Send what is here of {way.number} today, worth {saved}; the rest follows"
        case WayKind.SWAP:
            there = formats.quantity(way.available, way.unit_decimals)
            price = _price(way.difference_minor, way.currency, formats)
            return f"Offer {way.other} ({there} in stock{price}) for {missing} × {way.product}"
        case WayKind.BUY:
            price = _price(way.difference_minor, way.currency, formats)
            return f"{way.supplier} has {way.product} in {formats.days(way.days)}{price}: {missing} saves {saved}"


def offer_text(order: ImpactOrder, impact: Impact, formats: Formats) -> str:
    """What a person may say on the phone, as the note of the call begins."""
    what = waiting_for(order, formats)
    parts = [f"{order.number} waits for {what}, late at our supplier."]
    if impact.expected is not None:
        parts.append(f"New day about {formats.date(impact.expected)}.")
    for way in impact.ways:
        if order.order_id not in way.orders:
            continue
        if way.kind is WayKind.PART:
            parts.append("Can send the part that is here today.")
        elif way.kind is WayKind.SWAP:
            price = _price(way.difference_minor, way.currency, formats).removeprefix(", ")
            parts.append(f"Can offer {way.other} for {way.product}{f', {price}' if price else ''}.")
    return " ".join(parts)


def _price(difference: int | None, currency: str, formats: Formats) -> str:
    if difference is None:
        return ""
    if not difference:
        return ", same price"
    sign = "+" if difference > 0 else "−"
    return f", {sign}{formats.money_minor(abs(difference), currency)} each"


def cannot_go(row: ShipmentRow, where: str) -> str:
    """Why a card stays where it is."""
    return f"{row.number} cannot go from “{stage(row)}” to “{where}”."


def also_called_off(numbers: Sequence[str] | None, formats: Formats) -> str:
    """What is said after “SO-12 cancelled” of the shipments that went with it; empty without any."""
    if not numbers:
        return ""
    what = f"shipment {numbers[0]}" if len(numbers) == 1 else formats.count(len(numbers), "shipment", "shipments")
    return f", and {what} called off with it"
