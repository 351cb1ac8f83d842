"""What is brought up to the present while the program is open: what depends on the day, and sums of what is over."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.domain.clock import local_date
from app.services.customers.facts import renew_figures
from app.services.insights import settling
from app.services.operations import Operations


def renew_day(operations: Operations) -> None:
    """Bring the partners' figures to the present day; at the opening of a database and after midnight."""
    renew_figures(operations)


def settle_sums(operations: Operations) -> None:
    """Sum finished months in which something was changed, so that nobody who saves waits for it.

    They follow from what is stored, so that this is no operation of anybody's and nothing is audited.
    """
    work = settling.Settling(local_date(operations.now()))
    while _write(operations, work.begin):
        with operations.database.read() as session:
            work.add_up(session)
        while _write(operations, work.write_part):
            pass


def _write(operations: Operations, step: Callable[[Session], bool]) -> bool:
    with operations.database.write() as session:
        return step(session)
