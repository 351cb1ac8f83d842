"""Products, supplier items and opening stock."""

from __future__ import annotations

from app.services.transfer.fields import Field, FieldType, Kind, same

_T = FieldType


PRODUCT_REF = Field(
    "product",
    _T.LINE,
    ("product id", "product code", "sku", "item code", "item", "item id", "part", "part number", "product name"),
)
CURRENCY = Field("currency", _T.CURRENCY, ("currency code", "order currency"))

PRODUCTS = Kind(
    "products",
    (
        Field(
            "sku",
            _T.CODE,
            (
                "product id",
                "product code",
                "item code",
                "item id",
                "part number",
                "ipn",
                "article number",
                "code",
                "id",
            ),
        ),
        Field("name", _T.NAME, ("product name", "item name", "part name", "product", "title", "article")),
        Field(
            "category",
            _T.LINE,
            ("category id", "category code", "product category", "series", "group", "product group"),
        ),
        Field("category_name", _T.LINE, ("category name",)),
        Field("unit", _T.LINE, ("uom", "unit of measure", "units")),
        Field("barcode", _T.CODE, ("gtin", "ean", "upc", "ean13")),
        Field("price", _T.MONEY, ("unit price", "sales price", "list price", "selling price", "retail price"), low=0),
        CURRENCY,
        Field("cost", _T.MONEY, ("unit cost", "cost price", "standard cost", "purchase price"), low=0, cost=True),
        Field("weight", _T.QUANTITY, ("weight g", "weight grams"), low=0),
        Field("volume", _T.QUANTITY, ("volume ml",), low=0),
        Field("tracking", _T.CHOICE, ("tracked by",), same("none", "lot", "serial", batch="lot", no="none")),
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
)

SUPPLIER_REF = Field(
    "supplier", _T.LINE, ("supplier id", "supplier code", "supplier name", "vendor", "vendor id", "vendor name")
)

SUPPLIER_ITEMS = Kind(
    "supplier_items",
    (
        SUPPLIER_REF,
        PRODUCT_REF,
        Field(
            "supplier_sku",
            _T.CODE,
            ("supplier part", "supplier part number", "supplier product code", "vendor sku", "vendor part number"),
        ),
        Field(
            "price", _T.MONEY, ("unit price", "unit cost", "purchase price", "cost", "supplier price"), low=0, cost=True
        ),
        CURRENCY,
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
)

STOCK = Kind(
    "stock",
    (
        PRODUCT_REF,
        Field(
            "quantity",
            _T.QUANTITY,
            ("units in stock", "qty", "on hand", "quantity on hand", "in stock", "stock", "counted"),
            low=0,
        ),
        Field("location", _T.LINE, ("place", "bin", "site", "warehouse")),
        Field("lot", _T.CODE, ("batch", "lot number", "batch number", "serial", "serial number")),
        Field("expiry", _T.DATE, ("expiry date", "expires", "best before")),
        Field("unit_cost", _T.MONEY, ("cost", "cost price", "unit value"), low=0, cost=True),
        Field("as_of", _T.DATE, ("count date", "counted on", "stock date")),
        Field("on_order", _T.QUANTITY, ("units on order", "quantity on order", "ordered"), low=0),
    ),
    (("product",), ("quantity",)),
    ("product", "location", "lot"),
)
