"""The smallest calls of what concerns products, stock, goals and the remembered first page."""

from typing import Any

from tests.unit.permissions.calls import call
from tests.unit.permissions.world import World


@call("first_page.commands.newest_entry")
@call("insights.goals.goals")
@call("stock.queries.ids")
@call("stock.queries.counts")
@call("stock.queries.locations")
@call("stock.moves.move_ids")
def nothing_of_stock(world: World) -> tuple[Any, ...]:
    return ()


@call("insights.goals.set_goal")
def half_of_them(world: World) -> tuple[Any, ...]:
    from fractions import Fraction

    return ("on_time_shipping", Fraction(1, 2))


@call("first_page.commands.remember")
def an_empty_page(world: World) -> tuple[Any, ...]:
    from app.services.first_page.read_models import RememberedPage

    return (RememberedPage("customers", "Customers", "", (0, 0, 1, 1), (), ()), 0)


@call("products.commands.save")
def a_new_product(world: World) -> tuple[Any, ...]:
    from app.services.products.read_models import ProductDraft

    return (ProductDraft(sku="BWL-1", name="Bowl"),)


@call("products.queries.form")
@call("stock.detail.detail")
@call("stock.detail.outlook")
@call("stock.detail.places")
def the_product(world: World) -> tuple[Any, ...]:
    return (world.ids["product"],)


@call("products.commands.archive")
@call("products.commands.unarchive")
def one_that_nobody_waits_for(world: World) -> tuple[Any, ...]:
    from app.services.products.commands import save

    return (world.boss.run(save, *a_new_product(world)).value,)


@call("stock.queries.rows")
@call("stock.moves.move_rows")
def the_first(world: World) -> tuple[Any, ...]:
    return ([1],)


@call("stock.commands.adjust")
def two_more(world: World) -> tuple[Any, ...]:
    from app.domain.places import MAIN_SITE
    from app.domain.vocabulary import ReasonCode
    from app.services.stock.read_models import AdjustDraft

    return (AdjustDraft(world.ids["product"], MAIN_SITE, change=2, reason=ReasonCode.COUNT_CORRECTION),)


@call("stock.commands.transfer")
def to_the_shop(world: World) -> tuple[Any, ...]:
    from app.domain.places import MAIN_SITE
    from app.services.stock.read_models import MoveDraft

    world.trade.stock([(0, 2)])
    return (MoveDraft(world.ids["product"], MAIN_SITE, target_id=world.ids["location"], quantity=1),)


@call("stock.commands.create_location")
def a_shelf(world: World) -> tuple[Any, ...]:
    from app.services.stock.read_models import LocationDraft

    return (LocationDraft("Shelf 1"),)
