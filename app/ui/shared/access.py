"""What the signed-in person may do, so that the window hides or disables the rest with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import PermissionDenied
from app.domain.vocabulary import Role
from app.services import permissions
from app.services.operations import Operations


@dataclass(frozen=True, slots=True)
class Access:
    """One person's row of the permission matrix. `staff_id` is None while a new database has nobody."""

    role: Role
    staff_id: int | None = None

    def grant(self, operation: str) -> str:
        """`yes`, `no`, or the name of a limit."""
        return permissions.matrix().grant(operation, self.role)

    def may(self, operation: str) -> bool:
        """Whether at all."""
        return self.grant(operation) != permissions.NO

    def reason(self, operation: str) -> str:
        """Why not, in words; empty when it is allowed."""
        if self.may(operation):
            return ""
        from app.wording.errors import error_sentence

        return error_sentence(PermissionDenied(operation, self.role.value))


def read_access(ops: Operations) -> Access:
    """The acting person's access, read on a worker."""
    from app.services.people.queries import me

    person = ops.read(me)
    return Access(person.role, person.id)
