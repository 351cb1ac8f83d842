"""Operations: one transaction, one audit entry, undo and redo, refusals, idempotency."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest

from app.db.engine import Database
from app.db.models import Partner, Staff
from app.domain.changes import Change, ChangeKind
from app.domain.errors import ConflictError, NothingToUndo, PermissionDenied, SignInRequired
from app.domain.text import fold
from app.domain.vocabulary import Role
from app.services.operations import Operations, ReadContext, WriteContext, command, query
from tests.support.rows import rows, snapshot


@command("customer.save")
def add(ctx: WriteContext, name: str) -> int:
    partner = Partner(name=name, name_fold=fold(name), is_customer=True)
    ctx.session.add(partner)
    ctx.session.flush()
    return partner.id


@command("customer.save")
def change(ctx: WriteContext, partner_id: int, **values: str) -> None:
    partner = ctx.session.get_one(Partner, partner_id)
    for name, value in values.items():
        setattr(partner, name, value)


@command("customer.archive")
def remove(ctx: WriteContext, partner_id: int) -> None:
    ctx.session.delete(ctx.session.get_one(Partner, partner_id))


@command("customer.save")
def add_then_fail(ctx: WriteContext) -> None:
    ctx.session.add(Partner(name="Ghost", name_fold="ghost", is_customer=True))
    ctx.session.flush()
    raise RuntimeError("after the row was written")


@command("staff.save")
def hire(ctx: WriteContext, name: str, role: Role, signs_in: bool = True) -> int:
    person = Staff(name=name, name_fold=fold(name), role=role, signs_in=signs_in)
    ctx.session.add(person)
    ctx.session.flush()
    return person.id


@query("customer.view")
def names(ctx: ReadContext) -> list[str]:
    return [name for (name,) in ctx.session.connection().exec_driver_sql("SELECT name FROM partner ORDER BY id")]


def test_a_command_is_one_entry_with_its_rows(ops: Operations, database: Database) -> None:
    outcome = ops.run(add, "Harbour Café")
    assert outcome.changes.changes == (Change("partner", outcome.value, ChangeKind.CREATED),)
    (entry,) = rows(database, "audit_entry")
    assert (entry["id"], entry["operation"], entry["outcome"]) == (outcome.entry, "customer.save", "done")
    (record,) = rows(database, "change_record")
    assert json.loads(record["after"])["name"] == "Harbour Café"
    assert record["before"] is None


def test_an_update_records_only_what_changed(ops: Operations, database: Database) -> None:
    customer = ops.run(add, "Quay 12").value
    ops.run(change, customer, notes="Rings before nine")
    record = rows(database, "change_record")[-1]
    assert json.loads(record["before"]) == {"notes": ""}
    assert json.loads(record["after"]) == {"notes": "Rings before nine"}


def test_a_failing_command_leaves_nothing(ops: Operations, database: Database) -> None:
    before = snapshot(database, without=frozenset())
    with pytest.raises(RuntimeError):
        ops.run(add_then_fail)
    assert snapshot(database, without=frozenset()) == before
    with pytest.raises(NothingToUndo):
        ops.undo()


def test_undo_and_redo_walk_back_and_forth(ops: Operations, database: Database) -> None:
    states = [snapshot(database)]
    customer = ops.run(add, "Fern & Fig").value
    states.append(snapshot(database))
    ops.run(change, customer, name="Fern and Fig", notes="moved")
    states.append(snapshot(database))
    ops.run(remove, customer)
    states.append(snapshot(database))
    for state in reversed(states[:-1]):
        ops.undo()
        assert snapshot(database) == state
    for state in states[1:]:
        ops.redo()
        assert snapshot(database) == state


def test_undo_refuses_to_overwrite_what_changed_since(ops: Operations, database: Database) -> None:
    customer = ops.run(add, "Old Mill Inn").value
    renamed = ops.run(change, customer, name="Old Mill")
    ops.run(change, customer, name="The Old Mill")
    before = snapshot(database)
    assert renamed.entry is not None
    with pytest.raises(ConflictError) as caught:
        ops.undo_entry(renamed.entry)
    (field,) = caught.value.fields
    assert (field.field, field.before, field.ours, field.theirs) == ("name", "Old Mill Inn", "Old Mill", "The Old Mill")
    assert caught.value.changed_at is not None
    assert snapshot(database) == before


def test_undo_merges_with_later_changes_of_other_fields(ops: Operations, database: Database) -> None:
    customer = ops.run(add, "Rye").value
    renamed = ops.run(change, customer, name="Rye & Co")
    ops.run(change, customer, notes="bakes at four")
    assert renamed.entry is not None
    ops.undo_entry(renamed.entry)
    (partner,) = rows(database, "partner")
    assert (partner["name"], partner["notes"]) == ("Rye", "bakes at four")


def test_undo_raises_the_version(ops: Operations, database: Database) -> None:
    customer = ops.run(add, "Plate").value
    ops.run(change, customer, name="Plate & Poem")
    version = rows(database, "partner")[0]["version"]
    ops.undo()
    assert rows(database, "partner")[0]["version"] > version


def test_a_new_operation_ends_redo(ops: Operations) -> None:
    ops.run(add, "A")
    ops.undo()
    assert ops.redo_name == "customer.save"
    ops.run(add, "B")
    assert ops.redo_name is None
    with pytest.raises(NothingToUndo):
        ops.redo()


def test_a_key_is_done_once(ops: Operations, database: Database) -> None:
    first = ops.run_once("key-1", add, "Bakehouse Nine")
    second = ops.run_once("key-1", add, "Bakehouse Nine")
    assert (second.value, second.entry, second.repeated) == (first.value, first.entry, True)
    assert ops.read(names) == ["Bakehouse Nine"]


def test_the_chain_covers_the_entry_before(ops: Operations, database: Database) -> None:
    ops.run(add, "A")
    ops.run(add, "B")
    first, second = rows(database, "audit_entry")
    assert first["previous_hash"] == "0" * 64
    assert second["previous_hash"] == first["hash"]
    records = rows(database, "change_record")
    assert second["digest"] == hashlib.sha256(records[1]["digest"].encode()).hexdigest()
    parts = [second[name] for name in ("id", "at", "staff_id", "operation", "outcome")]
    parts += [second[name] for name in ("operation_key", "result", "undoes_id", "digest")]
    text = "\x1f".join([first["hash"], *(json.dumps(part) for part in parts)])
    assert second["hash"] == hashlib.sha256(text.encode()).hexdigest()


def test_the_role_counts_at_the_next_operation(ops: Operations, database: Database) -> None:
    ops.run(hire, "Maya", Role.OWNER)
    ben = ops.run(hire, "Ben", Role.READ_ONLY, signs_in=True).value
    with pytest.raises(SignInRequired):
        ops.read(names)
    ops.sign_in_as(ben)
    entries = len(rows(database, "audit_entry"))
    before = snapshot(database)
    with pytest.raises(PermissionDenied):
        ops.run(add, "Kestrel Hotels")
    assert snapshot(database) == before
    refused = rows(database, "audit_entry")[entries:]
    assert [(entry["operation"], entry["outcome"], entry["staff_id"]) for entry in refused] == [
        ("customer.save", "refused", ben)
    ]


def test_people_without_an_account_do_not_make_others_sign_in(ops: Operations) -> None:
    ops.run(hire, "Maya", Role.OWNER)
    ops.run(hire, "Nancy", Role.SALES, signs_in=False)
    assert ops.read(names) == []


def test_own_undo_ends_after_fifteen_minutes_for_sales(ops: Operations) -> None:
    moment = datetime(2026, 11, 23, 9, tzinfo=UTC)
    ops.now = lambda: moment
    ops.run(hire, "Maya", Role.OWNER)
    jonas = ops.run(hire, "Jonas", Role.SALES).value
    ops.sign_in_as(jonas)
    ops.run(add, "Nordic Picnic")
    moment += timedelta(minutes=16)
    with pytest.raises(PermissionDenied):
        ops.undo()
    moment -= timedelta(minutes=2)
    ops.undo()
    assert ops.read(names) == []


def test_others_work_is_not_undone_by_sales(ops: Operations) -> None:
    maya = ops.run(hire, "Maya", Role.OWNER).value
    jonas = ops.run(hire, "Jonas", Role.SALES).value
    ops.sign_in_as(maya)
    entry = ops.run(add, "Orchard & Vine").entry
    ops.sign_in_as(jonas)
    assert entry is not None
    with pytest.raises(PermissionDenied):
        ops.undo_entry(entry)


def test_bulk_statements_are_refused(ops: Operations) -> None:
    from sqlalchemy import update

    @command("customer.save")
    def bulk(ctx: WriteContext) -> None:
        ctx.session.execute(update(Partner).values(notes="x"))

    with pytest.raises(RuntimeError, match="recorder"):
        ops.run(bulk)


def test_bulk_inserts_are_recorded_and_undone(ops: Operations, database: Database) -> None:
    @command("customer.save")
    def many(ctx: WriteContext) -> None:
        ids = ctx.recorder.insert_many(
            Partner, [{"name": f"N{i}", "name_fold": f"n{i}", "is_customer": True} for i in range(50)]
        )
        assert len(ids) == 50

    before = snapshot(database)
    outcome = ops.run(many)
    assert len(outcome.changes.ids("partner")) == 50
    assert {row["status"] for row in rows(database, "partner")} == {"active"}
    ops.undo()
    assert snapshot(database) == before


def test_an_export_of_personal_data_is_audited(ops: Operations, database: Database) -> None:
    @query("export.personal", always_logged=True)
    def export(ctx: ReadContext) -> int:
        return 7

    assert ops.read(export) == 7
    (entry,) = rows(database, "audit_entry")
    assert (entry["operation"], entry["outcome"]) == ("export.personal", "done")
