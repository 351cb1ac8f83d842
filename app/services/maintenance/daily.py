"""What is brought up to the present while the program is open: what depends on the day, and sums of what is over."""

from __future__ import annotations

from app.domain.clock import local_date
from app.services.customers.facts import renew_figures
from app.services.insights import settling
from app.services.operations import Operations


def renew_day(operations: Operations) -> None:
    """Bring the partners' figures to the present day; at the opening of a database and after midnight."""
    renew_figures(operations)


def settle_sums(operations: Operations) -> None:
    """Sum finished months in which something was changed, a few at a time, so that nobody who saves waits for long.

    They follow from what is stored, so that this is no operation of anybody's and nothing is audited.
    """
    more = True
    while more:
        with operations.database.write() as session:
            more = settling.settle(session, local_date(operations.now()))
