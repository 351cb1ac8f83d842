"""The smallest calls of figures, goals, the first tab and the documents of figures."""

from fractions import Fraction
from typing import Any

from tests.unit.permissions.calls import call
from tests.unit.permissions.world import World


@call("insights.goals.goals")
@call("today.attention.attention")
@call("today.team.team")
@call("documents.figures.letterhead")
@call("documents.figures.supplier_letterhead")
def nothing(world: World) -> tuple[Any, ...]:
    return ()


@call("insights.goals.set_goal")
def a_goal(world: World) -> tuple[Any, ...]:
    return ("fill_rate", Fraction(9, 10))


@call("insights.stage_goals.stage_goals")
def the_goals_of_stages(world: World) -> tuple[Any, ...]:
    return ()


@call("insights.stage_goals.set_stage_goals")
def goals_of_stages(world: World) -> tuple[Any, ...]:
    from app.services.insights.figures import Stage

    return ({Stage.SHELF: Fraction(30)},)


@call("documents.figures.find_supplier")
def a_supplier(world: World) -> tuple[Any, ...]:
    return ("Harbour Café",)
