"""Goals: the definitions' until the owner sets another, refused where they cannot be."""

from fractions import Fraction

import pytest

from app.domain.errors import PermissionDenied, Problem, ValidationError
from app.domain.vocabulary import Role
from app.services.insights import goals
from app.services.insights.figures import MeasureName
from tests.unit.insights.test_measures import sign_in
from tests.unit.transfer.conftest import Shop

NAME = MeasureName.SUPPLIER_ON_TIME


def test_a_goal_is_set_taken_away_and_undone(shop: Shop) -> None:
    assert shop.ops.read(goals.goals)[NAME] == Fraction(92, 100)
    shop.ops.run(goals.set_goal, "supplier_on_time", Fraction(7, 9))
    assert shop.ops.read(goals.goals)[NAME] == Fraction(7, 9)
    shop.ops.run(goals.set_goal, "supplier_on_time", None)
    assert NAME not in shop.ops.read(goals.goals)
    shop.ops.undo()
    shop.ops.undo()
    assert shop.ops.read(goals.goals)[NAME] == Fraction(92, 100)


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("profit", Fraction(1), Problem.NOT_A_CHOICE),
        ("fill_rate", Fraction(-1, 2), Problem.NEGATIVE),
        ("fill_rate", Fraction(3, 2), Problem.TOO_LARGE),
    ],
)
def test_a_goal_that_cannot_be_is_refused(shop: Shop, name: str, value: Fraction, problem: Problem) -> None:
    with pytest.raises(ValidationError) as caught:
        shop.ops.run(goals.set_goal, name, value)
    assert caught.value.code is problem


def test_only_the_owner_sets_goals(shop: Shop) -> None:
    sign_in(shop, Role.MANAGER)
    with pytest.raises(PermissionDenied):
        shop.ops.run(goals.set_goal, "fill_rate", Fraction(1, 2))


def test_less_can_be_better() -> None:
    assert goals.reaches(MeasureName.REJECT_RATE, Fraction(1, 100), Fraction(2, 100))
    assert not goals.reaches(MeasureName.FILL_RATE, Fraction(1, 100), Fraction(2, 100))
