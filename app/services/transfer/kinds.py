"""The import kinds as data: each field with its type, what it is called elsewhere, and what a row cannot do without."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final


class FieldType(StrEnum):
    """How a cell of the field is read; the comment says what the reading gives."""

    NAME = "name"  # str, one line
    LINE = "line"  # str, one line
    CODE = "code"  # str, nothing invisible
    NOTES = "notes"  # str
    WHOLE = "whole"  # int
    QUANTITY = "quantity"  # Decimal
    MONEY = "money"  # int, minor units of the row's currency
    DISCOUNT = "discount"  # int, parts per million
    DATE = "date"  # date
    MOMENT = "moment"  # datetime, aware
    CLOCK = "clock"  # time
    DURATION = "duration"  # int, seconds
    FLAG = "flag"  # bool
    CHOICE = "choice"  # str, one of the choices
    TAGS = "tags"  # tuple of str
    CURRENCY = "currency"  # str, ISO 4217


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind. `names` are what else it is called, best first; `own_last` when its own name means less.

    `many` keeps all filled columns as a tuple; `group` names fields whose alternative columns go together (an address).
    """

    name: str
    type: FieldType = FieldType.LINE
    names: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    low: int | None = None
    high: int | None = None
    many: bool = False
    group: str = ""
    words: int = 1  # in a group: how many names each place (business, home …) has
    own_last: bool = False
    personal: bool = False
    cost: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One import kind.

    `required`: of each tuple of fields at least one. `match`: how a row finds its record when the map does not say.
    `join`: the field by which two files are joined; `line_mark`: the field only the file of lines has.
    """

    name: str
    fields: tuple[Field, ...]
    required: tuple[tuple[str, ...], ...]
    match: tuple[str, ...]
    join: str | None = None
    line_mark: str | None = None
    exported: bool = True

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((item for item in self.fields if item.name == name), None)


_T = FieldType


def _same(*values: str, **others: str) -> dict[str, str]:
    return {**{normal_header(value): value for value in values}, **{normal_header(k): v for k, v in others.items()}}


@lru_cache(maxsize=4_096)
def normal_header(text: str) -> str:
    """A header without case, blanks, underscores and punctuation: ``Order ID``, ``order_id`` and ``OrderID`` are one."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def _address(*, contact: bool = False) -> tuple[Field, ...]:
    places = ("", "business ", "home ", "other ", "mailing ", "billing ") if contact else ("",)

    def names(*words: str) -> tuple[str, ...]:
        plain = tuple(f"{place}{word}" for place in places for word in words)
        return plain + tuple(f"address 1 - {word}" for word in words)

    def place(name: str, type_: FieldType, *words: str) -> Field:
        return Field(name, type_, names(*words), group="address", words=len(words), personal=True)

    return (
        place("street", _T.NOTES, "street", "street address", "address"),
        place("city", _T.LINE, "city", "town"),
        place("region", _T.LINE, "region", "state", "province", "county"),
        place("postal_code", _T.LINE, "postal code", "zip", "zip code", "postcode"),
        place("country", _T.LINE, "country", "country/region", "country name", "office location"),
    )


def _party(kind: str, singular: str, *others: str) -> Kind:
    ids = tuple(f"{word} {tail}" for word in (singular, *others) for tail in ("id", "code", "no", "number", "key"))
    titles = tuple(f"{word}{tail}" for word in (singular, *others) for tail in ("", " name"))
    return Kind(
        kind,
        (
            Field(
                "name",
                _T.NAME,
                (
                    "company name",
                    "company",
                    *titles,
                    "organization name",
                    "organisation",
                    "organization",
                    "account name",
                    "account",
                    "legal name",
                    "name",
                ),
                own_last=True,
            ),
            Field("code", _T.CODE, (*ids, "id", "record id", "number", "account number", "partner code")),
            Field(
                "contact_name", _T.NAME, ("contact", "contact person", "primary contact", "attention"), personal=True
            ),
            Field("contact_title", _T.LINE, ("contact job title", "contact position"), personal=True),
            Field(
                "phone",
                _T.LINE,
                ("phone number", "telephone", "tel", "main phone", "business phone", "home phone"),
                personal=True,
            ),
            Field("email", _T.LINE, ("e-mail", "mail", "email address", "e-mail address"), personal=True),
            Field("website", _T.LINE, ("home page", "website url", "web site", "web", "url", "web page")),
            *_address(),
            Field("tax_id", _T.LINE, ("vat", "vat number", "vat id", "tax number", "tax no", "ein")),
            Field("currency", _T.CURRENCY, ("currency code",)),
            Field("payment_days", _T.WHOLE, ("payment terms days", "terms days", "net days"), low=0, high=3650),
            Field("credit_limit", _T.MONEY, low=0),
            Field("lead_time_days", _T.WHOLE, ("lead time", "lead days"), low=0, high=3650),
            Field(
                "owner",
                _T.LINE,
                ("company owner", "account owner", "account manager", "sales rep", "salesperson", "owner name"),
            ),
            Field("tags", _T.TAGS, ("labels", "categories", "groups", "sector", "industry")),
            Field("notes", _T.NOTES, ("note", "comments", "comment", "remarks", "description")),
            Field(
                "status",
                _T.CHOICE,
                ("state of record", "active status"),
                _same("active", "archived", inactive="archived", closed="archived"),
            ),
        ),
        (("name",),),
        ("code", "name"),
    )


_STAFF = Kind(
    "staff",
    (
        Field("last_name", _T.NAME, ("surname", "family name")),
        Field("first_name", _T.NAME, ("given name", "forename")),
        Field(
            "name",
            _T.NAME,
            ("full name", "sales agent", "agent", "employee", "employee name", "sales rep", "salesperson"),
        ),
        Field(
            "code", _T.CODE, ("employee id", "staff id", "employee no", "employee number", "agent id", "user id", "id")
        ),
        Field("title", _T.LINE, ("job title", "position", "function")),
        Field("email", _T.LINE, ("e-mail", "mail", "email address", "e-mail address")),
        Field(
            "role",
            _T.CHOICE,
            ("access role", "permission"),
            _same("owner", "manager", "sales", "warehouse", "read_only", readonly="read_only", viewer="read_only"),
        ),
    ),
    (("last_name", "name"),),
    ("code", "name"),
)

_CONTACT_PHONES = (
    "phone number",
    "telephone",
    "business phone",
    "business phone 2",
    "primary phone",
    "company main phone",
    "home phone",
    "home phone 2",
    "other phone",
    "phone 1 - value",
    "phone 2 - value",
    "phone 3 - value",
    "phone 2",
    "phone 3",
)

_CONTACTS = Kind(
    "contacts",
    (
        Field("name", _T.NAME, ("full name", "display name", "contact name", "contact"), personal=True),
        Field("first_name", _T.NAME, ("given name", "forename"), personal=True),
        Field("last_name", _T.NAME, ("family name", "surname"), personal=True),
        Field("company", _T.NAME, ("company name", "organization name", "organization 1 - name", "organization", "organisation", "associated company", "account", "account name", "party", "customer", "employer")),
        Field("title", _T.LINE, ("job title", "organization title", "organization 1 - title", "position", "role", "title"), own_last=True, personal=True),
        Field("phone", _T.LINE, _CONTACT_PHONES, many=True, personal=True),
        Field("mobile", _T.LINE, ("mobile phone", "mobile number", "cell", "cell phone", "car phone", "mobile 2"), many=True, personal=True),
        Field("email", _T.LINE, ("e-mail", "mail", "email address", "e-mail address", "e-mail 2 address", "e-mail 3 address", "e-mail 1 - value", "e-mail 2 - value", "e-mail 3 - value", "email 2", "email 3"), many=True, personal=True),
        *_address(contact=True),
        Field("birthday", _T.DATE, ("birth date", "date of birth", "bday"), personal=True),
        Field("consent_phone", _T.FLAG, ("phone consent", "may call"), personal=True),
        Field("consent_email", _T.FLAG, ("email consent", "may email", "newsletter"), personal=True),
        Field("tags", _T.TAGS, ("labels", "categories", "group membership", "groups")),
        Field("notes", _T.NOTES, ("note", "comments", "comment", "remarks"), personal=True),
    ),
    (("name", "first_name", "last_name"),),
    ("name", "company"),
)  # fmt: skip

_PRODUCT_REF = Field(
    "product",
    _T.LINE,
    ("product id", "product code", "sku", "item code", "item", "item id", "part", "part number", "product name"),
)
_CURRENCY = Field("currency", _T.CURRENCY, ("currency code", "order currency"))

_PRODUCTS = Kind(
    "products",
    (
        Field("sku", _T.CODE, ("product id", "product code", "item code", "item id", "part number", "ipn", "article number", "code", "id")),
        Field("name", _T.NAME, ("product name", "item name", "part name", "product", "title", "article")),
        Field("category", _T.LINE, ("category id", "category code", "product category", "series", "group", "product group")),
        Field("category_name", _T.LINE, ("category name",)),
        Field("unit", _T.LINE, ("uom", "unit of measure", "units")),
        Field("barcode", _T.CODE, ("gtin", "ean", "upc", "ean13")),
        Field("price", _T.MONEY, ("unit price", "sales price", "list price", "selling price", "retail price"), low=0),
        _CURRENCY,
        Field("cost", _T.MONEY, ("unit cost", "cost price", "standard cost", "purchase price"), low=0, cost=True),
        Field("weight", _T.QUANTITY, ("weight g", "weight grams"), low=0),
        Field("volume", _T.QUANTITY, ("volume ml",), low=0),
        Field("tracking", _T.CHOICE, ("tracked by",), _same("none", "lot", "serial", batch="lot", no="none")),
        Field("shelf_life_days", _T.WHOLE, ("shelf life",), low=0, high=36500),
        Field("reorder_point", _T.QUANTITY, ("reorder level", "minimum stock", "min stock", "reorder at"), low=0),
        Field("target_stock", _T.QUANTITY, ("maximum stock", "max stock", "order up to"), low=0),
        Field("discontinued", _T.FLAG, ("is discontinued", "obsolete")),
        Field("notes", _T.NOTES, ("note", "comments", "remarks", "long description")),
    ),
    (("sku",), ("name",)),
    ("sku",),
    join="category",
    line_mark="sku",
)  # fmt: skip

_SUPPLIER_REF = Field(
    "supplier", _T.LINE, ("supplier id", "supplier code", "supplier name", "vendor", "vendor id", "vendor name")
)

_SUPPLIER_ITEMS = Kind(
    "supplier_items",
    (
        _SUPPLIER_REF,
        _PRODUCT_REF,
        Field("supplier_sku", _T.CODE, ("supplier part", "supplier part number", "supplier product code", "vendor sku", "vendor part number")),
        Field("price", _T.MONEY, ("unit price", "unit cost", "purchase price", "cost", "supplier price"), low=0, cost=True),
        _CURRENCY,
        Field("pack_quantity", _T.QUANTITY, ("pack size", "pack qty", "per pack"), low=0),
        Field("minimum", _T.QUANTITY, ("moq", "minimum order quantity", "min order"), low=0),
        Field("multiple", _T.QUANTITY, ("order multiple", "multiple of"), low=0),
        Field("maximum", _T.QUANTITY, ("maximum order quantity", "max order"), low=0),
        Field("lead_time_days", _T.WHOLE, ("lead time", "lead days"), low=0, high=3650),
        Field("valid_from", _T.DATE, ("from",)),
        Field("valid_to", _T.DATE, ("to", "valid until")),
        Field("min_quantity", _T.QUANTITY, ("from quantity", "break quantity", "price break"), low=0),
    ),
    (("supplier",), ("product",)),
    ("supplier", "product"),
)  # fmt: skip

_STOCK = Kind(
    "stock",
    (
        _PRODUCT_REF,
        Field("quantity", _T.QUANTITY, ("units in stock", "qty", "on hand", "quantity on hand", "in stock", "stock", "counted"), low=0),
        Field("location", _T.LINE, ("place", "bin", "site", "warehouse")),
        Field("lot", _T.CODE, ("batch", "lot number", "batch number", "serial", "serial number")),
        Field("expiry", _T.DATE, ("expiry date", "expires", "best before")),
        Field("unit_cost", _T.MONEY, ("cost", "cost price", "unit value"), low=0, cost=True),
        Field("as_of", _T.DATE, ("count date", "counted on", "stock date")),
        Field("on_order", _T.QUANTITY, ("units on order", "quantity on order", "ordered"), low=0),
    ),
    (("product",), ("quantity",)),
    ("product", "location", "lot"),
)  # fmt: skip

_NUMBER = Field(
    "number",
    _T.CODE,
    ("order id", "order number", "order no", "order", "invoice no", "invoice number", "document number"),
)
_ORDERED = Field("ordered", _T.DATE, ("order date", "ordered on", "ordered at", "invoice date", "date"))
_QUANTITY = Field("quantity", _T.QUANTITY, ("qty", "units", "ordered quantity", "quantity ordered"))
_PRICE = Field("price", _T.MONEY, ("unit price", "sales price", "price each", "item price", "purchase price"), low=0)
_DISCOUNT = Field("discount", _T.DISCOUNT, ("discount rate", "discount percent", "line discount"))
_REQUESTED = Field("requested", _T.DATE, ("requested date", "wanted on", "date requested"))
_STAFF_REF = Field(
    "staff",
    _T.LINE,
    ("employee id", "employee", "sales rep", "salesperson", "sales agent", "agent", "handled by", "owner"),
)
_FREIGHT = Field("freight", _T.MONEY, ("freight cost", "shipping cost", "shipping fee"), low=0)
_ORDER_NOTES = Field("notes", _T.NOTES, ("note", "comments", "comment", "remarks"))
_ORDER_STATES = _same(
    "quote", "confirmed", "closed", "on_hold", "cancelled",
    canceled="cancelled", cancellation="cancelled", hold="on_hold", open="confirmed", pending="confirmed", processing="confirmed",
    inprocess="confirmed", complete="closed", completed="closed", shipped="closed", delivered="closed", done="closed", quotation="quote", disputed="on_hold", resolved="closed",
)  # fmt: skip

_SALES_ORDERS = Kind(
    "sales_orders",
    (
        _NUMBER,
        Field("customer", _T.LINE, ("customer id", "customer code", "customer name", "client", "account", "account name", "company", "party")),
        _ORDERED,
        _PRODUCT_REF,
        _QUANTITY,
        _PRICE,
        _CURRENCY,
        _DISCOUNT,
        _REQUESTED,
        Field("promised", _T.DATE, ("required date", "promised date", "promise", "due date", "delivery date promised", "need by")),
        Field("shipped", _T.DATE, ("shipped date", "ship date", "shipped on", "dispatched", "dispatch date")),
        Field("delivered", _T.DATE, ("delivered date", "delivery date", "delivered on")),
        Field("carrier", _T.LINE, ("ship via", "shipper", "shipper id", "carrier name", "carrier id", "shipping method")),
        Field("tracking", _T.LINE, ("tracking number", "tracking no", "tracking id", "awb")),
        _FREIGHT,
        _STAFF_REF,
        Field("status", _T.CHOICE, ("state", "order status"), _ORDER_STATES),
        Field("lost_reason", _T.LINE, ("reason lost",)),
        _ORDER_NOTES,
    ),
    (("number",), ("customer",), ("ordered",), ("product",), ("quantity",)),
    ("number",),
    join="number",
    line_mark="product",
)  # fmt: skip

_PURCHASE_STATES = _same(
    "draft", "sent", "confirmed", "closed", "on_hold", "cancelled",
    canceled="cancelled", hold="on_hold", placed="sent", open="sent", pending="sent", approved="sent", complete="closed",
    completed="closed", received="closed", done="closed", rfq="draft", lost="cancelled",
)  # fmt: skip

_PURCHASE_ORDERS = Kind(
    "purchase_orders",
    (
        _NUMBER,
        _SUPPLIER_REF,
        _ORDERED,
        _PRODUCT_REF,
        _QUANTITY,
        Field("price", _T.MONEY, ("unit price", "unit cost", "price each", "item price", "purchase price", "cost"), low=0, cost=True),
        _CURRENCY,
        _DISCOUNT,
        _REQUESTED,
        Field("promised", _T.DATE, ("promised date", "promise", "expected", "expected date", "delivery date", "eta", "target date", "required date")),
        Field("confirmed", _T.DATE, ("confirmed on", "confirmation date")),
        Field("received", _T.DATE, ("received date", "received on", "receipt date", "arrival date")),
        Field("quantity_received", _T.QUANTITY, ("received quantity", "qty received"), low=0),
        Field("quantity_rejected", _T.QUANTITY, ("rejected quantity", "qty rejected", "rejected"), low=0),
        _FREIGHT,
        Field("status", _T.CHOICE, ("state", "order status"), _PURCHASE_STATES),
        _STAFF_REF,
        _ORDER_NOTES,
    ),
    (("number",), ("supplier",), ("ordered",), ("product",), ("quantity",)),
    ("number",),
    join="number",
    line_mark="product",
)  # fmt: skip

_REASONS = _same(
    "stock_out", "low_stock", "could_not_locate", "damaged", "expired", "stolen", "misplaced", "data_entry_error",
    "inbound_not_recorded", "package_size", "substitution", "count_correction", "supplier_cannot_deliver",
    "no_longer_needed", "other",
)  # fmt: skip

_RECEIPTS = Kind(
    "receipts",
    (
        Field("order", _T.CODE, ("purchase order", "order id", "order number", "order no", "po", "po number")),
        _PRODUCT_REF,
        Field("received", _T.DATE, ("received date", "received on", "receipt date", "date")),
        Field("quantity", _T.QUANTITY, ("qty", "quantity received", "received quantity"), low=0),
        Field("rejected", _T.QUANTITY, ("rejected quantity", "quantity rejected", "qty rejected"), low=0),
        Field("reason", _T.CHOICE, ("reject reason", "rejection reason"), _REASONS),
        Field("lot", _T.CODE, ("batch", "lot number", "batch number", "serial", "serial number")),
        Field("expiry", _T.DATE, ("expiry date", "expires", "best before")),
        Field("number", _T.CODE, ("receipt", "receipt number", "receipt no", "delivery note")),
    ),
    (("order",), ("product",), ("received",), ("quantity",)),
    ("number",),
)

_INTERACTIONS = Kind(
    "interactions",
    (
        Field("party", _T.LINE, ("customer", "customer id", "customer name", "account", "account name", "company", "supplier", "partner", "organization")),
        Field("contact", _T.LINE, ("contact name", "person", "caller"), personal=True),
        Field("at", _T.MOMENT, ("date", "date time", "timestamp", "when", "call date", "start", "started at")),
        Field("time", _T.CLOCK, ("time of day", "call time", "start time")),
        Field("kind", _T.CHOICE, ("type", "channel", "interaction type", "activity type"), _same("call", "email", "meeting", "visit", "letter", "message", "note", phone="call", phonecall="call", mail="email", chat="message", sms="message")),
        Field("direction", _T.CHOICE, ("in or out", "call direction"), _same("inbound", "outbound", **{"in": "inbound", "incoming": "inbound", "out": "outbound", "outgoing": "outbound"})),
        Field("outcome", _T.CHOICE, ("answered (y/n)", "answered", "result", "disposition", "call outcome"), _same("connected", "no_answer", "busy", "left_voicemail", "left_message", "wrong_number", "call_back_later", "refused", y="connected", yes="connected", answered="connected", true="connected", n="no_answer", no="no_answer", false="no_answer", noanswer="no_answer", voicemail="left_voicemail")),
        Field("duration_seconds", _T.DURATION, ("talk duration (seconds)", "duration", "duration (seconds)", "call duration", "avg talk duration", "talk time")),
        Field("staff", _T.LINE, ("agent", "employee", "user", "sales agent", "handled by", "owner")),
        Field("subject", _T.LINE, ("title", "summary"), personal=True),
        Field("notes", _T.NOTES, ("note", "comments", "body", "description", "text"), personal=True),
        Field("satisfaction", _T.WHOLE, ("satisfaction rating", "rating", "csat"), low=0, high=10),
        Field("waiting_seconds", _T.DURATION, ("speed of answer in seconds", "waiting time", "wait seconds", "speed of answer")),
        Field("topic", _T.LINE, ("category", "reason for call")),
    ),
    (("party", "contact"), ("at",), ("kind",)),
    (),
)  # fmt: skip

KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        _STAFF,
        _party("suppliers", "supplier", "vendor"),
        _party("customers", "customer", "client"),
        _party("carriers", "carrier", "shipper"),
        _CONTACTS,
        _PRODUCTS,
        _SUPPLIER_ITEMS,
        _STOCK,
        _SALES_ORDERS,
        _PURCHASE_ORDERS,
        _RECEIPTS,
        _INTERACTIONS,
    )
}

# Files whose columns are known to mean one thing: their discount is a fraction by that program's definition.
FRACTION_LAYOUTS: Final = (frozenset({"orderid", "productid", "unitprice", "quantity", "discount"}),)


def field_names(item: Field) -> tuple[str, ...]:
    """The normalised headers a field answers to, best first."""
    names = (*item.names, item.name) if item.own_last else (item.name, *item.names)
    if item.many:
        names = (*names, *(f"{item.name} {number}" for number in range(2, 100)))
    return tuple(dict.fromkeys(normal_header(text) for text in names))
