"""A private PostgreSQL server for tests, and databases on it that are copies of one migrated template."""

import contextlib
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.environment import unavailable

_KNOWN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_NOBODY = "nobody"


@dataclass
class Server:
    """A running server. Everybody on this machine may enter it: nothing but a test's data is in it."""

    port: int
    numbers: Iterator[int] = field(default_factory=itertools.count)
    template: str = ""

    def address(self, name: str) -> str:
        """The address of a database, as settings hold it."""
        return f"postgresql://app@127.0.0.1:{self.port}/{name}"

    def make(self, template: str = "template0") -> str:
        """Make a database and return its address."""
        name = f"t{os.getpid()}_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.address(name)

    def copy(self) -> str:
        """Make a database at the newest revision."""
        if not self.template:
            from app.db import server

            self.template = self.make()
            server.prepare(self.template)
        return self.make(self.template.rpartition("/")[2])

    def drop(self, address: str) -> None:
        """Forget a database that is not used any more, before it is ever written to the disk."""
        self.run(f"DROP DATABASE IF EXISTS {address.rpartition('/')[2]} WITH (FORCE)")

    def run(self, statement: str, name: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement beside the program."""
        import psycopg

        with psycopg.connect(self.address(name), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def private_server() -> Iterator[Server]:
    """Start a server under a folder of its own, as somebody without rights, and end it afterwards."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="tp-pg-"))
    try:
        port = _free_port()
        _make(programs, folder)
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
            " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
            " -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off"
        )
        control = [programs / "pg_ctl", "-D", folder / "d", "-w", "-l", folder / "log"]
        _as_nobody([*control, "-o", options, "start"])
        try:
            yield Server(port)
        finally:
            _as_nobody([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of the server's programs, which Debian keeps off the path."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else _KNOWN
    if not folders:
        unavailable("not installed: postgresql (python3 run.py check-system)")
    return folders[0]


def _make(programs: Path, folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, _NOBODY)
    _as_nobody(
        [programs / "initdb", "-D", folder / "d", "-U", "app", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    )


def _as_nobody(command: list[object]) -> None:
    # The server refuses to run as root.
    prefix = ["runuser", "-u", _NOBODY, "--"] if os.geteuid() == 0 else []
    words = [*prefix, *map(str, command)]
    done = subprocess.run(words, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=60)
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stderr}")


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
