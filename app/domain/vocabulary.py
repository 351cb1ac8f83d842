"""The closed lists of the business: our words for roles, kinds, outcomes and reasons (the glossary's terms)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may do; the permission matrix says it in detail."""

    OWNER = "owner"
    MANAGER = "manager"
    SALES = "sales"
    WAREHOUSE = "warehouse"
    READ_ONLY = "read_only"


class PartnerRole(StrEnum):
    """What a partner is to us; one partner can be all three."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    CARRIER = "carrier"


class PartnerStatus(StrEnum):
    """Archived partners stay in history and are left out of every picker and list."""

    ACTIVE = "active"
    ARCHIVED = "archived"


class ProductStatus(StrEnum):
    """Discontinued products are sold off and not bought again; archived ones are left out of lists."""

    ACTIVE = "active"
    DISCONTINUED = "discontinued"
    ARCHIVED = "archived"


class Tracking(StrEnum):
    """How single units of a product are told apart."""

    NONE = "none"
    LOT = "lot"
    SERIAL = "serial"


class ContactPointKind(StrEnum):
    """A way to reach a partner or a contact."""

    PHONE = "phone"
    MOBILE = "mobile"
    EMAIL = "email"
    WEBSITE = "website"
    OTHER = "other"


class Channel(StrEnum):
    """What consent is given for."""

    PHONE = "phone"
    EMAIL = "email"


class InteractionKind(StrEnum):
    """What kind of contact it was."""

    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    VISIT = "visit"
    LETTER = "letter"
    MESSAGE = "message"
    NOTE = "note"


class Direction(StrEnum):
    """Who started it; for shipments, which way the goods go."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class InteractionState(StrEnum):
    """Whether it took place."""

    PLANNED = "planned"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


class CallOutcome(StrEnum):
    """How a call ended."""

    CONNECTED = "connected"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    LEFT_VOICEMAIL = "left_voicemail"
    LEFT_MESSAGE = "left_message"
    WRONG_NUMBER = "wrong_number"
    CALL_BACK_LATER = "call_back_later"
    REFUSED = "refused"


class TaskState(StrEnum):
    """A follow-up's state."""

    TO_DO = "to_do"
    DONE = "done"
    CANCELLED = "cancelled"


class LocationKind(StrEnum):
    """Where stock is. Only sites and bins are inside the business; the others balance the ledger."""

    SITE = "site"
    BIN = "bin"
    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    IN_TRANSIT = "in_transit"
    PRODUCTION = "production"
    SCRAP = "scrap"
    ADJUSTMENT = "adjustment"


INTERNAL_LOCATIONS = frozenset({LocationKind.SITE, LocationKind.BIN})


class MoveKind(StrEnum):
    """Why stock moved."""

    OPENING = "opening"
    RECEIPT = "receipt"
    ISSUE = "issue"
    TRANSFER = "transfer"
    ADJUSTMENT = "adjustment"
    SCRAP = "scrap"
    RETURN_IN = "return_in"
    RETURN_OUT = "return_out"
    CORRECTION = "correction"


class ReservationKind(StrEnum):
    """Soft for a quote, hard for an order."""

    SOFT = "soft"
    HARD = "hard"


class ReasonCode(StrEnum):
    """Why stock was adjusted, goods were rejected or an order was closed short. `OTHER` needs a note."""

    STOCK_OUT = "stock_out"
    LOW_STOCK = "low_stock"
    COULD_NOT_LOCATE = "could_not_locate"
    DAMAGED = "damaged"
    EXPIRED = "expired"
    STOLEN = "stolen"
    MISPLACED = "misplaced"
    DATA_ENTRY_ERROR = "data_entry_error"
    INBOUND_NOT_RECORDED = "inbound_not_recorded"
    PACKAGE_SIZE = "package_size"
    SUBSTITUTION = "substitution"
    COUNT_CORRECTION = "count_correction"
    SUPPLIER_CANNOT_DELIVER = "supplier_cannot_deliver"
    NO_LONGER_NEEDED = "no_longer_needed"
    OTHER = "other"


class Source(StrEnum):
    """Where a record or an event came from."""

    PERSON = "person"
    IMPORT = "import"
    SAMPLE = "sample"


class Segment(StrEnum):
    """A customer's segment by recency, frequency and money (definitions 1.11)."""

    CHAMPION = "champion"
    LOYAL = "loyal"
    GROWING = "growing"
    NEW = "new"
    AT_RISK = "at_risk"
    QUIET = "quiet"
    PROSPECT = "prospect"


class ImageType(StrEnum):
    """The kinds of picture that can be attached."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    SVG = "image/svg+xml"
