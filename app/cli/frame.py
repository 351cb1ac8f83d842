"""The command line's frame: reads arguments, runs one command, turns errors into a sentence and a code."""

import argparse
import contextlib
import io
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from app.cli.registry import COMMANDS, ExitCode, load
from app.cli.session import CliSession
from app.config import logs
from app.config.paths import ProfilePaths, profile_paths
from app.config.settings import SettingsStore
from app.domain.errors import AppError, PermissionDenied, SignInRequired, StorageError

_LOG = logging.getLogger(__name__)
PROGRAM = "tradepost"


@dataclass(frozen=True)
class Invocation:
    """What was typed: the profile, the person, the command (None for the window) and its own arguments."""

    profile: Path | None
    user: str | None
    command: str | None
    arguments: argparse.Namespace


def read_arguments(argv: Sequence[str]) -> Invocation:
    """Understand the command line. Wrong usage ends the process with code 2, as argparse does."""
    parser = _frame_parser()
    first = parser.parse_args(argv)
    if first.command is None:
        return Invocation(first.profile, first.user, None, first)
    command = load(first.command)
    own = argparse.ArgumentParser(
        prog=f"{PROGRAM} {first.command}", description=_sentence(first.command), allow_abbrev=False
    )
    # The shared options are understood after the command too; what came before it stays unless said again.
    _add_shared(own, default=argparse.SUPPRESS)
    command.add_arguments(own)
    arguments = own.parse_args(first.rest)
    profile = getattr(arguments, "profile", first.profile)
    user = getattr(arguments, "user", first.user)
    return Invocation(profile, user, first.command, arguments)


def run_command(invocation: Invocation) -> int:
    """Run the command that was asked for; the result is the exit code. Never raises an ``Exception``."""
    assert invocation.command is not None  # noqa: S101
    paths = profile_paths(invocation.profile)
    _write_any_text()
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(logs.logging_to(paths))
            session = stack.enter_context(_session(paths, invocation.user))
            code = load(invocation.command).run(invocation.arguments, session)
            sys.stdout.flush()
        except BrokenPipeError:
            return _reader_went_away()
        except KeyboardInterrupt:
            return _fail("Stopped. Nothing was changed.", ExitCode.NO)
        except Exception as error:  # noqa: BLE001  (the outermost frame: everything ends in a sentence)
            return _explain(error, paths)
        return code


def _write_any_text() -> None:
    """Let a name that the terminal's encoding lacks be written in escapes instead of stopping the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _session(paths: ProfilePaths, user: str | None) -> CliSession:
    store = SettingsStore(paths.settings)
    session = CliSession(paths, store, user)
    if store.kept_aside is not None:
        session.warn(f"The settings could not be read; they are kept as {store.kept_aside.name}.")
    if store.ignored:
        session.warn(f"These settings have no usable value and are left out: {', '.join(store.ignored)}.")
    return session


def _frame_parser() -> argparse.ArgumentParser:
    listing = "\n".join(f"  {name:<9} {entry.summary}" for name, entry in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Without a command, the window opens.",
        epilog=f"commands:\n{listing}\n\n{PROGRAM} COMMAND --help says more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_shared(parser, default=None)
    parser.add_argument("command", nargs="?", choices=list(COMMANDS), metavar="COMMAND")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _add_shared(parser: argparse.ArgumentParser, default: str | None) -> None:
    parser.add_argument(
        "--profile",
        type=Path,
        metavar="DIR",
        default=default,
        help="the folder with database, settings and logs",
    )
    parser.add_argument("--user", metavar="NAME", default=default, help="who acts, where more than one person signs in")


def _sentence(command: str) -> str:
    summary = COMMANDS[command].summary
    return f"{summary[0].upper()}{summary[1:]}."


def _explain(error: Exception, paths: ProfilePaths) -> int:
    if isinstance(error, OSError):
        from app.wording.system import system_sentence

        return _fail(system_sentence(error, paths.folder), ExitCode.ENVIRONMENT)
    if not isinstance(error, AppError):
        _LOG.error("a command failed", exc_info=error)
        with contextlib.suppress(OSError):
            logs.write_crash_report(paths, error)
        return _fail(
            f"The program made a mistake ({type(error).__name__}). A report without personal data is in {paths.logs}.",
            ExitCode.ENVIRONMENT,
        )
    from app.wording import errors

    return _fail(errors.sentence(error), _code_of(error))


def _code_of(error: AppError) -> ExitCode:
    if isinstance(error, StorageError):
        return ExitCode.ENVIRONMENT
    if isinstance(error, SignInRequired | PermissionDenied):
        return ExitCode.USAGE if isinstance(error, SignInRequired) else ExitCode.NO
    return ExitCode.NO


def _fail(sentence: str, code: ExitCode) -> int:
    with contextlib.suppress(OSError):
        print(sentence, file=sys.stderr)
    return code


def _reader_went_away() -> int:
    # `tradepost kpi | head`: no traceback from the interpreter's own flush at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.DONE


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run one command and leave the process with its code (tests call the other functions)."""
    sys.exit(run_command(read_arguments(sys.argv[1:] if argv is None else argv)))
