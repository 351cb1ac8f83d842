"""Shares and means that know the difference between nothing and zero."""

from __future__ import annotations

from fractions import Fraction


def ratio(part: int, whole: int) -> Fraction | None:
    """`part ÷ whole`, exact; None when there is nothing to divide by: no data is not zero.

    A rate on time is on time ÷ all that had a promise; a mean is the sum ÷ the count.
    """
    return Fraction(part, whole) if whole else None


def repeat_rate(order_counts: list[int]) -> Fraction | None:
    """Customers with two orders or more ÷ customers with one or more; `order_counts` has one entry a customer."""
    buyers = [count for count in order_counts if count > 0]
    return ratio(sum(count > 1 for count in buyers), len(buyers))
