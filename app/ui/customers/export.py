"""The lists of the Customers tab that can be exported."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.app_context import AppContext
from app.ui.shared import export_menu
from app.ui.shared.buttons import Button

KINDS = (("customers", "Customers"), ("contacts", "People"), ("sales_orders", "Sales orders"))


class ExportMenu(export_menu.ExportMenu):
    """The menu of the button Export."""

    def __init__(self, ctx: AppContext, button: Button, owner: QWidget) -> None:
        super().__init__(ctx, button, owner, KINDS)
