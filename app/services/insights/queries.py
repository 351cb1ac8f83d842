"""Working a figure out, under the permission matrix: costs for those who may see costs, names for those who may."""

from __future__ import annotations

from app.db.engine import collector_at_rest
from app.domain.errors import PermissionDenied, Problem, ValidationError
from app.services import permissions
from app.services.insights.figures import ALWAYS, Dimension, Figure, FigureContext, Measure, MeasureName, Span
from app.services.insights.registry import MEASURES
from app.services.operations import ReadContext, query


@query("kpi.view")
def measures(ctx: ReadContext) -> tuple[Measure, ...]:
    """The measures this person may see, in the order of the registry."""
    return tuple(measure for measure in MEASURES.values() if _may_see(ctx, measure))


@query("kpi.view")
def figure(
    ctx: ReadContext,
    name: MeasureName | str,
    span: Span = ALWAYS,
    by: Dimension | str | None = None,
    *,
    most: int | None = None,
) -> Figure:
    """One measure for a span, split by a dimension or whole; of its rows the `most` largest.

    Raises `ValidationError` (NOT_A_CHOICE) for a measure or a dimension that there is not, `PermissionDenied`.
    """
    measure = find_measure(name)
    if measure.permission is not None:
        ctx.require(measure.permission)
    dimension = measure.always_by if by is None else _find_dimension(measure, by)
    if dimension is Dimension.CUSTOMER and ctx.require("customer.view") != permissions.YES:
        # A figure for each customer is their history; a role that sees them in part sees the sums only.
        raise PermissionDenied("customer.view", ctx.actor.role.value, ctx.may("customer.view"))
    wanted = FigureContext(ctx.session, ctx.actor, ctx.operation, ctx.grant, ctx.now, most)
    # A split by customer makes tens of thousands of small values; looking for cycles among them took half of the time.
    with collector_at_rest():
        return measure.compute(wanted, span, dimension)


def find_measure(name: str) -> Measure:
    """A measure by its name. Raises `ValidationError` (`name`: NOT_A_CHOICE)."""
    if name not in MEASURES:
        raise ValidationError("name", Problem.NOT_A_CHOICE, choices=tuple(known.value for known in MEASURES))
    return MEASURES[MeasureName(name)]


def _find_dimension(measure: Measure, by: str) -> Dimension:
    if by not in measure.dimensions:
        choices = tuple(known.value for known in measure.dimensions)
        raise ValidationError("by", Problem.NOT_A_CHOICE, choices=choices)
    return Dimension(by)


def _may_see(ctx: ReadContext, measure: Measure) -> bool:
    if measure.permission is not None and ctx.may(measure.permission) is None:
        return False
    needs_names = measure.dimensions == (Dimension.CUSTOMER,)
    return not needs_names or ctx.may("customer.view") == permissions.YES
