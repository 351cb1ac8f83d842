"""The headline figures, what needs attention and the team's week: read on a worker, after the day itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.ui.shared.formats import formats

if TYPE_CHECKING:
    from app.services.insights.figures import Figure, MeasureName
    from app.services.today.read_models import AttentionRow
    from app.ui.app_context import AppContext
    from app.wording.attention import AttentionText

HEADLINES = ("on_time_delivery", "supplier_on_time", "stock_turns", "revenue", "days_to_ship")
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure of the last 12 months: against the 12 months before, its goal, and month by month."""

    name: str
    title: str
    value: str
    change: str
    better: bool | None
    goal: str
    missed: bool
    months: tuple[float | None, ...]
    formula: str


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that needs attention, in words, and its row."""

    text: AttentionText
    row: AttentionRow


@dataclass(frozen=True, slots=True)
class Member:
    """One person's week in words."""

    name: str
    did: str
    sold: str


@dataclass(frozen=True, slots=True)
class Board:
    """All of it. `matters` are the first of `matters_count`."""

    headlines: tuple[Headline, ...]
    matters: tuple[Matter, ...]
    matters_count: int
    team: tuple[Member, ...]


def load(ctx: AppContext) -> Board:
    """Read the board of the acting person."""
    from app.services.insights.goals import goals
    from app.services.insights.queries import measures
    from app.services.today.attention import attention
    from app.services.today.team import team
    from app.wording.attention import attention_text, team_text

    words = formats()
    today = ctx.ops.now().astimezone().date()
    known = {measure.name.value: measure.name for measure in ctx.ops.read(measures)}
    wanted = ctx.ops.read(goals)
    headlines = tuple(
        _headline(ctx, known[name], today, wanted.get(known[name])) for name in HEADLINES if name in known
    )
    rows = ctx.ops.read(attention)
    matters = tuple(Matter(attention_text(row, words), row) for row in rows[:MOST_SHOWN])
    members = tuple(Member(row.name, *team_text(row, words)) for row in ctx.ops.read(team))
    return Board(headlines, matters, len(rows), members)


def _headline(ctx: AppContext, name: MeasureName, today: date, goal: Fraction | None) -> Headline:
    from app.services.insights.figures import Dimension, Span
    from app.services.insights.goals import LESS_IS_BETTER
    from app.services.insights.queries import figure
    from app.wording.measures import TITLES, formula
    from app.wording.plotting import plotted

    start = date(today.year - 1 + today.month // 12, today.month % 12 + 1, 1)
    now = ctx.ops.read(figure, name, Span(start, today), Dimension.MONTH)
    days = (today - start).days + 1
    before = ctx.ops.read(figure, name, Span(start - timedelta(days=days), start - timedelta(days=1)))
    data = plotted(now, formats(), today, goal)
    change, better = _change(now, before, less_is_better=name in LESS_IS_BETTER)
    return Headline(
        name=name.value,
        title=TITLES[name],
        value=data.headline,
        change=change,
        better=better,
        goal=data.goal_text,
        missed=data.missed,
        months=tuple(point.value for point in data.points),
        formula=formula(name),
    )


def _change(now: Figure, before: Figure, *, less_is_better: bool) -> tuple[str, bool | None]:
    from app.services.insights.figures import Unit

    new, old = now.total.value, before.total.value
    if new is None or old is None or now.total.currency != before.total.currency:
        return "", None
    words = formats()
    difference = Fraction(new) - Fraction(old)
    shown: Any = difference
    if now.unit is Unit.RATE:
        text = f"{words.number(abs(shown) * 100, 1)} pp"
    elif now.unit is Unit.MONEY:
        if not old:
            return "", None
        text = words.percent(abs(difference) / abs(Fraction(old)), 0)
    else:
        text = words.number(abs(shown), 1)
    if not difference:
        return f"as before ({text})", None
    return f"{'▲' if difference > 0 else '▼'} {text}", (difference < 0) is less_is_better


def plan_call(row: AttentionRow, now: Any) -> tuple[Any, tuple[Any, ...]]:
    """The command that plans a call to a quiet customer for tomorrow morning."""
    from app.services.tasks import commands
    from app.services.tasks.read_models import TaskDraft

    tomorrow = now.astimezone() + timedelta(days=1)
    due = tomorrow.replace(hour=9, minute=0, second=0, microsecond=0)
    title = f"Call: no order for {row.days} days"
    return commands.save, (TaskDraft(title=title, due_at=due, partner_id=row.id),)
