"""Adjusting what is on hand and carrying it elsewhere: two small forms in the side sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import AppError, Checks, ConflictError, Problem, ValidationError
from app.domain.vocabulary import ReasonCode, Tracking
from app.services.operations import Operations, Outcome
from app.services.stock import commands
from app.services.stock.detail import places
from app.services.stock.queries import locations
from app.services.stock.read_models import AdjustDraft, LocationRow, MoveDraft, PlaceRow, ProductDetail
from app.ui.app_context import AppContext
from app.ui.shared.fields import ChoiceField, LineField, TextField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Form
from app.ui.shared.labels import Role, label
from app.ui.shared.operations import run_operation
from app.ui.shared.side_sheet import SideSheet
from app.ui.shared.typed import read_quantity
from app.wording import labels

NEW_PLACE: Final = -1
SET, CHANGE = "set", "change"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a product is, and every place that it can be brought to."""

    places: Sequence[PlaceRow]
    locations: Sequence[LocationRow]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place and lot to choose, with what is there."""

    location_id: int | None
    name: str
    lot_id: int | None = None
    lot: str = ""
    quantity: int = 0


def read_whereabouts(ops: Operations, product_id: int) -> Whereabouts:
    """On a worker."""
    return Whereabouts(ops.read(places, product_id), ops.read(locations))


class StockForm(Form):
    """What both forms have in common: spots to choose from, a place to make, quantities in the product's unit."""

    def __init__(self, product: ProductDetail, known: Whereabouts) -> None:
        super().__init__()
        self.product = product
        self.spots: list[Spot] = []
        self.new_place = LineField(self, limit=200)
        self.quantity = LineField(self, limit=20)
        self.note = TextField(self, lines=2)
        self._load(known)

    def _load(self, known: Whereabouts) -> None:
        raise NotImplementedError

    def shown(self, quantity: int) -> str:
        """A quantity in words."""
        row = self.product.row
        return formats().quantity(quantity, row.unit_decimals, row.unit)

    def held_spots(self, known: Whereabouts) -> list[Spot]:
        """Where there is some."""
        return [Spot(p.location_id, p.location, p.lot_id, p.lot, p.quantity) for p in known.places]

    def words(self, spot: Spot) -> str:
        """A spot with what is there."""
        lot = f" · {spot.lot}" if spot.lot else ""
        return f"{spot.name}{lot} – {self.shown(spot.quantity)}"

    def read(self, checks: Checks) -> int | None:
        """The typed quantity in smallest units."""
        try:
            return read_quantity(self.quantity.text(), self.product.row.unit_decimals, "quantity")
        except ValidationError as error:
            checks.errors.append(error)
            return None


class AdjustForm(StockForm):
    """Set what is there, or add and take away; with the reason."""

    def __init__(self, product: ProductDetail, known: Whereabouts) -> None:
        self.where = ChoiceField()
        super().__init__(product, known)
        self.add("location_id", "Where", self.where, required=True)
        self.add("new_location", "Name of the new place", self.new_place, required=True)
        self.lot_code = LineField(self, limit=64)
        self.add("lot_code", "Lot", self.lot_code, hint="An existing code, or a new one")
        hows = ((SET, "Set to what was counted"), (CHANGE, "Add or take away (±)"))
        self.how = ChoiceField(hows, self)
        self.add("how", "How", self.how, half=True)
        self.add("quantity", "Quantity", self.quantity, required=True, half=True)
        self._preview = label("", Role.MUTED, self, wrap=True)
        self._grid.addWidget(self._preview, self._row, 0, 1, 2)
        self._row += 1
        reasons: list[tuple[object, str]] = [(None, "Choose a reason")]
        reasons += [(reason, labels.label(reason)) for reason in commands.REASONS]
        self.reason = ChoiceField(reasons, self)
        self.add("reason", "Reason", self.reason, required=True)
        self.add("note", "Note", self.note, hint="Needed for “Other”")
        self.where.currentIndexChanged.connect(self._on_chosen)
        self.changed.connect(self._on_chosen)
        self._on_chosen()
        self.mark_clean()

    @property
    def spot(self) -> Spot:
        """What is chosen."""
        return self.spots[max(self.where.currentIndex(), 0)]

    def to_draft(self) -> AdjustDraft:
        """What was typed. Raises ValidationError(s)."""
        checks = Checks()
        quantity = self.read(checks)
        if quantity is None and not checks.errors:
            checks.add("quantity", Problem.REQUIRED)
        counts = self.how.currentData() == SET
        if counts and quantity is not None and quantity < 0:
            checks.add("quantity", Problem.NEGATIVE)
        if self.reason.currentData() is None:
            checks.add("reason", Problem.REASON_REQUIRED)
        if self.spot.location_id is None and not self.new_place.text().strip():
            checks.add("new_location", Problem.REQUIRED)
        checks.raise_if_any()
        return AdjustDraft(
            product_id=self.product.row.id,
            location_id=self.spot.location_id,
            new_location=self.new_place.text() if self.spot.location_id is None else "",
            lot_id=self.spot.lot_id,
            lot_code=self.lot_code.text() if self._names_lot() else "",
            counted=quantity if counts else None,
            change=None if counts else quantity,
            expected=self.spot.quantity if counts else None,
            reason=ReasonCode(self.reason.currentData()),
            note=self.note.toPlainText(),
        )

    def renew(self, known: Whereabouts) -> None:
        """Somebody else moved some: show what is there now, keep what was typed."""
        before = self.spot
        self._load(known)
        same = (s for s in self.spots if (s.location_id, s.lot_id) == (before.location_id, before.lot_id))
        found = next(same, None)
        self.where.setCurrentIndex(self.spots.index(found) if found else 0)
        self._on_chosen()

    def _load(self, known: Whereabouts) -> None:
        held = self.held_spots(known)
        tracked = self.product.tracking is not Tracking.NONE
        taken = {spot.location_id for spot in held if not tracked}
        empty = [Spot(place.id, place.name) for place in known.locations if place.id not in taken]
        self.spots = [*held, *empty, Spot(None, "New place …")]
        self.where.clear()
        for spot in self.spots:
            is_new = spot.location_id is None
            new_lot = f"{spot.name} – another lot"
            words = spot.name if is_new else new_lot if tracked and spot.lot_id is None else self.words(spot)
            self.where.addItem(words)

    def _names_lot(self) -> bool:
        return self.product.tracking is not Tracking.NONE and self.spot.lot_id is None

    @Slot()
    def _on_chosen(self) -> None:
        self.field("new_location").setVisible(self.spot.location_id is None)
        self.field("lot_code").setVisible(self._names_lot())
        self._preview.setText(self._result())

    def _result(self) -> str:
        there = self.spot.quantity
        try:
            typed = read_quantity(self.quantity.text(), self.product.row.unit_decimals, "quantity")
        except ValidationError:
            typed = None
        after = None if typed is None else typed if self.how.currentData() == SET else there + typed
        if after is None or after < 0:
            return f"On hand here: {self.shown(there)}"
        return f"On hand here: {self.shown(there)} → {self.shown(after)}"


class MoveForm(StockForm):
    """From a place to another one."""

    def __init__(self, product: ProductDetail, known: Whereabouts) -> None:
        self.source = ChoiceField()
        self.target = ChoiceField()
        super().__init__(product, known)
        self.add("source_id", "From", self.source, required=True)
        self.add("target_id", "To", self.target, required=True)
        self.add("new_location", "Name of the new place", self.new_place, required=True)
        self.add("quantity", "Quantity", self.quantity, required=True)
        self.add("note", "Note", self.note)
        self.source.currentIndexChanged.connect(self._on_chosen)
        self.target.currentIndexChanged.connect(self._on_chosen)
        self._on_chosen()
        self.mark_clean()

    def to_draft(self) -> MoveDraft:
        """What was typed. Raises ValidationError(s)."""
        checks = Checks()
        quantity = self.read(checks)
        if quantity is None and not checks.errors:
            checks.add("quantity", Problem.REQUIRED)
        is_new = self.target.currentData() == NEW_PLACE
        if is_new and not self.new_place.text().strip():
            checks.add("new_location", Problem.REQUIRED)
        checks.raise_if_any()
        spot = self.spots[self.source.currentIndex()] if self.spots else Spot(None, "")
        return MoveDraft(
            product_id=self.product.row.id,
            source_id=spot.location_id,
            lot_id=spot.lot_id,
            target_id=None if is_new else self.target.currentData(),
            new_location=self.new_place.text() if is_new else "",
            quantity=quantity,
            note=self.note.toPlainText(),
        )

    def renew(self, known: Whereabouts) -> None:
        """What is there now; what was typed is kept."""
        self._load(known)
        self._on_chosen()

    def _load(self, known: Whereabouts) -> None:
        self.spots = self.held_spots(known)
        self.source.clear()
        self.target.clear()
        for spot in self.spots:
            self.source.addItem(self.words(spot))
        for place in known.locations:
            self.target.addItem(place.name, place.id)
        self.target.addItem("New place …", NEW_PLACE)
        first = self.spots[0].location_id if self.spots else None
        others = [place.id for place in known.locations if place.id != first]
        self.target.setCurrentIndex(self.target.findData(others[0] if others else NEW_PLACE))

    @Slot()
    def _on_chosen(self) -> None:
        self.field("new_location").setVisible(self.target.currentData() == NEW_PLACE)


class StockSheet(SideSheet):
    """Either form. `done` after it was saved; it closes itself then."""

    done = Signal()

    def __init__(self, host: QWidget, ctx: AppContext, form: AdjustForm | MoveForm) -> None:
        name = form.product.row.name
        adjusts = isinstance(form, AdjustForm)
        title = f"Adjust {name}" if adjusts else f"Move {name}"
        super().__init__(host, title, form, save_text="Adjust" if adjusts else "Move")
        self.ctx = ctx
        self.form = form
        self.saved.connect(self.save)

    @Slot()
    def save(self) -> None:
        """Post what the form holds."""
        if not self.save_button.isEnabled():
            return
        try:
            draft = self.form.to_draft()
        except AppError as error:
            self.form.show_app_error(error)
            return
        self.form.clear_errors()
        self.set_busy(True)
        command = commands.adjust if isinstance(draft, AdjustDraft) else commands.transfer
        run_operation(
            self, command, draft, on_success=self._on_saved, on_error=self._on_failed, toast=self._words(draft)
        )  # fmt: skip

    def _words(self, draft: AdjustDraft | MoveDraft) -> str:
        row = self.form.product.row
        shown = self.form.shown
        if isinstance(draft, MoveDraft):
            return f"{shown(draft.quantity or 0)} of {row.name} moved"
        if draft.counted is not None:
            return f"{row.name} set to {shown(draft.counted)}"
        return f"{row.name} adjusted by {shown(draft.change or 0)}"

    def _on_saved(self, _outcome: Outcome[int]) -> None:
        self.form.mark_clean()
        self.done.emit()
        self.close_sheet()

    def _on_failed(self, error: AppError) -> None:
        self.set_busy(False)
        self.form.show_app_error(error)
        if isinstance(error, ConflictError):
            self._say_conflict(error)
            product = self.form.product.row.id
            self.ctx.runner.read(self, read_whereabouts, self.ctx.ops, product, on_result=self.form.renew)

    def _say_conflict(self, error: ConflictError) -> None:
        for conflict in error.fields:
            if isinstance(conflict.theirs, int) and isinstance(conflict.before, int):
                now, before = self.form.shown(conflict.theirs), self.form.shown(conflict.before)
                text = f"There are {now} by now, not {before}: count again, or save once more to set it anyway."
                self.form.field("quantity").set_error(text)
