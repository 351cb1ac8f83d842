"""How a shipment's way, stage and standing are said, alike on the screen, the board and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from app.domain.punctuality import Punctuality, Standing
from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from app.wording import labels
from app.wording.formats import NOTHING, Formats
from app.wording.labels import Tone
from app.wording.locales import NO_BREAK_SPACE

if TYPE_CHECKING:
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
    else:
        words = ["Planned", "Packed", "Customs" if row.customs else "Transit", "Delivered"]
        places = {
            ShipmentState.PLANNED: 0,
            ShipmentState.PACKED: 1,
            ShipmentState.IN_TRANSIT: 2,
            ShipmentState.DELIVERED: 3,
        }
    if row.state not in places:
        place = 2 if row.state is ShipmentState.LOST else 0
        words[place] = labels.label(row.state)
        return tuple(words), place, True
    return tuple(words), places[row.state], False


def impact_sentence(detail: ShipmentDetail, formats: Formats) -> str:
    """What is held up: `3 customer orders worth $1,284 can’t be filled until this arrives`."""
    count = len(detail.impact)
    if not count:
        return ""
    currencies = {order.currency for order in detail.impact}
    worth = ""
    if len(currencies) == 1:
        total = sum(order.value_minor for order in detail.impact)
        worth = f" worth {formats.money_minor(total, detail.impact[0].currency, whole=True)}"
    number = formats.count(count, "customer order", "customer orders")
    return f"{number}{worth} can’t be filled until this arrives"


def cannot_go(row: ShipmentRow, where: str) -> str:
    """Why a card stays where it is."""
    return f"{row.number} cannot go from “{stage(row)}” to “{where}”."
