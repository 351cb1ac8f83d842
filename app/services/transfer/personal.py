"""Which lists name people outside the business; apart from the lists, so that the window need not load them to know."""

from typing import Final

PERSONAL: Final = frozenset(
    {"staff", "suppliers", "customers", "carriers", "contacts", "interactions", "sales_orders", "shipments"}
)
"""Lists that need the permission to export personal data."""


def export_operation(*, personal: bool) -> str:
    """The operation of the permission matrix that an export is."""
    return "export.personal" if personal else "export.stock"
