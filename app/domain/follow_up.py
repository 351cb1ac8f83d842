"""When to try again, by how a call ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from app.domain.vocabulary import CallOutcome

# Days later at the same hour; a busy line is tried again within the hour.
_DAYS: Final = {
    CallOutcome.NO_ANSWER: 1,
    CallOutcome.CALL_BACK_LATER: 1,
    CallOutcome.LEFT_VOICEMAIL: 2,
    CallOutcome.LEFT_MESSAGE: 2,
}
_SATURDAY: Final = 5

UNREACHED: Final = frozenset(
    {CallOutcome.NO_ANSWER, CallOutcome.BUSY, CallOutcome.LEFT_VOICEMAIL, CallOutcome.LEFT_MESSAGE}
)
"""Calls that reached nobody count as attempts."""


def suggested_follow_up(outcome: CallOutcome | None, now: datetime) -> datetime | None:
    """The moment to propose, on a weekday, in the computer's time zone; None where nothing is to be done again."""
    local = now.astimezone().replace(tzinfo=None, second=0, microsecond=0)
    if outcome is CallOutcome.BUSY:
        return (local + timedelta(hours=1)).astimezone()
    if outcome not in _DAYS:
        return None
    moment = local + timedelta(days=_DAYS[outcome])
    if moment.weekday() >= _SATURDAY:
        moment += timedelta(days=7 - moment.weekday())
    return moment.astimezone()
