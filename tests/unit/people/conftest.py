"""A business with one person of each role, all of whom sign in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.database import database, ops, template  # noqa: F401


@dataclass
class Clocks:
    """A wall clock that can be set, and a process's own that only goes on."""

    wall: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    own: float = 1_000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.own

    def pass_by(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.own += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def owner(ops: "Operations") -> int:  # noqa: F811, F821
    """A business with its owner, who acts."""
    from app.services.business.commands import create_business
    from app.services.business.read_models import NewBusiness

    return ops.run(create_business, NewBusiness("Greenleaf", "Maya Lind", "SEK")).value


OWNERS_PASSWORD = "three green teapots"
OTHERS_PASSWORD = "a blue gravy boat"


@pytest.fixture
def hire(ops: "Operations", owner: int) -> Callable[..., int]:  # noqa: F811, F821
    """Make an account as the owner, who then signs in."""
    from app.domain.vocabulary import Role
    from app.services.people.commands import save
    from app.services.people.read_models import StaffDraft

    def hire(name: str, role: Role = Role.SALES, password: str = OTHERS_PASSWORD) -> int:
        own = "" if ops.staff_id else OWNERS_PASSWORD
        draft = StaffDraft(name, role, signs_in=True, password=password, own_password=own)
        staff_id = ops.run(save, draft).value
        ops.sign_in_as(owner)
        return staff_id

    return hire
