"""SQL that the two databases spell differently, behind one name each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement[int]):  # noqa: N801 - spelled like the SQL function it is
    """Whole calendar days from the first ISO date to the second."""

    type = Integer()
    inherit_cache = True
    name = "days_between"


@compiles(days_between, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(CAST({second} AS date) - CAST({first} AS date))"


class days_left_in_month(FunctionElement[int]):  # noqa: N801 - spelled like the SQL function it is
    """Calendar days from an ISO date to the end of its month, itself included."""

    type = Integer()
    inherit_cache = True
    name = "days_left_in_month"


@compiles(days_left_in_month, "sqlite")
def _left_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    day = compiler.process(next(iter(element.clauses)), **options)
    return f"CAST(julianday({day}, 'start of month', '+1 month') - julianday({day}) AS INTEGER)"


@compiles(days_left_in_month, "postgresql")
def _left_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    day = f"CAST({compiler.process(next(iter(element.clauses)), **options)} AS date)"
    return f"(CAST(date_trunc('month', {day}) + INTERVAL '1 month' AS date) - {day})"


class day_after(FunctionElement[str]):  # noqa: N801 - spelled like the SQL function it is
    """The ISO date of the calendar day after an ISO date."""

    type = Text()
    inherit_cache = True
    name = "day_after"


@compiles(day_after, "sqlite")
def _after_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(next(iter(element.clauses)), **options)}, '+1 day')"


@compiles(day_after, "postgresql")
def _after_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    day = compiler.process(next(iter(element.clauses)), **options)
    return f"to_char(CAST({day} AS date) + 1, 'YYYY-MM-DD')"
