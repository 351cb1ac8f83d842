"""Sales orders, purchase orders and receipts."""

from __future__ import annotations

from dataclasses import replace

from app.services.transfer.fields import Field, FieldType, Kind, same
from app.services.transfer.kinds_goods import CURRENCY, PRODUCT_REF, SUPPLIER_REF

_T = FieldType


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
_ORDER_STATES = same(
    "quote",
    "confirmed",
    "closed",
    "on_hold",
    "cancelled",
    canceled="cancelled",
    cancellation="cancelled",
    hold="on_hold",
    open="confirmed",
    pending="confirmed",
    processing="confirmed",
    inprocess="confirmed",
    complete="closed",
    completed="closed",
    shipped="closed",
    delivered="closed",
    done="closed",
    quotation="quote",
    disputed="on_hold",
    resolved="closed",
)

SALES_ORDERS = Kind(
    "sales_orders",
    (
        _NUMBER,
        Field(
            "customer",
            _T.LINE,
            ("customer id", "customer code", "customer name", "client", "account", "account name", "company", "party"),
        ),
        _ORDERED,
        PRODUCT_REF,
        _QUANTITY,
        _PRICE,
        CURRENCY,
        _DISCOUNT,
        _REQUESTED,
        Field(
            "promised",
            _T.DATE,
            ("required date", "promised date", "promise", "due date", "delivery date promised", "need by"),
        ),
        Field("shipped", _T.DATE, ("shipped date", "ship date", "shipped on", "dispatched", "dispatch date")),
        Field("delivered", _T.DATE, ("delivered date", "delivery date", "delivered on")),
        Field(
            "carrier", _T.LINE, ("ship via", "shipper", "shipper id", "carrier name", "carrier id", "shipping method")
        ),
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
)

_PURCHASE_STATES = same(
    "draft",
    "sent",
    "confirmed",
    "closed",
    "on_hold",
    "cancelled",
    canceled="cancelled",
    hold="on_hold",
    placed="sent",
    open="sent",
    pending="sent",
    approved="sent",
    complete="closed",
    completed="closed",
    received="closed",
    done="closed",
    rfq="draft",
    lost="cancelled",
)

PURCHASE_ORDERS = Kind(
    "purchase_orders",
    (
        _NUMBER,
        SUPPLIER_REF,
        _ORDERED,
        PRODUCT_REF,
        _QUANTITY,
        Field(
            "price",
            _T.MONEY,
            ("unit price", "unit cost", "price each", "item price", "purchase price", "cost"),
            low=0,
            cost=True,
        ),
        CURRENCY,
        _DISCOUNT,
        _REQUESTED,
        Field(
            "promised",
            _T.DATE,
            (
                "promised date",
                "promise",
                "expected",
                "expected date",
                "delivery date",
                "eta",
                "target date",
                "required date",
            ),
        ),
        Field("confirmed", _T.DATE, ("confirmed on", "confirmation date")),
        Field("received", _T.DATE, ("received date", "received on", "receipt date", "arrival date")),
        Field("quantity_received", _T.QUANTITY, ("received quantity", "qty received"), low=0),
        Field("quantity_rejected", _T.QUANTITY, ("rejected quantity", "qty rejected", "rejected"), low=0),
        replace(_FREIGHT, cost=True),
        Field("status", _T.CHOICE, ("state", "order status"), _PURCHASE_STATES),
        _STAFF_REF,
        _ORDER_NOTES,
    ),
    (("number",), ("supplier",), ("ordered",), ("product",), ("quantity",)),
    ("number",),
    join="number",
    line_mark="product",
)

_REASONS = same(
    "stock_out",
    "low_stock",
    "could_not_locate",
    "damaged",
    "expired",
    "stolen",
    "misplaced",
    "data_entry_error",
    "inbound_not_recorded",
    "package_size",
    "substitution",
    "count_correction",
    "supplier_cannot_deliver",
    "no_longer_needed",
    "other",
)

RECEIPTS = Kind(
    "receipts",
    (
        Field("order", _T.CODE, ("purchase order", "order id", "order number", "order no", "po", "po number")),
        PRODUCT_REF,
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

SHIPMENTS = Kind(
    "shipments",
    (
        Field("number", _T.CODE, ("shipment", "shipment number", "shipment no", "shipment id", "delivery", "parcel")),
        Field(
            "direction",
            _T.CHOICE,
            ("way", "in or out"),
            same("in", "out", inbound="in", incoming="in", outbound="out", outgoing="out", delivery="out"),
        ),
        Field("order", _T.CODE, ("order number", "order no", "order id", "sales order", "purchase order", "so", "po")),
        Field("party", _T.LINE, ("customer", "supplier", "customer name", "supplier name", "partner", "company")),
        Field("carrier", _T.LINE, ("ship via", "shipper", "carrier name", "carrier id", "shipping method")),
        Field("tracking", _T.LINE, ("tracking number", "tracking no", "tracking id", "awb")),
        Field("promised", _T.DATE, ("promised date", "promise", "due date", "eta", "expected")),
        Field("shipped", _T.DATE, ("shipped date", "ship date", "shipped on", "dispatched", "dispatch date")),
        Field("delivered", _T.DATE, ("delivered date", "delivery date", "delivered on", "received", "arrival date")),
        PRODUCT_REF,
        replace(_QUANTITY, low=0),
        Field("lot", _T.CODE, ("batch", "lot number", "batch number", "serial", "serial number")),
        CURRENCY,
        replace(_FREIGHT, cost=True),
        Field("weight", _T.QUANTITY, ("weight g", "weight grams"), low=0),
        Field(
            "status",
            _T.CHOICE,
            ("state", "shipment status", "stage"),
            same(
                "planned",
                "packed",
                "in_transit",
                "delivered",
                "received",
                "cancelled",
                open="planned",
                booked="planned",
                shipped="in_transit",
                transit="in_transit",
                canceled="cancelled",
                arrived="in_transit",
                lost="in_transit",
            ),
        ),
    ),
    (("number",),),
    ("number",),
)
