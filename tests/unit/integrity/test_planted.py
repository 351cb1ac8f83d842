"""Each invariant, broken on purpose, is found, and nothing else is (G10)."""

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.db import driver
from app.db.engine import Database
from app.db.models import Interaction, PurchaseOrder, SalesOrder, Shipment, Task
from app.domain import places
from app.domain.findings import Finding, Severity
from app.domain.states import PurchaseOrderState, SalesOrderState, ShipmentState
from app.domain.vocabulary import Direction, InteractionKind, InteractionState, TaskState
from app.services.customers.commands import save
from app.services.customers.read_models import CustomerDraft
from app.services.integrity.check import all_checks, check_connection, data_findings, rebuild_derived, run_check
from app.services.operations import Operations
from app.wording.checks import SENTENCES, finding_sentence
from tests.unit.integrity.conftest import change, post_rows, put

STRONG = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"
WEAK = "$argon2id$v=19$m=1024,t=1,p=1$c2FsdA$aGFzaA"
IN = {"from_location_id": places.SUPPLIER, "to_location_id": places.MAIN_SITE}
OUT = {"from_location_id": places.MAIN_SITE, "to_location_id": places.CUSTOMER}


@dataclass(frozen=True)
class Plant:
    """A defect: statements past every trigger, or operations past the services' rules; what it must be found as."""

    check: str
    sql: tuple[str, ...] = ()
    do: Callable[[Operations], object] | None = None
    with_it: frozenset[str] = frozenset()
    data_only: bool = False


def sql(check: str, *statements: str, with_it: str = "", data_only: bool = False) -> Plant:
    return Plant(check, statements, None, frozenset(with_it.split()), data_only)


def op(check: str, do: Callable[[Operations], object], with_it: str = "") -> Plant:
    return Plant(check, (), do, frozenset(with_it.split()))


PLANTS = (
    sql("I1", "PRAGMA user_version = 0"),
    sql("I3", "INSERT INTO price_break (supplier_item_id, min_quantity, price_minor) VALUES (99, 1, 1)"),
    sql("I4", "DROP INDEX ix_product_category"),
    sql("search.content", "DELETE FROM search_entry WHERE rowid = (SELECT min(rowid) FROM search_entry)"),
    sql("search.index", "DELETE FROM search_entry_docsize"),
    sql("facts", "UPDATE partner_facts SET orders = 99"),
    sql("deliveries", "UPDATE purchase_line_facts SET rejected = rejected + 1"),
    sql("rollups", "INSERT INTO rollup_period (family, period, since) VALUES ('sold', '2026-03', '2026-04-01')"),
    sql("T1", "UPDATE product SET currency = NULL WHERE id = 1"),
    sql("T1", "UPDATE purchase_order SET currency = 'XYZ' WHERE id = 2"),
    sql("T3", "UPDATE product SET price_minor = 1000000000000001 WHERE id = 1"),
    sql("T3", "UPDATE product SET reorder_point = 1000000000001"),
    sql("T4", "UPDATE purchase_order SET sent = '2026-02-30' WHERE id = 1"),
    sql("T4", "UPDATE task SET due_at = '2026-03-02 09:00' WHERE id = 1"),
    sql(
        "T4-future",
        "INSERT INTO import_batch (kind, state, at, files, mapping, created, updated, unchanged, refused)"
        " VALUES ('staff', 'done', '2999-01-01T00:00:00.000000Z', '[]', '', 0, 0, 0, 0)",
    ),
    sql("T5", "UPDATE shipment_line SET note = 'a' || char(0) || 'b' WHERE id = 1"),
    sql("T5", "UPDATE shipment_line SET note = 'e' || char(769) WHERE id = 1"),
    sql("T5-form", "UPDATE lot SET code_fold = 'zz' WHERE id = 1"),
    sql("T5-hidden", "UPDATE lot SET code = 'A' || char(8203) || '1'", with_it="search.content"),
    sql("T6", "UPDATE task SET state = 'later' WHERE id = 1"),
    sql("T6", "UPDATE sales_order SET history = 2 WHERE id = 2"),
    sql("S1", "UPDATE stock_balance SET location_id = 8 WHERE location_id = 7"),
    sql("S1-inside", "UPDATE stock_balance SET inside = 1 WHERE location_id = 2"),
    sql(
        "S2",
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE stock_balance SET quantity = -1 WHERE location_id = 7",
        with_it="S1",
        data_only=True,
    ),
    op("S2-past", lambda ops: ops.run(post_rows, [{**OUT, "quantity": 500}, {**swapped(OUT), "quantity": 500}], False)),
    op("S3", lambda ops: ops.run(post_rows, [{**IN, "quantity": 1, "cause": "shipment_line", "cause_id": 99}])),
    op("S3-cause", lambda ops: ops.run(post_rows, [{**IN, "quantity": 1, "cause": "weather"}])),
    op("S3-cause", lambda ops: ops.run(post_rows, [{**IN, "quantity": 1, "cause": "import_batch", "cause_id": 9}])),
    op("S4", lambda ops: ops.run(post_rows, [{**OUT, "quantity": 1, "reverses_id": 1}])),
    op("S4", lambda ops: ops.run(post_rows, [{**IN, "quantity": 200, "value_minor": 9000}, REVERSE, REVERSE])),
    sql(
        "S6",
        "INSERT INTO reservation (sales_order_line_id, product_id, kind, quantity) VALUES (1, 1, 'hard', 71)",
    ),
    sql(
        "S6-line",
        "INSERT INTO reservation (sales_order_line_id, product_id, kind, quantity) VALUES (1, 1, 'soft', 471)",
    ),
    op("S7", lambda ops: ops.run(post_rows, [{**IN, "product_id": 2, "lot_id": 1, "quantity": 2}])),
    op("S7-lot", lambda ops: ops.run(post_rows, [{**IN, "lot_id": 1, "quantity": 1}])),
    sql("S8", "UPDATE stock_valuation SET value_minor = value_minor + 1"),
    sql(
        "S8-empty",
        "INSERT INTO stock_valuation (product_id, quantity, value_minor) VALUES (2, 0, 50)",
        with_it="S8",
    ),
    sql("S9", "UPDATE location SET kind = 'site' WHERE id = 5"),
    sql("S9", "DELETE FROM location WHERE id = 4"),
    sql(
        "S5-received",
        "UPDATE purchase_order_line SET received = 101",
        "UPDATE shipment_line SET accepted = 101 WHERE purchase_order_line_id = 1",
        with_it="deliveries",
    ),
    sql(
        "S5-shipped",
        "UPDATE sales_order_line SET shipped = 501 WHERE id = 1",
        "UPDATE shipment_line SET quantity = 501 WHERE sales_order_line_id = 1",
    ),
    sql("S5-receipts", "UPDATE purchase_order_line SET received = 99", with_it="deliveries"),
    sql("S5-shipments", "UPDATE sales_order_line SET shipped = 29 WHERE id = 1"),
    sql(
        "S5-expected",
        "INSERT INTO shipment_line (shipment_id, position, product_id, quantity, accepted, rejected, note)"
        " VALUES (1, 2, 1, 1, 0, -1, '')",
    ),
    sql("D1-sales", "UPDATE sales_order_line SET net_minor = net_minor + 1 WHERE id = 2"),
    sql("D1-purchase", "UPDATE purchase_order_line SET net_minor = net_minor - 1", with_it="deliveries"),
    op("D2-sales", lambda ops: ops.run(change, SalesOrder, 3, state=SalesOrderState.CONFIRMED)),
    op("D2-purchase", lambda ops: ops.run(change, PurchaseOrder, 2, state=PurchaseOrderState.SENT)),
    op("D2-shipment", lambda ops: ops.run(change, Shipment, 3, state=ShipmentState.PLANNED)),
    sql("D2-held", "UPDATE purchase_order SET held_from = 'draft' WHERE id = 1"),
    sql("D2-lines", "UPDATE purchase_order SET state = 'draft' WHERE id = 1", with_it="deliveries"),
    sql("D2-moves", "UPDATE shipment SET state = 'planned' WHERE id = 1"),
    sql(
        "D2-event",
        "INSERT INTO shipment_event (shipment_id, at, kind, place, source, note, reverses_id, is_reversal)"
        " VALUES (2, '2026-03-02T09:00:00.000000Z', 'booked', '', 'person', '', 1, 1)",
    ),
    sql("D6", "UPDATE shipment_line SET product_id = 2 WHERE id = 1"),
    sql("D6-role", "UPDATE partner SET is_carrier = 0, is_supplier = 1 WHERE id = 3"),
    op("C1", lambda ops: ops.run(put, lonely_note())),
    op("C2", lambda ops: ops.run(change, Task, 1, state=TaskState.DONE)),
    sql("F1", "INSERT INTO attachment (digest, media_type, content) VALUES ('x', 'image/png', X'00')"),
    sql("F2", "INSERT INTO setting (key, value) VALUES ('business.logo', '\"x\"')"),
    sql("A1", "UPDATE audit_entry SET operation = 'other' WHERE id = 2"),
    sql("A1", "UPDATE audit_entry SET previous_hash = 'x' WHERE id = 2"),
    sql("A1", "UPDATE change_record SET after = '{}' WHERE id = 3"),
    sql("A1", "DELETE FROM change_record WHERE entity = 'task'"),
    sql("A1", "DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)"),
    sql(
        "A2",
        "INSERT INTO staff (name, name_fold, title, email, role, active, signs_in, version)"
        " VALUES ('X', 'x', '', '', 'owner', 1, 0, 1)",
    ),
    op("A3", lambda ops: ops.run(put, a_task_of_yesterday(ops))),
    sql("U1", "UPDATE staff SET active = 0"),
    sql("U2", f"INSERT INTO credential (staff_id, password_hash, failures) VALUES (1, '{WEAK}', 0)"),
    sql("U4", f"INSERT INTO credential (staff_id, password_hash, failures) VALUES (1, '{STRONG}', -1)"),
)

NOT_PLANTED_HERE = {"I2", "T2"}
"""Bytes of the file; what the tables themselves refuse. Each has a test of its own below."""


def swapped(way: dict[str, int]) -> dict[str, int]:
    return {"from_location_id": way["to_location_id"], "to_location_id": way["from_location_id"]}


REVERSE = {**swapped(IN), "quantity": 100, "value_minor": 4000, "reverses_id": 1}


def lonely_note() -> Interaction:
    return Interaction(
        kind=InteractionKind.NOTE,
        direction=Direction.INBOUND,
        state=InteractionState.DONE,
        at=datetime(2026, 3, 2, tzinfo=UTC),
    )


def a_task_of_yesterday(ops: Operations) -> Task:
    ops.now = lambda: datetime(2026, 1, 1, tzinfo=UTC)
    return Task(title="Late", due_at=datetime(2026, 3, 2, tzinfo=UTC))


def past_triggers(path: Path, statements: tuple[str, ...]) -> None:
    with contextlib.closing(driver.connect(path, foreign_keys=False)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _text in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _name, text in triggers:
            connection.execute(text)


def findings_in(path: Path, *, data_only: bool = False) -> list[Finding]:
    with contextlib.closing(driver.connect(path)) as connection:
        return data_findings(connection) if data_only else check_connection(connection)


def test_nothing_is_found_where_nothing_is_wrong(business: Operations) -> None:
    assert findings_in(business.database.path) == []
    report = business.read(run_check)
    assert (report.findings, report.errors) == ((), 0)


def test_what_another_connection_wrote_since_the_last_search_is_no_damage(business: Operations) -> None:
    with contextlib.closing(driver.connect(business.database.path)) as reader:
        assert reader.execute("SELECT rowid FROM search_entry WHERE search_entry MATCH 'jug'").fetchall()
        business.run(save, CustomerDraft(name="Harbour Bakery"))
        assert check_connection(reader) == []


def test_nothing_is_found_in_an_empty_database(database: Database) -> None:
    assert findings_in(database.path) == []


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.check)
def test_a_planted_defect_is_found_and_nothing_else(business: Operations, plant: Plant) -> None:
    if plant.do is not None:
        plant.do(business)
    path = business.database.path
    business.database.close()
    past_triggers(path, plant.sql)
    found = findings_in(path, data_only=plant.data_only)
    assert {finding.check for finding in found} == {plant.check} | plant.with_it, found
    for finding in found:
        assert finding.count >= len(finding.samples) >= 1
        assert SENTENCES[finding.check] in finding_sentence(finding)


def test_every_invariant_is_planted_and_has_its_sentence() -> None:
    assert set(all_checks()) == {plant.check for plant in PLANTS} | NOT_PLANTED_HERE
    assert set(SENTENCES) == set(all_checks()) | {"B2", "B3"}


def test_a_damaged_page_is_found_and_ends_the_questions(business: Operations) -> None:
    path = business.database.path
    business.database.close()
    with contextlib.closing(driver.connect(path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'ix_partner_name_fold'").fetchone()[
            0
        ]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        connection.execute("PRAGMA journal_mode = DELETE")
    with path.open("r+b") as stream:
        stream.seek((page - 1) * size)
        stream.write(b"\0" * size)
    assert [finding.check for finding in findings_in(path)] == ["I2"]


def test_a_number_that_is_not_whole_is_found(business: Operations) -> None:
    path = business.database.path
    business.database.close()
    with contextlib.closing(driver.connect(path)) as connection:
        text = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'pinned_fact'").fetchone()[0]
        connection.execute("DROP TABLE pinned_fact")
        connection.execute(text.replace("STRICT", ""))
        connection.execute("INSERT INTO pinned_fact (partner_id, position, text) VALUES (1, 1.5, '')")
    assert "T2" in {finding.check for finding in findings_in(path, data_only=True)}
    assert "I4" in {finding.check for finding in findings_in(path)}


REPAIRABLE = [
    plant
    for plant in PLANTS
    if plant.check in ("S1", "S1-inside", "S8", "search.content", "search.index", "facts", "deliveries", "rollups")
]


@pytest.mark.parametrize("plant", REPAIRABLE, ids=lambda plant: plant.check)
def test_what_is_derived_is_built_again_and_nothing_else_changes(
    business: Operations, plant: Plant, tmp_path: Path
) -> None:
    path = business.database.path
    sound = tmp_path / "sound.db"
    business.database.close()
    shutil.copyfile(path, sound)
    past_triggers(path, plant.sql)
    found = findings_in(path)
    assert all(finding.repairable for finding in found)
    business.run(rebuild_derived)
    assert findings_in(path) == []
    once = rows_of(path)
    business.run(rebuild_derived)
    assert rows_of(path) == once
    assert once == rows_of(sound)


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows but the audit's own."""
    with contextlib.closing(driver.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND name NOT IN ('audit_entry', 'change_record', 'stock_balance', 'stock_valuation',"
            # What is over is summed by the repair, and not before.
            " 'rollup', 'rollup_period', 'sqlite_sequence')"
        ).fetchall()
        rows = {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for (name,) in names}
        for name, columns in (
            ("stock_balance", "product_id, location_id, lot_id, inside, quantity"),
            ("stock_valuation", "product_id, quantity, value_minor"),
        ):
            rows[name] = sorted(connection.execute(f"SELECT {columns} FROM {name}").fetchall(), key=repr)
        return rows


def test_undo_of_a_change_of_state_is_no_forbidden_change(business: Operations) -> None:
    business.run(change, SalesOrder, 2, state=SalesOrderState.CONFIRMED)
    business.undo()
    assert [finding for finding in findings_in(business.database.path) if finding.severity is Severity.ERROR] == []
