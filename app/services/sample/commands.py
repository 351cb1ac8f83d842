"""Makes the sample shop in a database that is empty: all of it in one transaction, or nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Final

from sqlalchemy import event, func, select

from app.db.models import (
    Contact,
    Interaction,
    Partner,
    Product,
    PurchaseOrder,
    SalesOrder,
    Setting,
    Shipment,
    Staff,
    StockMove,
)
from app.domain.errors import Problem, ValidationError
from app.domain.progress import Progress
from app.services.business.settings import KEYS
from app.services.operations import WriteContext, command
from app.services.sample import content, parties
from app.services.sample.buying import Buying
from app.services.sample.delays import Delays
from app.services.sample.scenes import Scenes
from app.services.sample.selling import Selling
from app.services.sample.stage import Stage, is_workday
from app.services.sample.talking import Talking

MAX_DAYS: Final = 5 * 365
MIN_DAYS: Final = 100
_KEPT: Final = (Partner, Contact, Product, SalesOrder, PurchaseOrder, Shipment, Interaction, StockMove)


@dataclass(frozen=True, slots=True)
class SampleOptions:
    """Which shop: the same seed on the same day gives the same one."""

    seed: int = 1
    days: int = 730
    """How long the shop has been open."""


@dataclass(frozen=True, slots=True)
class SampleMade:
    """How much there is now."""

    suppliers: int
    products: int
    customers: int
    sales_orders: int
    purchase_orders: int
    shipments: int
    interactions: int


@command("sample.make", undoable=False)
def make(ctx: WriteContext, options: SampleOptions = SampleOptions(), progress: Progress | None = None) -> SampleMade:
    """Fill an empty database with the sample shop. Raises ValidationError (NOT_EMPTY, `days`), Cancelled."""
    if not MIN_DAYS <= options.days <= MAX_DAYS:
        raise ValidationError("days", Problem.OUT_OF_RANGE, low=str(MIN_DAYS), high=str(MAX_DAYS))
    _require_empty(ctx)
    progress = progress or Progress()
    kept = _kept_in_memory(ctx)
    first = ctx.today - timedelta(days=options.days)
    dice = Random(f"{options.seed} {ctx.today.isoformat()}")  # noqa: S311 - no secrets are made of it
    stage = Stage(ctx, content.load(), dice, first, ctx.today)
    _name_shop(stage)
    parties.make_staff(stage)
    parties.make_partners(stage)
    parties.make_products(stage)
    _live(stage, progress)
    kept.clear()
    return _made(ctx)


def _live(stage: Stage, progress: Progress) -> None:
    buying = Buying(stage)
    selling = Selling(stage, buying)
    scenes, delays = Scenes(stage, selling, buying), Delays(stage, selling, buying)
    buying.open_shop()
    total = (stage.today - stage.first).days
    for number in range(total + 1):
        day = stage.first + timedelta(days=number)
        if is_workday(day):
            buying.day(day)
            scenes.day(day)
            delays.day(day)
            selling.day(day)
        progress.check()
        progress.report(number, total, "days")
    selling.show_prospects()
    scenes.finish()
    Talking(stage, selling, buying).make()


def _kept_in_memory(ctx: WriteContext) -> dict[int, object]:
    """Keep the session's objects until the shop is made: it forgets those nobody holds, and would read them again."""
    kept: dict[int, object] = {}

    def keep(_session: object, instance: object) -> None:
        kept[id(instance)] = instance

    event.listen(ctx.session, "pending_to_persistent", keep)
    event.listen(ctx.session, "loaded_as_persistent", keep)
    return kept


def _require_empty(ctx: WriteContext) -> None:
    others = select(func.count(Staff.id)).where(Staff.id != (ctx.actor.staff_id or 0))
    kept = any(ctx.session.execute(select(model.id).limit(1)).first() is not None for model in _KEPT)
    if kept or ctx.session.execute(others).scalar_one():
        raise ValidationError("database", Problem.NOT_EMPTY)


def _name_shop(stage: Stage) -> None:
    said = {"name": stage.content.name, "currency": stage.content.currency, **stage.content.letterhead}
    for key, value in ((KEYS[field], value) for field, value in said.items()):
        kept = stage.ctx.session.execute(select(Setting).where(Setting.key == key)).scalar_one_or_none()
        if kept is None:
            kept = Setting(key=key, value="")
            stage.ctx.session.add(kept)
        kept.value = json.dumps(value, ensure_ascii=False)
    stage.ctx.session.flush()


def _made(ctx: WriteContext) -> SampleMade:
    def count(
        model: type[SalesOrder] | type[PurchaseOrder] | type[Shipment] | type[Interaction] | type[Product],
    ) -> int:
        return ctx.session.execute(select(func.count(model.id))).scalar_one()

    def partners(flag: object) -> int:
        return ctx.session.execute(select(func.count(Partner.id)).where(flag == True)).scalar_one()  # type: ignore[arg-type]  # noqa: E712

    return SampleMade(
        partners(Partner.is_supplier),
        count(Product),
        partners(Partner.is_customer),
        count(SalesOrder),
        count(PurchaseOrder),
        count(Shipment),
        count(Interaction),
    )
