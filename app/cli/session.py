"""What a command is given: the profile, the settings, the person's name, and where to write."""

import getpass
import json
import os
import sys
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

from app.config.paths import ProfilePaths
from app.config.settings import SettingsStore

if TYPE_CHECKING:
    from app.services.operations import Operations
    from app.services.profile.opening import Profile

PASSWORD_VARIABLE = "TRADEPOST_PASSWORD"


@dataclass
class CliSession:
    """One run of one command. The database is opened when the command first asks for it."""

    paths: ProfilePaths
    settings: SettingsStore
    user: str | None = None
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    _profile: "Profile | None" = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def profile(self) -> "Profile":
        """The opened profile; an empty one gets its database. Raises StorageError."""
        if self._profile is None:
            from app.services.profile.opening import open_profile

            self._profile = open_profile(self.paths, self.settings.current)
        return self._profile

    @property
    def ops(self) -> "Operations":
        """The operations of the person who acts: the only one there is, or ``--user`` with a password.

        Raises StorageError and SignInRequired.
        """
        profile = self.profile
        if profile.operations is None:
            profile.sign_in(self.user, self._password)
        assert profile.operations is not None  # noqa: S101
        return profile.operations

    def close(self) -> None:
        """Let go of the database."""
        if self._profile is not None:
            self._profile.close()
            self._profile = None

    def say(self, text: str = "") -> None:
        """Write a line of the answer."""
        print(text, file=self.out)

    def warn(self, text: str) -> None:
        """Write a sentence to standard error."""
        print(text, file=self.err)

    def document(self, value: Any) -> None:
        """Write the one JSON document of a command that was asked for ``--json``."""
        json.dump(value, self.out, ensure_ascii=False, indent=2)
        self.out.write("\n")

    def _password(self) -> str:
        given = os.environ.get(PASSWORD_VARIABLE)
        if given is not None:
            return given
        if not sys.stdin.isatty():
            return ""
        return getpass.getpass(f"{self.user}: ", stream=None)
