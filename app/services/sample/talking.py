"""The sample shop talks: calls, e-mails, meetings and notes about what was sold, and what is to be done next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from app.db.models import Contact, Interaction, InteractionLink, Task
from app.domain.vocabulary import CallOutcome, Direction, InteractionKind, InteractionState, TaskState
from app.services.sample.buying import Buying
from app.services.sample.content import Buyer
from app.services.sample.selling import Sale, Selling
from app.services.sample.stage import Stage, is_workday, workday, workdays_after, workdays_before

_A_MONTH: Final = 1.5
_WORKDAYS: Final = 21.7
_KINDS: Final = (
    (InteractionKind.CALL, InteractionKind.EMAIL, InteractionKind.NOTE, InteractionKind.MEETING),
    (52, 32, 10, 6),
)
_OUTCOMES: Final = (
    (
        CallOutcome.CONNECTED,
        CallOutcome.NO_ANSWER,
        CallOutcome.LEFT_VOICEMAIL,
        CallOutcome.CALL_BACK_LATER,
        CallOutcome.BUSY,
    ),
    (72, 11, 8, 6, 3),
)
_QUIET: Final = 60
_MISSED_BY_NOBODY: Final = "Nordic Picnic"
"""A good customer who stopped ordering and for whom no call is planned: Today says so."""


@dataclass(frozen=True)
class Said:
    """One contact before it is written down."""

    kind: InteractionKind
    direction: Direction
    notes: str
    subject: str = ""
    outcome: CallOutcome | None = None
    seconds: int | None = None


class Talking:
    """Collects what was said over the two years, and writes it down at the end in the order of time."""

    def __init__(self, stage: Stage, selling: Selling, buying: Buying) -> None:
        self.stage, self.selling, self.buying = stage, selling, buying
        self.texts: dict[str, Any] = stage.content.texts
        self.popular = [item.name for item in selling.wares if item.monthly >= 30]
        self.rows: list[tuple[dict[str, Any], int | None]] = []
        """Interactions, each with the sales order it was about."""
        self.tasks: list[dict[str, Any]] = []
        self.names: dict[int, str] = {}

    def make(self) -> None:
        """Work out all contacts and follow-ups, and insert them."""
        contacts = [contact for known in self.stage.contacts.values() for contact in known]
        self.names = {row: self.stage.ctx.session.get_one(Contact, row).first_name for row in contacts}
        day = self.stage.first
        while day <= self.stage.today:
            if is_workday(day):
                self._day(day)
            day += timedelta(days=1)
        self._about_delays()
        self._with_suppliers()
        self._first_talks()
        self._follow_ups()
        self._owners_day()
        self._write()

    def _day(self, day: date) -> None:
        for place, buyer in enumerate(self.stage.content.buyers):
            if self._keeps_silent(buyer, day):
                continue
            for _ in range(self.stage.often(_A_MONTH * min(buyer.monthly, 1.6) / _WORKDAYS)):
                self._talk(place, buyer, day)

    def _keeps_silent(self, buyer: Buyer, day: date) -> bool:
        age = (self.stage.today - day).days
        if buyer.habit == "prospect":
            return age > 75
        return (buyer.habit == "quiet" and age <= buyer.since) or (buyer.habit == "new" and age > buyer.since + 20)

    def _talk(self, place: int, buyer: Buyer, day: date) -> None:
        sale = self._last_sale(place, day)
        kind = self.stage.dice.choices(*_KINDS)[0]
        contact = self._contact(place)
        said = self._said(kind, sale, contact, buyer, day)
        about = sale.order if sale is not None and sale.number in said.notes + said.subject else None
        self._note(place, contact, said, day, 8.5 + 8 * self.stage.dice.random(), about)
        if kind is InteractionKind.CALL and self.stage.chance(0.18):
            self._done_task(place, contact, sale, day)

    def _said(self, kind: InteractionKind, sale: Sale | None, contact: int, buyer: Buyer, day: date) -> Said:
        inbound = self.stage.chance(0.45)
        direction = Direction.INBOUND if inbound else Direction.OUTBOUND
        way = "inbound" if inbound else "outbound"
        if kind is InteractionKind.CALL:
            return self._call(sale, contact, buyer, day)
        if kind is InteractionKind.EMAIL:
            subject, body = self._fitting(self.texts["email"][way], sale)
            return Said(
                kind,
                direction,
                self._fill(body, sale, contact, buyer, day),
                self._fill(subject, sale, contact, buyer, day),
            )
        if kind is InteractionKind.MEETING:
            notes = self._fill(self.stage.one(self.texts["meeting"]["notes"]), sale, contact, buyer, day)
            minutes = self.stage.dice.randrange(20, 95)
            return Said(
                kind, Direction.OUTBOUND, notes, self.stage.one(self.texts["meeting"]["subjects"]), None, minutes * 60
            )
        text = self.stage.one(self.texts["note"]["texts"])
        return Said(kind, Direction.OUTBOUND, self._fill(text, sale, contact, buyer, day))

    def _call(self, sale: Sale | None, contact: int, buyer: Buyer, day: date) -> Said:
        inbound = self.stage.chance(0.45)
        outcome = CallOutcome.CONNECTED if inbound else self.stage.dice.choices(*_OUTCOMES)[0]
        if outcome in (CallOutcome.NO_ANSWER, CallOutcome.BUSY):
            group, seconds = "no_answer", None
        elif outcome is CallOutcome.LEFT_VOICEMAIL:
            group, seconds = "voicemail", self.stage.dice.randrange(15, 50)
        else:
            group, seconds = "inbound" if inbound else "outbound", self.stage.dice.randrange(50, 780)
        text = self._fitting(self.texts["call"][group], sale)
        notes = self._fill(text, sale, contact, buyer, day)
        direction = Direction.INBOUND if inbound else Direction.OUTBOUND
        return Said(InteractionKind.CALL, direction, notes, "", outcome, seconds)

    def _fitting(self, choices: list[Any], sale: Sale | None) -> Any:
        """One of the texts; without a sale one that speaks of no order."""
        fitting = [text for text in choices if sale is not None or "{order}" not in str(text)]
        return self.stage.one(fitting or choices)

    def _fill(self, text: str, sale: Sale | None, contact: int, buyer: Buyer, day: date) -> str:
        product = (
            self.stage.one(sale.names) if sale is not None and self.stage.chance(0.8) else self.stage.one(self.popular)
        )
        return text.format(
            product=_in_a_sentence(product),
            order=sale.number if sale is not None else "the order",
            name=self.names[contact],
            staff=next(person.name for person in self.stage.content.staff if person.key == buyer.owner),
            day=_WEEKDAYS[workdays_after(day, 2).weekday()],
        )

    def _last_sale(self, place: int, day: date) -> Sale | None:
        before = [sale for sale in self.selling.history[place] if sale.day <= day and (day - sale.day).days < _QUIET]
        return before[-1] if before else None

    def _contact(self, place: int) -> int:
        contacts = self.stage.contacts[self.stage.customers[place]]
        return contacts[0] if self.stage.chance(0.7) else self.stage.one(contacts)

    def _note(self, place: int, contact: int, said: Said, day: date, hour: float, about: int | None = None) -> int:
        buyer = self.stage.content.buyers[place]
        row = self._row(self.stage.customers[place], contact, said, self.stage.moment(day, hour), buyer.owner)
        self.rows.append((row, about))
        return len(self.rows) - 1

    def _row(self, partner: int, contact: int, said: Said, at: datetime, staff: str) -> dict[str, Any]:
        return {
            "partner_id": partner,
            "contact_id": contact,
            "kind": said.kind,
            "direction": said.direction,
            "state": InteractionState.DONE,
            "outcome": said.outcome,
            "at": at,
            "duration_seconds": said.seconds,
            "staff_id": self.stage.staff[staff],
            "subject": said.subject,
            "notes": said.notes,
        }

    def _about_delays(self) -> None:
        """Whoever waits is called: late parcels are what customers remember."""
        for day, place, number, promise in self.selling.delays:
            if self.stage.chance(0.6):
                contact = self.stage.contacts[self.stage.customers[place]][0]
                text = (
                    f"Told {self.names[contact]} that {number} is late; promised was {promise:%d.%m.}. It leaves today."
                )
                said = Said(InteractionKind.CALL, Direction.OUTBOUND, text, "", CallOutcome.CONNECTED, 90)
                sale = next((one for one in self.selling.history[place] if one.number == number), None)
                self._note(place, contact, said, day, 9.5, sale.order if sale else None)

    def _with_suppliers(self) -> None:
        for index, source in enumerate(self.stage.content.sources):
            partner = self.stage.suppliers[index]
            contact = self.stage.contacts[partner][0]
            day = self.stage.first
            while day < self.stage.today - timedelta(days=4):
                day = workday(day + timedelta(days=self.stage.dice.randrange(25, 70)))
                if day >= self.stage.today or (source.is_new and (self.stage.today - day).days > 120):
                    continue
                text = self.stage.one(self.texts["supplier"]["calls"])
                self._to_supplier(partner, contact, text, source.items[self.stage.dice.randrange(10)].name, day)
        for partner, _shipment, _promise in self.buying.late[:2]:
            contact = self.stage.contacts[partner][0]
            self._to_supplier(
                partner,
                contact,
                self.stage.one(self.texts["supplier"]["late"]),
                "",
                workdays_before(self.stage.today, 1),
            )

    def _to_supplier(self, partner: int, contact: int, text: str, product: str, day: date) -> None:
        filled = text.format(
            name=self.names[contact],
            product=_in_a_sentence(product),
            day=_WEEKDAYS[workdays_after(day, 3).weekday()],
        )
        said = Said(
            InteractionKind.CALL,
            Direction.OUTBOUND,
            filled,
            "",
            CallOutcome.CONNECTED,
            self.stage.dice.randrange(60, 600),
        )
        self.rows.append((self._row(partner, contact, said, self.stage.moment(day, 10), "ellen"), None))

    def _first_talks(self) -> None:
        """A new customer was called before the first order, a prospect has had two good talks."""
        for place, buyer in enumerate(self.stage.content.buyers):
            if buyer.habit not in ("new", "prospect"):
                continue
            days = buyer.since + 12 if buyer.habit == "new" else 9
            contact = self.stage.contacts[self.stage.customers[place]][0]
            text = "{name} saw our bowls at a friend’s place and asked for the price list. Sent it, and two samples."
            notes = text.format(name=self.names[contact])
            said = Said(InteractionKind.CALL, Direction.INBOUND, notes, "", CallOutcome.CONNECTED, 420)
            self._note(place, contact, said, workdays_before(self.stage.today, days * 5 // 7), 11)

    # -- follow-ups

    def _done_task(self, place: int, contact: int, sale: Sale | None, day: date) -> None:
        due = workdays_after(day, 1 + self.stage.often(3))
        if due >= self.stage.today - timedelta(days=3):
            return
        done = self.stage.moment(workdays_after(due, self.stage.dice.choice([0, 0, 0, 1])), 14)
        self._task(place, contact, self._title(sale), self.stage.coming(due, 10), done)

    def _title(self, sale: Sale | None) -> str:
        product = self.stage.one(sale.names) if sale is not None else self.stage.one(self.popular)
        return str(self.stage.one(self.texts["followup"]["titles"])).format(product=_in_a_sentence(product))

    def _follow_ups(self) -> None:
        """What is open: some overdue, some for today, some for the coming days, and winning back the quiet ones."""
        buyers = self.stage.content.buyers
        active = [
            place
            for place, sales in enumerate(self.selling.history)
            if sales and buyers[place].name != _MISSED_BY_NOBODY
        ]
        chosen = self.stage.dice.sample(active, min(14, len(active)))
        when = [-4, -2, -1, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 6]
        for place, away, hour in zip(
            chosen, when, [10, 14, 9.5, 9.5, 10, 11.25, 14, 15.5, 9, 13, 10, 11, 9.5, 10], strict=False
        ):
            day = self.stage.today + timedelta(days=away)
            contact = self.stage.contacts[self.stage.customers[place]][0]
            self._task(
                place, contact, self._title(self._last_sale(place, self.stage.today)), self.stage.coming(day, hour)
            )
        for place, buyer in enumerate(self.stage.content.buyers):
            if buyer.habit == "quiet" and buyer.name != _MISSED_BY_NOBODY:
                contact = self.stage.contacts[self.stage.customers[place]][0]
                title = self.texts["followup"]["win_back"].format(days=buyer.since)
                self._task(
                    place, contact, title, self.stage.coming(self.stage.today + timedelta(days=place % 3), 11.25)
                )

    def _owners_day(self) -> None:
        """The owner has something to do today and has called already."""
        today, yesterday = self.stage.today, self.stage.today - timedelta(days=1)
        for name, title, day, hour in (
            ("Harbour Café", "Confirm the new jug delivery", yesterday, 15.0),
            ("Fern & Fig", "Ask about the quote from Monday", today, 10.0),
            ("Lund Student Union", "Renewal of the standing order", today, 14.0),
            ("Old Mill Inn", "Colours of the new season", today + timedelta(days=1), 11.0),
        ):
            place = self._place(name)
            self._task(place, self._contact(place), title, self.stage.coming(day, hour), owner="maya")
        for name, text, hour in (
            ("Elm Street School", "Wants 40 more tumblers for the spring. Offer follows.", 9.25),
            ("Quay 12", "Parcel is packed, leaves today.", 10.0),
        ):
            place = self._place(name)
            contact = self.stage.contacts[self.stage.customers[place]][0]
            said = Said(InteractionKind.CALL, Direction.OUTBOUND, text, "", CallOutcome.CONNECTED, 180)
            row = self._row(self.stage.customers[place], contact, said, self.stage.moment(today, hour), "maya")
            self.rows.append((row, None))

    def _place(self, name: str) -> int:
        return next(place for place, buyer in enumerate(self.stage.content.buyers) if buyer.name == name)

    def _task(
        self, place: int, contact: int, title: str, due: datetime, done: datetime | None = None, owner: str = ""
    ) -> None:
        self.tasks.append(
            {
                "title": title,
                "partner_id": self.stage.customers[place],
                "contact_id": contact,
                "owner_id": self.stage.staff[owner or self.stage.content.buyers[place].owner],
                "due_at": due,
                "state": TaskState.TO_DO if done is None else TaskState.DONE,
                "done_at": done,
            }
        )

    def _write(self) -> None:
        self.rows.sort(key=lambda entry: entry[0]["at"])
        recorder = self.stage.ctx.recorder
        ids = recorder.insert_many(Interaction, [row for row, _ in self.rows])
        links = [
            {"interaction_id": row_id, "sales_order_id": order}
            for row_id, (_, order) in zip(ids, self.rows, strict=True)
            if order is not None
        ]
        recorder.insert_many(InteractionLink, links)
        recorder.insert_many(Task, self.tasks)


_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _in_a_sentence(product: str) -> str:
    """A product as people call it: without its colour or count, in lower case."""
    name = product.partition(",")[0]
    return name[:1].lower() + name[1:]
