"""From the services' entries to what the stream paints: every word of the timeline is chosen here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.states import SalesOrderState
from app.domain.vocabulary import CallOutcome, Direction, InteractionState, TaskState
from app.services.tasks.read_models import TaskRow
from app.services.timeline.read_models import INTERACTIONS, EntryKind, EntryLink, TimelineEntry
from app.ui.shared.access import Access
from app.ui.shared.formats import formats
from app.ui.timeline.shapes import FollowUp, Link, Shape
from app.wording import labels

ICONS = {
    EntryKind.CALL: "phone",
    EntryKind.EMAIL: "envelope-simple",
    EntryKind.MEETING: "handshake",
    EntryKind.VISIT: "map-pin",
    EntryKind.LETTER: "file-text",
    EntryKind.MESSAGE: "chat-circle",
    EntryKind.NOTE: "note",
    EntryKind.SALES_ORDER: "shopping-cart",
    EntryKind.PURCHASE_ORDER: "receipt",
    EntryKind.SHIPPED: "truck",
    EntryKind.DELIVERED: "package",
    EntryKind.LATE: "warning",
    EntryKind.FOLLOW_UP: "calendar-check",
}
# Which kinds a chip above the stream shows.
GROUPS: tuple[tuple[str, str, frozenset[EntryKind]], ...] = (
    ("calls", "Calls", frozenset({EntryKind.CALL})),
    ("emails", "Emails", frozenset({EntryKind.EMAIL, EntryKind.LETTER, EntryKind.MESSAGE})),
    ("meetings", "Meetings", frozenset({EntryKind.MEETING, EntryKind.VISIT})),
    ("notes", "Notes", frozenset({EntryKind.NOTE})),
    ("orders", "Orders", frozenset({EntryKind.SALES_ORDER, EntryKind.PURCHASE_ORDER})),
    ("shipments", "Shipments", frozenset({EntryKind.SHIPPED, EntryKind.DELIVERED, EntryKind.LATE})),
    ("follow_ups", "Follow-ups", frozenset({EntryKind.FOLLOW_UP})),
)
_OUTCOME_TONES = {CallOutcome.REFUSED: "bad", CallOutcome.WRONG_NUMBER: "bad"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the words depend on beside the entry: the moment, the person, the open follow-ups by interaction."""

    now: datetime
    access: Access
    linkable: Collection[str] = frozenset()
    steps: Mapping[int, Sequence[TaskRow]] = field(default_factory=dict)
    tasks: Mapping[int, TaskRow] = field(default_factory=dict)


def shapes_of(entries: Sequence[TimelineEntry], around: Surroundings, *, all_kinds: bool) -> list[Shape]:
    """The shapes of a page. With all kinds, a step that stands below its call is not an entry of its own too."""
    shown = []
    for entry in entries:
        task = around.tasks.get(entry.id) if entry.kind is EntryKind.FOLLOW_UP else None
        if all_kinds and task is not None and task.interaction_id is not None:
            continue
        shown.append(shape_of(entry, around))
    return shown


def shape_of(entry: TimelineEntry, around: Surroundings) -> Shape:
    """One entry in words."""
    if entry.kind in INTERACTIONS:
        return _interaction(entry, around)
    if entry.kind in (EntryKind.SALES_ORDER, EntryKind.PURCHASE_ORDER):
        return _order(entry, around)
    if entry.kind is EntryKind.FOLLOW_UP:
        return _follow_up_entry(entry, around)
    return _shipment(entry, around)


def _interaction(entry: TimelineEntry, around: Surroundings) -> Shape:
    whole = around.access.grant("interaction.edit") == "yes" or (
        entry.who_id is not None and entry.who_id == around.access.staff_id
    )
    body = "\n".join(part for part in (entry.title, entry.text) if part)
    return Shape(
        key=_key(entry),
        icon=_call_icon(entry),
        title=_interaction_title(entry),
        meta=_meta(_when(entry, around), entry.who, f"with {entry.person}" if entry.person else ""),
        body=body,
        tone=_OUTCOME_TONES.get(entry.outcome, "neutral") if entry.outcome else "neutral",
        links=_links(entry.links, around),
        follow_ups=tuple(_step(task, around) for task in around.steps.get(entry.id, ())),
        can_edit=entry.may_edit,
        can_delete=entry.may_edit and whole,
        source=entry,
    )


def _call_icon(entry: TimelineEntry) -> str:
    if entry.kind is EntryKind.CALL and entry.direction is Direction.INBOUND:
        return "phone-incoming"
    return ICONS[entry.kind]


def _interaction_title(entry: TimelineEntry) -> str:
    word = labels.LABELS[type(entry.kind)][entry.kind.value] if type(entry.kind) in labels.LABELS else ""
    word = word or entry.kind.value.capitalize()
    if entry.direction is Direction.INBOUND and entry.kind in (EntryKind.CALL, EntryKind.EMAIL):
        word = f"{word} from them"
    parts = [word]
    if entry.state == InteractionState.PLANNED:
        parts.append("planned")
    if entry.state == InteractionState.MISSED:
        parts.append("missed")
    if entry.outcome not in (None, CallOutcome.CONNECTED):
        parts.append(labels.label(entry.outcome).lower())
    if entry.duration_seconds:
        parts.append(formats().duration(entry.duration_seconds))
    return ", ".join(parts)


def _order(entry: TimelineEntry, around: Surroundings) -> Shape:
    sales = entry.kind is EntryKind.SALES_ORDER
    word = "Order" if sales else "Purchase order"
    if sales and entry.state == SalesOrderState.QUOTE:
        word = "Quote"
    title = f"{word} {entry.number}"
    if entry.amount_minor is not None:
        title += f", {formats().money_minor(entry.amount_minor, entry.currency, whole=True)}"
    state = "" if entry.state in ("confirmed", "closed", "quote") else entry.state.replace("_", " ")
    return Shape(
        key=_key(entry),
        icon=ICONS[entry.kind],
        title=title,
        meta=_meta(_when(entry, around), entry.who, state),
        body=entry.text,
        target=_own(entry, around),
        source=entry,
    )


def _shipment(entry: TimelineEntry, around: Surroundings) -> Shape:
    words = {EntryKind.SHIPPED: "sent", EntryKind.DELIVERED: "delivered", EntryKind.LATE: "late"}
    late = entry.days_late if entry.kind in (EntryKind.LATE, EntryKind.DELIVERED) else None
    days = f"{formats().number(late)}\u00a0d late" if late else ""
    promised = f"Promised {formats().day_month(entry.promised, around.now.date())}" if entry.promised and late else ""
    return Shape(
        key=_key(entry),
        icon=ICONS[entry.kind],
        title=f"Shipment {entry.number} {words[entry.kind]}",
        meta=_meta(_when(entry, around), days),
        body=entry.text if entry.kind is not EntryKind.LATE else promised,
        tone="warn" if entry.kind is EntryKind.LATE else "neutral",
        target=_own(entry, around),
        links=_links([link for link in entry.links if link.entity != "shipment"], around),
        source=entry,
    )


def _follow_up_entry(entry: TimelineEntry, around: Surroundings) -> Shape:
    task = around.tasks.get(entry.id)
    is_open = entry.state == TaskState.TO_DO
    return Shape(
        key=_key(entry),
        icon="calendar-check" if not is_open else "bell",
        title="Follow-up" if is_open else "Follow-up done",
        meta=_meta(_when(entry, around), entry.who, f"with {entry.person}" if entry.person else ""),
        body=entry.title,
        tone="warn" if task is not None and task.overdue else "neutral",
        follow_ups=(_step(task, around, alone=True),) if task is not None else (_done_step(entry, around),),
        source=entry,
    )


def _step(task: TaskRow, around: Surroundings, *, alone: bool = False) -> FollowUp:
    when = _due_words(task.due, around.now)
    words = [f"Overdue since {when}" if task.overdue else f"Follow up {when}"]
    if task.title and not alone and task.title not in ("call", "email", "meeting", "note"):
        words.append(task.title)
    if task.attempts > 1:
        words.append(f"{formats().number(task.attempts)} attempts")
    return FollowUp(task.id, " · ".join(words), True, task.overdue, _may_change(task.owner_id, around))


def _done_step(entry: TimelineEntry, around: Surroundings) -> FollowUp:
    return FollowUp(entry.id, "Done", False, False, _may_change(entry.who_id, around))


def _may_change(owner_id: int | None, around: Surroundings) -> bool:
    grant = around.access.grant("task.save")
    return grant == "yes" or (grant == "own" and owner_id in (None, around.access.staff_id))


def _due_words(due: datetime, now: datetime) -> str:
    words = formats()
    days = (words.local_date(due) - words.local_date(now)).days
    if 1 < days < 7:
        return f"{due.astimezone():%a} {words.time(due)}"
    if -1 <= days <= 1:
        return words.moment(due, now)
    return f"{words.day_month(words.local_date(due), words.local_date(now))} {words.time(due)}"


def _when(entry: TimelineEntry, around: Surroundings) -> str:
    if entry.at is not None:
        return formats().moment(entry.at, around.now)
    today = formats().local_date(around.now)
    return formats().relative(entry.day, today) if entry.day >= today else formats().day_month(entry.day, today)


def _meta(*parts: str) -> str:
    return "".join(f" · {part}" for part in parts if part)


def _links(links: Sequence[EntryLink], around: Surroundings) -> tuple[Link, ...]:
    return tuple(Link(link.label, link.entity, link.id) for link in links if link.entity in around.linkable)


def _own(entry: TimelineEntry, around: Surroundings) -> Link | None:
    return Link(entry.number, entry.entity, entry.id) if entry.entity in around.linkable else None


def _key(entry: TimelineEntry) -> tuple[str, int]:
    return entry.kind.value, entry.id
