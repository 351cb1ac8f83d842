"""`kpi`: works a figure out, or lists the figures there are with their units and formulas."""

import argparse

from app.cli.registry import ExitCode
from app.cli.session import CliSession
from app.cli.spans import add_span, is_backwards, span_of
from app.cli.tables import aligned
from app.services.insights import queries
from app.services.insights.figures import Figure, Measure
from app.services.insights.registry import MEASURES
from app.wording import measures
from app.wording.chosen import formats_of
from app.wording.formats import Formats


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A measure's name, how to split it, the period, and the form of the answer."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the figure; without it, the list of figures")
    parser.add_argument("--by", metavar="DIMENSION", help="split it, for example by customer or month")
    add_span(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run(args: argparse.Namespace, session: CliSession) -> int:
    """Print the list, or one figure."""
    listed = session.ops.read(queries.measures)
    if args.name is None:
        _print_list(listed, args.json, session)
        return ExitCode.DONE
    complaint = _complaint(args, listed)
    if complaint:
        session.warn(complaint)
        return ExitCode.USAGE
    figure = session.ops.read(queries.figure, args.name, span_of(args), args.by)
    if args.json:
        session.document(measures.document(figure))
    else:
        _print_figure(figure, session)
    return ExitCode.DONE


def _complaint(args: argparse.Namespace, listed: tuple[Measure, ...]) -> str:
    if is_backwards(span_of(args)):
        return "The last day is before the first: --to must not be earlier than --from."
    known = {measure.name.value for measure in MEASURES.values()}
    if args.name not in known:
        return f"There is no figure “{args.name}”. There are: {', '.join(measure.name for measure in listed)}."
    dimensions = queries.find_measure(args.name).dimensions
    if args.by is not None and args.by not in dimensions:
        ways = ", ".join(dimensions) if dimensions else "it is not split"
        return f"“{args.name}” is not split by “{args.by}”. Ways to split it: {ways}."
    return ""


def _print_list(listed: tuple[Measure, ...], as_json: bool, session: CliSession) -> None:
    if as_json:
        session.document([_described(measure) for measure in listed])
        return
    rows = [
        [measure.name.value, measures.UNITS[measure.unit], ", ".join(measure.dimensions) or "–"] for measure in listed
    ]
    for line in aligned(["Figure", "Unit", "Split by"], rows):
        session.say(line)
    session.say()
    for measure in listed:
        session.say(f"{measure.name.value}: {measures.formula(measure.name)}")


def _described(measure: Measure) -> dict[str, object]:
    return {
        "name": measure.name.value,
        "unit": measure.unit.value,
        "dimensions": [dimension.value for dimension in measure.dimensions],
        "formula": measures.formula(measure.name),
    }


def _print_figure(figure: Figure, session: CliSession) -> None:
    formats = formats_of(session.settings.current)
    if figure.rows:
        heads = measures.heads(figure)
        rows = list(measures.cells(figure, figure.rows, formats))
        right = [2, *(range(3, len(heads)))]
        for line in aligned(heads, rows, right):
            session.say(line)
        session.say()
    session.say(f"{measures.title(figure.name)}: {_total_text(figure, formats)}")
    session.say(measures.formula(figure.name))


def _total_text(figure: Figure, formats: Formats) -> str:
    totals = figure.totals or (figure.total,)
    amounts = [measures.value_text(figure.unit, total.value, total.currency, formats) for total in totals]
    return f"{' + '.join(amounts)} (n = {formats.number(figure.total.n)})"
