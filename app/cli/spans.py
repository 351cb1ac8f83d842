"""The period of a figure or a document: `--from` and `--to`, the same for every command that takes them."""

import argparse
from datetime import date

from app.services.insights.figures import Span


def add_span(parser: argparse.ArgumentParser) -> None:
    """Take `--from DATE` and `--to DATE` (ISO 8601, both included)."""
    parser.add_argument("--from", dest="start", type=day_argument, metavar="DATE", help="the first day, as 2026-01-31")
    parser.add_argument("--to", dest="end", type=day_argument, metavar="DATE", help="the last day")


def span_of(args: argparse.Namespace) -> Span:
    """The span that was asked for; open where nothing was said."""
    return Span(args.start, args.end)


def is_backwards(span: Span) -> bool:
    """Whether the last day lies before the first."""
    return span.start is not None and span.end is not None and span.end < span.start


def day_argument(text: str) -> date:
    """A day of the command line, as argparse wants it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-01-31") from None
