"""`sample`: makes the sample shop in a database that is empty."""

import argparse
from dataclasses import asdict

from app.cli.registry import ExitCode
from app.cli.session import CliSession
from app.services.sample import commands

_YEAR = 365


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which shop, and how many years of it."""
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same number gives the same shop")
    parser.add_argument("--years", type=int, default=2, help="how many years the shop has been open (2)")
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run(args: argparse.Namespace, session: CliSession) -> int:
    """Make the shop, all of it or nothing."""
    if not 1 <= args.years <= commands.MAX_DAYS // _YEAR:
        session.warn(f"--years is between 1 and {commands.MAX_DAYS // _YEAR}.")
        return ExitCode.USAGE
    made = session.ops.run(commands.make, commands.SampleOptions(args.seed, args.years * _YEAR)).value
    if args.json:
        session.document(asdict(made))
        return ExitCode.DONE
    parts = [f"{count:,} {name.replace('_', ' ')}" for name, count in asdict(made).items()]
    session.say(f"The sample shop is made: {', '.join(parts)}.")
    return ExitCode.DONE
