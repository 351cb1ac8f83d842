"""What a person reads for each member of the closed lists, for operations, records and fields.

One dictionary per list, so that a translation replaces dictionaries and no code. A test walks the enums of the domain
and finds every member here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.domain import states, vocabulary
from app.domain.changes import ChangeKind
from app.domain.findings import Severity

_V = vocabulary
_S = states

LABELS: Final[Mapping[type[StrEnum], Mapping[str, str]]] = {
    _V.Role: {
        "owner": "Owner",
        "manager": "Manager",
        "sales": "Sales",
        "warehouse": "Warehouse",
        "read_only": "Read only",
    },
    _V.PartnerRole: {"supplier": "Supplier", "customer": "Customer", "carrier": "Carrier"},
    _V.PartnerStatus: {"active": "Active", "archived": "Archived"},
    _V.ProductStatus: {"active": "Active", "discontinued": "Discontinued", "archived": "Archived"},
    _V.Tracking: {"none": "Not tracked", "lot": "By lot", "serial": "By serial number"},
    _V.ContactPointKind: {
        "phone": "Phone",
        "mobile": "Mobile",
        "email": "Email",
        "website": "Website",
        "other": "Other",
    },
    _V.Channel: {"phone": "Phone", "email": "Email"},
    _V.InteractionKind: {
        "call": "Call",
        "email": "Email",
        "meeting": "Meeting",
        "visit": "Visit",
        "letter": "Letter",
        "message": "Message",
        "note": "Note",
    },
    _V.Direction: {"inbound": "Inbound", "outbound": "Outbound"},
    _V.InteractionState: {
        "planned": "Planned",
        "done": "Done",
        "missed": "Missed",
        "cancelled": "Cancelled",
    },
    _V.CallOutcome: {
        "connected": "Connected",
        "no_answer": "No answer",
        "busy": "Busy",
        "left_voicemail": "Left voicemail",
        "left_message": "Left a message",
        "wrong_number": "Wrong number",
        "call_back_later": "Call back later",
        "refused": "Refused",
    },
    _V.TaskState: {"to_do": "To do", "done": "Done", "cancelled": "Cancelled"},
    _V.LocationKind: {
        "site": "Site",
        "bin": "Bin",
        "supplier": "Supplier",
        "customer": "Customer",
        "in_transit": "In transit",
        "production": "Production",
        "scrap": "Scrap",
        "adjustment": "Adjustment",
    },
    _V.MoveKind: {
        "opening": "Opening count",
        "receipt": "Receipt",
        "issue": "Issue",
        "transfer": "Transfer",
        "adjustment": "Adjustment",
        "scrap": "Scrap",
        "return_in": "Return from a customer",
        "return_out": "Return to a supplier",
        "correction": "Correction",
    },
    _V.ReservationKind: {"soft": "Soft (quote)", "hard": "Hard (order)"},
    _V.ReasonCode: {
        "stock_out": "Stock-out",
        "low_stock": "Low stock",
        "could_not_locate": "Could not locate",
        "damaged": "Damaged",
        "expired": "Expired",
        "stolen": "Stolen",
        "misplaced": "Misplaced",
        "data_entry_error": "Data entry error",
        "inbound_not_recorded": "Inbound not recorded",
        "package_size": "Package size",
        "substitution": "Substitution",
        "count_correction": "Count correction",
        "supplier_cannot_deliver": "Supplier cannot deliver",
        "no_longer_needed": "No longer needed",
        "other": "Other",
    },
    _V.Source: {"person": "Entered by hand", "import": "Imported", "sample": "Sample shop"},
    _V.ImageType: {"image/png": "PNG", "image/jpeg": "JPEG", "image/svg+xml": "SVG"},
    _V.Segment: {
        "champion": "Champion",
        "loyal": "Loyal",
        "growing": "Growing",
        "new": "New",
        "at_risk": "At risk",
        "quiet": "Quiet",
        "prospect": "Prospect",
    },
    _S.PurchaseOrderState: {
        "draft": "Draft",
        "sent": "Sent",
        "confirmed": "Confirmed",
        "closed": "Closed",
        "on_hold": "On hold",
        "cancelled": "Cancelled",
    },
    _S.SalesOrderState: {
        "quote": "Quote",
        "confirmed": "Confirmed",
        "closed": "Closed",
        "on_hold": "On hold",
        "cancelled": "Cancelled",
    },
    _S.ShipmentState: {
        "planned": "Planned",
        "packed": "Packed",
        "in_transit": "In transit",
        "arrived": "Arrived",
        "partly_received": "Partly received",
        "received": "Received",
        "delivered": "Delivered",
        "cancelled": "Cancelled",
        "lost": "Lost",
    },
    _S.ShipmentKind: {
        "in": "Inbound",
        "out": "Outbound",
        "transfer": "Transfer",
        "return_in": "Return from a customer",
        "return_out": "Return to a supplier",
    },
    _S.ShipmentEventKind: {
        "booked": "Booked",
        "packed": "Packed",
        "picked_up": "Picked up",
        "departed": "Departed",
        "customs_in": "Customs in",
        "customs_hold": "Customs hold",
        "customs_released": "Customs released",
        "arrived": "Arrived",
        "received": "Received",
        "delivered": "Delivered",
        "lost": "Lost",
        "cancelled": "Cancelled",
        "exception": "Exception",
    },
    ChangeKind: {"created": "Created", "updated": "Changed", "deleted": "Deleted"},
    Severity: {"error": "Error", "warning": "Warning"},
}


class Tone(StrEnum):
    """How a state feels; the theme and the documents give it a colour. The word says it too."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    ACCENT = "accent"
    NEUTRAL = "neutral"


_TONES: Final[Mapping[type[StrEnum], Mapping[str, Tone]]] = {
    _V.Segment: {
        "champion": Tone.GOOD,
        "loyal": Tone.GOOD,
        "growing": Tone.INFO,
        "new": Tone.INFO,
        "at_risk": Tone.BAD,
        "quiet": Tone.WARN,
    },
    _V.InteractionState: {"planned": Tone.INFO, "missed": Tone.BAD},
    _V.CallOutcome: {
        "connected": Tone.GOOD,
        "refused": Tone.BAD,
        "wrong_number": Tone.BAD,
        "call_back_later": Tone.INFO,
    },
    _V.TaskState: {"to_do": Tone.INFO, "done": Tone.GOOD},
    _V.ProductStatus: {"discontinued": Tone.WARN},
    _S.PurchaseOrderState: {
        "sent": Tone.INFO,
        "confirmed": Tone.ACCENT,
        "closed": Tone.GOOD,
        "on_hold": Tone.WARN,
    },
    _S.SalesOrderState: {
        "quote": Tone.INFO,
        "confirmed": Tone.ACCENT,
        "closed": Tone.GOOD,
        "on_hold": Tone.WARN,
    },
    _S.ShipmentState: {
        "packed": Tone.INFO,
        "in_transit": Tone.INFO,
        "arrived": Tone.ACCENT,
        "partly_received": Tone.WARN,
        "received": Tone.GOOD,
        "delivered": Tone.GOOD,
        "lost": Tone.BAD,
    },
    _S.ShipmentEventKind: {
        "customs_hold": Tone.WARN,
        "received": Tone.GOOD,
        "delivered": Tone.GOOD,
        "lost": Tone.BAD,
        "exception": Tone.BAD,
    },
    Severity: {"error": Tone.BAD, "warning": Tone.WARN},
}


def label(member: StrEnum | None) -> str:
    """The word for a member of a closed list; `–` for none."""
    return "–" if member is None else LABELS[type(member)][member.value]


def choices(kind: type[StrEnum]) -> list[tuple[StrEnum, str]]:
    """All members of a closed list with their words, in the list's order: for pickers."""
    return [(member, LABELS[kind][member.value]) for member in kind]


def tone(member: StrEnum | None) -> Tone:
    """How a state feels: neutral where nothing is said."""
    return Tone.NEUTRAL if member is None else _TONES.get(type(member), {}).get(member.value, Tone.NEUTRAL)


_ENTITIES: Final[Mapping[str, str]] = {
    "partner": "partner",
    "customer": "customer",
    "supplier": "supplier",
    "carrier": "carrier",
    "contact": "contact",
    "affiliation": "person's role",
    "contact_point": "phone or address",
    "consent": "consent",
    "address": "address",
    "tag": "tag",
    "partner_tag": "tag",
    "pinned_fact": "pinned fact",
    "supplier_terms": "supplier's terms",
    "customer_terms": "customer's terms",
    "product": "product",
    "category": "category",
    "supplier_item": "supplier item",
    "price_break": "price break",
    "lot": "lot",
    "staff": "person",
    "credential": "password",
    "sales_order": "sales order",
    "sales_order_line": "order line",
    "purchase_order": "purchase order",
    "purchase_order_line": "order line",
    "shipment": "shipment",
    "shipment_line": "shipment line",
    "shipment_event": "shipment event",
    "location": "location",
    "stock_move": "stock move",
    "stock_balance": "stock",
    "stock_valuation": "stock value",
    "reservation": "reservation",
    "interaction": "contact",
    "interaction_link": "link",
    "task": "follow-up",
    "import_batch": "import",
    "setting": "setting",
    "attachment": "attached file",
    "audit_entry": "audit entry",
    "change_record": "recorded change",
    "backup": "backup",
    "report": "report",
    "party": "customer, supplier or carrier",
    "order": "order",
}


def entity(name: str) -> str:
    """The word for a kind of record, in lower case: `sales order`."""
    return _ENTITIES.get(name, name.replace("_", " "))


_FIELDS: Final[Mapping[str, str]] = {
    "sku": "SKU",
    "gtin": "GTIN",
    "email": "Email",
    "tax_id": "Tax ID",
    "party": "Customer, supplier or carrier",
    "at": "Time",
    "ordered": "Order date",
    "promised": "Promised date",
    "requested": "Requested date",
    "shipped": "Shipping date",
    "delivered": "Delivery date",
    "payment_days": "Payment terms",
    "lead_time_days": "Lead time",
    "duration_seconds": "Duration",
    "discount_ppm": "Discount",
    "price_minor": "Price",
    "freight_minor": "Freight",
    "credit_limit_minor": "Credit limit",
}
_FIELD_ENDINGS: Final = ("_minor", "_ppm", "_id")


def field(name: str) -> str:
    """The word for a field of a form or a file: `Postal code`; for a line's field `Line 3, quantity`."""
    parts = name.split(".")
    known = _field_word(parts[-1])
    if len(parts) == 3 and parts[1].isdigit():
        group = "Line" if parts[0] == "lines" else _field_word(parts[0])
        return f"{group} {int(parts[1]) + 1}, {known if known.isupper() else known[:1].lower() + known[1:]}"
    return known


def _field_word(name: str) -> str:
    if name in _FIELDS:
        return _FIELDS[name]
    for ending in _FIELD_ENDINGS:
        name = name.removesuffix(ending)
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


_OPERATIONS: Final[Mapping[str, str]] = {
    "customer.view": "see customers",
    "customer.save": "save a customer",
    "customer.archive": "archive a customer",
    "contact.save": "save a contact",
    "interaction.log": "log a contact",
    "interaction.edit": "change a logged contact",
    "task.notify": "tell of a follow-up",
    "task.save": "save a follow-up",
    "task.view": "see follow-ups",
    "order.view": "see orders",
    "sales_order.save": "save a sales order",
    "sales_order.cancel": "cancel a sales order",
    "discount.above_limit": "give a discount above the limit",
    "supplier.view": "see suppliers",
    "supplier.save": "save a supplier",
    "supplier.archive": "archive a supplier",
    "carrier.save": "save a carrier",
    "purchase_order.save": "save a purchase order",
    "product.view": "see products",
    "product.save": "save a product",
    "product.archive": "archive a product",
    "cost.view": "see costs and margins",
    "stock.view": "see stock",
    "stock.transfer": "transfer stock",
    "stock.adjust": "adjust stock",
    "shipment.view": "see shipments",
    "shipment.save": "save a shipment",
    "shipment.receive": "receive a shipment",
    "shipment.dispatch": "dispatch a shipment",
    "search": "search",
    "kpi.view": "see figures",
    "import.run": "import",
    "import.undo": "undo an import",
    "import.view": "see imports",
    "export.personal": "export personal data",
    "export.stock": "export stock",
    "report.customer": "make a customer's report",
    "report.business": "make a report on the business",
    "report.supplier": "make a report on a supplier",
    "report.purchase_order": "print a purchase order",
    "report.quote": "print a quote",
    "report.packing_list": "print a packing list",
    "undo": "undo",
    "redo": "redo",
    "undo.own": "undo one's own work",
    "undo.others": "undo others' work",
    "staff.view": "see the people",
    "staff.save": "change the people and their roles",
    "password.change": "change a password",
    "audit.view": "see the audit log",
    "check.run": "check the database",
    "check.repair": "repair the database",
    "backup.make": "make a backup",
    "backup.restore": "restore a backup",
    "settings.view": "see the settings",
    "settings.save": "change the settings",
    "first_page.remember": "remember the page for the next start",
    "profile.create": "set up the business",
    "sample.make": "make the sample shop",
}


def operation(name: str) -> str:
    """What an operation does, as in `Undo: save a customer`."""
    return _OPERATIONS.get(name, name.replace(".", " ").replace("_", " "))
