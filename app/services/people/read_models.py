"""What a screen, a command or a document sees of the people of the business."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.vocabulary import Role


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A person who works here, or did. `has_password` says whether they can sign in by now."""

    id: int
    version: int
    name: str
    code: str | None
    title: str
    email: str
    role: Role
    active: bool
    signs_in: bool
    has_password: bool


@dataclass(frozen=True, slots=True)
class StaffDraft:
    """A person as the form has them. `id` None makes a new one; `version` is the one the form was opened with.

    `password` gives them a (new) one. `own_password` gives the acting person theirs: needed when the second account is
    made, because from then on everyone signs in. Neither is ever shown, logged or recorded.
    """

    name: str
    role: Role
    id: int | None = None
    version: int | None = None
    code: str = ""
    title: str = ""
    email: str = ""
    active: bool = True
    signs_in: bool = False
    password: str = field(default="", repr=False)
    own_password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Account:
    """A person who can sign in, as the sign-in page lists them."""

    id: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Me:
    """The acting person. `id` is None while a new database has nobody yet."""

    id: int | None
    name: str
    role: Role
    several_accounts: bool
    assignable_roles: tuple[Role, ...]
