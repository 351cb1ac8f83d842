"""Which commands there are, without loading any: each module is imported when its command is asked for.

A command's module has ``add_arguments(parser)`` and ``run(args, session) -> int`` (an ``ExitCode``).
"""

import argparse
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, cast

from app.cli.session import CliSession


class ExitCode(IntEnum):
    """What the command line answers to whoever called it; the numbers are a contract."""

    DONE = 0
    NO = 1
    USAGE = 2
    ENVIRONMENT = 3


class Command(Protocol):
    """What a command's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say which arguments the command takes."""

    def run(self, args: argparse.Namespace, session: CliSession) -> int:
        """Do it; the result is the exit code."""


@dataclass(frozen=True)
class Entry:
    """One command: the module that has it, and its line in the help."""

    module: str
    summary: str


COMMANDS: Mapping[str, Entry] = {
    "sample": Entry("app.cli.sample", "make the sample shop in a database that is empty"),
    "import": Entry("app.cli.import_files", "read customers, orders and more from files"),
    "export": Entry("app.cli.export", "write records to a CSV, XLSX or JSON file"),
    "kpi": Entry("app.cli.kpi", "work out a figure; without a name, list them with units and formulas"),
    "report": Entry("app.cli.report", "make a PDF; without a name, list them"),
    "check": Entry("app.cli.check", "verify every invariant of the stored data"),
    "backup": Entry("app.cli.backup", "make a copy of the database and prove it"),
    "restore": Entry("app.cli.restore", "put a verified copy in the database's place"),
    "info": Entry("app.cli.info", "say versions, paths, row counts and schema revision"),
}


def load(name: str) -> Command:
    """Import the module of a command."""
    return cast(Command, importlib.import_module(COMMANDS[name].module))
