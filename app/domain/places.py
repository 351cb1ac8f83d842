"""The locations every database has from its first day: the virtual ones that balance the ledger, and one site."""

from __future__ import annotations

from typing import Final

from app.domain.vocabulary import LocationKind

SUPPLIER: Final = 1
CUSTOMER: Final = 2
IN_TRANSIT: Final = 3
PRODUCTION: Final = 4
SCRAP: Final = 5
ADJUSTMENT: Final = 6
MAIN_SITE: Final = 7

FIRST_LOCATIONS: Final = (
    (SUPPLIER, "Supplier", LocationKind.SUPPLIER),
    (CUSTOMER, "Customer", LocationKind.CUSTOMER),
    (IN_TRANSIT, "In transit", LocationKind.IN_TRANSIT),
    (PRODUCTION, "Production", LocationKind.PRODUCTION),
    (SCRAP, "Scrap", LocationKind.SCRAP),
    (ADJUSTMENT, "Adjustment", LocationKind.ADJUSTMENT),
    (MAIN_SITE, "Main", LocationKind.SITE),
)


def is_inside(location_id: int) -> bool:
    """Whether a location is inside the business: every one but the six virtual ones."""
    return location_id >= MAIN_SITE
