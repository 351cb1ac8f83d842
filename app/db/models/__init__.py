"""What is stored, one module a feature; names and shapes as in the glossary.

Importing this package registers every table with `Base.metadata`.
"""

from app.db.models.attachments import Attachment
from app.db.models.audit import AuditEntry, ChangeRecord, Setting
from app.db.models.facts import FactsState, PartnerFacts, PurchaseLineFacts
from app.db.models.first_page import FirstPage
from app.db.models.imports import ImportBatch
from app.db.models.interactions import Interaction, InteractionLink, Task
from app.db.models.partners import (
    Address,
    Affiliation,
    Consent,
    Contact,
    ContactPoint,
    CustomerTerms,
    Partner,
    PartnerTag,
    PinnedFact,
    SupplierTerms,
    Tag,
)
from app.db.models.products import Lot, PriceBreak, Product, SupplierItem
from app.db.models.purchasing import PurchaseOrder, PurchaseOrderLine
from app.db.models.rollups import Rollup, RollupPeriod
from app.db.models.sales import SalesOrder, SalesOrderLine
from app.db.models.shipments import Shipment, ShipmentEvent, ShipmentLine
from app.db.models.staff import Credential, Staff
from app.db.models.stock import Location, Reservation, StockBalance, StockMove, StockValuation

__all__ = [
    "Address",
    "Affiliation",
    "Attachment",
    "AuditEntry",
    "ChangeRecord",
    "Consent",
    "Contact",
    "ContactPoint",
    "Credential",
    "CustomerTerms",
    "FactsState",
    "FirstPage",
    "ImportBatch",
    "Interaction",
    "InteractionLink",
    "Location",
    "Lot",
    "Partner",
    "PartnerFacts",
    "PartnerTag",
    "PinnedFact",
    "PriceBreak",
    "Product",
    "PurchaseLineFacts",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "Reservation",
    "Rollup",
    "RollupPeriod",
    "SalesOrder",
    "SalesOrderLine",
    "Setting",
    "Shipment",
    "ShipmentEvent",
    "ShipmentLine",
    "Staff",
    "StockBalance",
    "StockMove",
    "StockValuation",
    "SupplierItem",
    "SupplierTerms",
    "Tag",
    "Task",
]
