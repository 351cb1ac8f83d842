"""Who waits for a shipment, and what happened to it last."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.shipments.read_models import ShipmentDetail
from app.ui.impact.page import ImpactPage
from app.ui.shared.cards import clear_layout
from app.ui.shared.labels import Role, label
from app.ui.shipments.pages import EventRow

LAST_EVENTS = 3


class ShipmentImpactPage(ImpactPage):
    """The page of those who wait, with the shipment's last events below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.events_head = label("Events", Role.SECTION, self)
        self._events = QVBoxLayout()
        self._events.setSpacing(0)
        # Above the room that is left over.
        self.body.insertWidget(self.body.count() - 1, self.events_head)
        self.body.insertLayout(self.body.count() - 1, self._events)

    def show_detail(self, detail: ShipmentDetail) -> None:
        """Show who waits for it."""
        clear_layout(self._events)
        for event in detail.events[:LAST_EVENTS]:
            last = event is detail.events[:LAST_EVENTS][-1]
            self._events.addWidget(EventRow(event, detail, self, last=last))
        self.events_head.setVisible(bool(detail.events))
        self.show_impact(detail.impact)
