"""Databases to measure on: an empty business, and one with 100,000 customers. Made by plain SQL, in a moment."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from app.db import derived, driver, upgrade
from app.db.engine import Database
from app.domain.clock import Clock, utc_now
from app.services.operations import Operations
from app.services.profile.people import act_as

_CITIES = ("Gothenburg", "Malmö", "Oslo", "Aarhus", "Helsinki", "Bergen", "Uppsala", "Lund", "Turku", "Kalmar")
_FIRST = ("Harbour", "Orchard", "Fern", "Mill", "Quay", "Kestrel", "Birch", "Cedar", "Lantern", "Pepper", "Saffron")
_SECOND = ("Café", "Bakery", "Hotel", "Kitchen", "Bistro", "Inn", "Deli", "Larder", "Table", "Oven", "Garden")


@contextlib.contextmanager
def business(path: Path, now: Clock = utc_now) -> Iterator[Operations]:
    """An open database of a business with its owner."""
    if not path.exists():
        upgrade.create(path, lambda _connection: [])
    database = Database(path)
    try:
        yield act_as(Operations(database, now=now), None, str)
    finally:
        database.close()


def fill_with_customers(path: Path, count: int) -> None:
    """Add customers with an address, a person, a phone number and an order each, and what follows from them."""
    dice = Random(1)
    with contextlib.closing(driver.connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        _insert(connection, "partner", [_customer(number, dice) for number in range(1, count + 1)])
        _insert(connection, "address", [_address(number, dice) for number in range(1, count + 1)])
        _insert(connection, "contact", [_contact(number) for number in range(1, count + 1)])
        _insert(connection, "affiliation", [_affiliation(number) for number in range(1, count + 1)])
        _insert(connection, "contact_point", [_phone(number) for number in range(1, count + 1)])
        _insert(connection, "sales_order", [_order(number, dice) for number in range(1, count + 1)])
        connection.execute("COMMIT")
    database = Database(path)
    try:
        with database.write() as session:
            derived.rebuild(session, date.today())  # noqa: DTZ011 - as the program does
    finally:
        database.close()


def _insert(connection: driver.Connection, table: str, rows: list[dict[str, object]]) -> None:
    columns = list(rows[0])
    marks = ", ".join("?" for _ in columns)
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    connection.executemany(statement, [tuple(row.values()) for row in rows])


def _customer(number: int, dice: Random) -> dict[str, object]:
    name = f"{dice.choice(_FIRST)} {dice.choice(_SECOND)} {number}"
    code = f"C{number:06d}"
    return {
        "code": code, "code_fold": code.lower(), "name": name, "name_fold": name.lower(), "is_supplier": 0,
        "is_customer": 1, "is_carrier": 0, "status": "active", "tax_id": "", "notes": "", "version": 1,
    }  # fmt: skip


def _address(number: int, dice: Random) -> dict[str, object]:
    return {
        "partner_id": number, "label": "", "street": f"Street {number % 900}", "city": dice.choice(_CITIES),
        "region": "", "postal_code": "", "country": "Sweden", "is_main": 1,
    }  # fmt: skip


def _contact(number: int) -> dict[str, object]:
    name = f"Rosa Lindqvist{number}"
    return {
        "name": name, "name_fold": name.lower(), "first_name": "Rosa", "last_name": f"Lindqvist{number}", "notes": "",
        "status": "active", "version": 1,
    }  # fmt: skip


def _affiliation(number: int) -> dict[str, object]:
    return {"contact_id": number, "partner_id": number, "role": "Owner", "is_main": 1}


def _phone(number: int) -> dict[str, object]:
    normal = f"+4631{number:07d}"
    return {"partner_id": number, "kind": "phone", "value": normal, "normal": normal, "is_main": 1}


def _order(number: int, dice: Random) -> dict[str, object]:
    return {
        "number": f"SO-{number}", "number_fold": f"so-{number}", "customer_id": number, "state": "closed",
        "ordered": date(2026, dice.randrange(1, 11), dice.randrange(1, 28)).isoformat(), "currency": "USD",
        "freight_minor": 0, "lost_reason": "", "history": 1, "notes": "", "version": 1,
    }  # fmt: skip
