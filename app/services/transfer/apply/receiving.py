"""Inbound shipments: what came is posted at its cost, unless it came before the opening count."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.db.models import (
    Lot,
    Shipment,
    ShipmentEvent,
    ShipmentLine,
)
from app.domain.money import line_net
from app.domain.parsing.problems import ProblemCode
from app.domain.places import MAIN_SITE, SUPPLIER
from app.domain.states import ShipmentEventKind, ShipmentKind, ShipmentState
from app.domain.vocabulary import MoveKind, ReasonCode, Source, Tracking
from app.services.transfer.apply.documents import Numbers, at_noon
from app.services.transfer.apply.job import Job
from app.services.transfer.apply.stock import lot_for
from app.services.transfer.directory import folded
from app.services.transfer.plan import Movement, NewRow, RowRef
from app.services.transfer.prepare import Row


class Receiving:
    """Plans inbound shipments, their postings and the events."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.numbers = Numbers({number for (number,) in job.session.execute(select(Shipment.number_fold))})
        self.lots: dict[tuple[RowRef, str], RowRef] = {
            (product, code): row_id
            for row_id, product, code in job.session.execute(select(Lot.id, Lot.product_id, Lot.code_fold))
        }

    def shipment(self, number: str, supplier: RowRef, received: date, promised: date | None, currency: str) -> NewRow:
        """An inbound shipment that was received."""
        free = self.numbers.free(number)
        past = self.past(received)
        shipment = self.job.plan.add(
            Shipment,
            number=free,
            number_fold=folded(free),
            kind=ShipmentKind.IN,
            state=ShipmentState.RECEIVED,
            partner_id=supplier,
            promised=promised,
            arrived=received,
            delivered=received,
            currency=currency,
            history=past,
        )
        self.job.plan.add(
            ShipmentEvent,
            shipment_id=shipment,
            at=at_noon(received),
            kind=ShipmentEventKind.RECEIVED,
            source=Source.IMPORT,
        )
        return shipment

    def past(self, day: date) -> bool:
        """Whether it was over before the opening count."""
        return self.job.opening is not None and day < self.job.opening

    def line(  # noqa: PLR0913, PLR0917
        self,
        shipment: NewRow,
        position: int,
        order_line: RowRef,
        product: RowRef,
        came: int,
        rejected: int,
        received: date,
        value: int,
        lot: RowRef | None = None,
        reason: str | None = None,
    ) -> None:
        """What came of one ordered line; the accepted part is posted unless it is history."""
        written = self.job.plan.add(
            ShipmentLine,
            shipment_id=shipment,
            position=position,
            purchase_order_line_id=order_line,
            product_id=product,
            lot_id=lot,
            quantity=came,
            accepted=came - rejected,
            rejected=rejected,
            reason=ReasonCode(reason) if reason else None,
        )
        if came > rejected and not self.past(received):
            self.job.plan.movements.append(
                Movement(
                    product,
                    SUPPLIER,
                    MAIN_SITE,
                    came - rejected,
                    MoveKind.RECEIPT,
                    received,
                    "shipment_line",
                    written,
                    value,
                    lot,
                )
            )

    def value(self, product: RowRef, quantity: int, price: int, discount: int, currency: str) -> int:
        """What accepted goods are worth: their net price in the business's currency, else the standard cost."""
        facts = self.job.directory.products[product]
        if currency == self.job.currency:
            return line_net(price, quantity, facts.unit_decimals, discount)
        self.job.plan.notice("valued_at_standard_cost")
        return line_net(facts.cost_minor or 0, quantity, facts.unit_decimals)

    def lot(self, row: Row, product: RowRef, posts: bool, supplier: RowRef | None) -> RowRef | None:
        """The lot a row names; a tracked product that moves needs one."""
        code = row.get("lot")
        if code:
            return lot_for(self.job, row, product, code, self.lots, supplier)
        if posts and self.job.directory.products[product].tracking is not Tracking.NONE:
            self.job.refuse(
                row,
                "lot" if self.job.prepared.kind.field("lot") else "product",
                ProblemCode.NOT_ALLOWED,
                rule="lot_needed",
            )
        return None
