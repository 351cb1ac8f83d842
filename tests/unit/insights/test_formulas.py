"""The formulas with the definitions' test values and the cases at their edges."""

from fractions import Fraction

import pytest

from app.domain.formulas import rfm
from app.domain.formulas.ratios import ratio, repeat_rate
from app.domain.vocabulary import Segment


def test_no_data_is_not_zero() -> None:
    assert ratio(0, 0) is None
    assert ratio(0, 4) == 0
    assert ratio(772, 809) == Fraction(772, 809)


def test_repeat_rate_counts_customers_not_orders() -> None:
    assert repeat_rate([1, 1, 2, 9]) == Fraction(1, 2)
    assert repeat_rate([0, 0]) is None
    assert repeat_rate([1, 0]) == 0


def test_quintiles_from_fifty_customers_on() -> None:
    assert (rfm.bins_for(49), rfm.bins_for(50)) == (3, 5)


def test_a_quantile_holds_its_share_and_equal_values_share_a_class() -> None:
    scores = rfm.quantile_scores(list(range(100)), 5)
    assert [scores.count(score) for score in (1, 2, 3, 4, 5)] == [20] * 5
    assert scores == sorted(scores)
    assert rfm.quantile_scores([7, 7, 7, 7], 5) == [1, 1, 1, 1]
    assert rfm.quantile_scores([1, 1, 1, 5], 3) == [1, 1, 1, 3]


@pytest.mark.parametrize("code", ["555", "554", "545"])
def test_champions(code: str) -> None:
    assert rfm.segment(scores(code), 9) is Segment.CHAMPION


@pytest.mark.parametrize("code", ["155", "154", "144"])
def test_at_risk(code: str) -> None:
    assert rfm.segment(scores(code), 9) is Segment.AT_RISK


@pytest.mark.parametrize("code", ["111", "112"])
def test_quiet(code: str) -> None:
    assert rfm.segment(scores(code), 2) is Segment.QUIET


def test_the_others() -> None:
    assert rfm.segment(None, 0) is Segment.PROSPECT
    assert rfm.segment(scores("511"), 1) is Segment.NEW
    assert rfm.segment(scores("355"), 12) is Segment.LOYAL
    assert rfm.segment(scores("422"), 3) is Segment.GROWING
    assert rfm.segment(scores("333", 3), 4) is Segment.CHAMPION
    assert rfm.segment(scores("122", 3), 4) is Segment.AT_RISK


def scores(code: str, bins: int = 5) -> rfm.Scores:
    recency, frequency, monetary = (int(digit) for digit in code)
    made = rfm.Scores(recency, frequency, monetary, bins)
    assert made.code == code
    return made
