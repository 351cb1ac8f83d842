"""What a scanned code means on the page, where nothing is being counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.shared.toasts import ToastHost

if TYPE_CHECKING:
    from app.ui.shipments.tab import ShipmentsTab


class Scanned:
    """A code that is looked up: a shipment's label, else a product of the shipment that shows, else nothing known."""

    def __init__(self, tab: ShipmentsTab, code: str) -> None:
        self._tab = tab
        self._code = code

    def on_found(self, shipment: int | None) -> None:
        """The answer."""
        if shipment is not None:
            self._tab.open_record("shipment", shipment)
        elif not self._tab.pane.count_code(self._code):
            host = ToastHost.of(self._tab)
            if host is not None:
                host.show_error(f"Nothing here has the code “{self._code[:60]}”.")
