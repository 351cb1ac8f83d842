"""What the timeline asks the workers for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from app.domain.clock import utc_now
from app.services.operations import Operations
from app.services.tasks import queries as tasks
from app.services.tasks.read_models import TaskFilter, TaskRow, TaskView
from app.services.timeline import queries as timeline
from app.services.timeline.read_models import Cursor, EntryKind, TimelineEntry, TimelineFilter
from app.ui.shared.access import Access
from app.ui.timeline.entries import Surroundings, shapes_of
from app.ui.timeline.shapes import Shape

PAGE = 50


@dataclass(frozen=True, slots=True)
class Portion:
    """A page in words, where the next one begins, and on a first page the counts by kind."""

    shapes: list[Shape]
    next: Cursor | None
    counts: dict[EntryKind, int] | None = None


def read_first(
    ops: Operations, wanted: TimelineFilter, access: Access, linkable: Collection[str], size: int = PAGE
) -> Portion:
    """The newest entries, with the counts for the chips."""
    portion = read_more(ops, wanted, access, linkable, None, size)
    return Portion(portion.shapes, portion.next, ops.read(timeline.counts, wanted))


def read_more(
    ops: Operations,
    wanted: TimelineFilter,
    access: Access,
    linkable: Collection[str],
    before: Cursor | None,
    size: int = PAGE,
) -> Portion:
    """The entries before a cursor."""
    entries: list[TimelineEntry] = []
    while True:
        page = ops.read(timeline.page, wanted, before, size - len(entries))
        entries += page.entries
        before = page.next
        if before is None or len(entries) >= size:
            break
    open_tasks = _open_tasks(ops, wanted, access)
    steps: dict[int, list[TaskRow]] = defaultdict(list)
    for task in open_tasks:
        if task.interaction_id is not None:
            steps[task.interaction_id].append(task)
    around = Surroundings(utc_now(), access, linkable, steps, {task.id: task for task in open_tasks})
    return Portion(shapes_of(entries, around, all_kinds=not wanted.kinds), before)


def _open_tasks(ops: Operations, wanted: TimelineFilter, access: Access) -> list[TaskRow]:
    if wanted.partner_id is None or not access.may("task.view"):
        return []
    ids = ops.read(tasks.ids, TaskFilter(TaskView.OPEN, mine=False, partner_id=wanted.partner_id))
    return ops.read(tasks.rows, ids.tolist()) if ids else []
