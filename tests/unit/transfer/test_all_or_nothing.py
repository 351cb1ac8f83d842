# ruff: noqa: E501 - rows of files stay on one line
"""An import is wholly there or not at all; refused rows can be left out; a run can be taken back, updates too."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import ConflictError, NotFoundError, PermissionDenied
from app.domain.parsing.problems import ProblemCode
from app.domain.progress import Cancelled, Progress, Step
from app.domain.vocabulary import Role
from app.services.integrity.check import run_check
from app.services.transfer.commands import run_import, undo_import
from app.services.transfer.exports import write_refused
from app.services.transfer.queries import history
from tests.support.rows import snapshot
from tests.unit.transfer.conftest import Shop

LOGS = frozenset({"audit_entry", "change_record"})
ROWS = 50


def customers(bad: int | None = None) -> str:
    rows = [f"C{n},Customer {n},{'x' if n == bad else n}" for n in range(1, ROWS + 1)]
    return "code,name,payment_days\n" + "\n".join(rows) + "\n"


def test_a_bad_row_anywhere_leaves_nothing(shop: Shop) -> None:
    before = snapshot(shop.database)
    for bad in range(1, ROWS + 1):
        [reason] = shop.refused("customers", customers(bad))
        assert (reason.row, reason.column, reason.value, reason.code) == (
            bad + 1,
            "payment_days",
            "x",
            ProblemCode.NOT_A_NUMBER,
        )
    assert snapshot(shop.database) == before


def test_a_fault_of_the_database_at_any_row_leaves_nothing(shop: Shop) -> None:
    """A trigger stands for the fault, at each of the fifty rows in turn."""
    before = snapshot(shop.database)
    path = shop.write("a.csv", customers())
    for row in range(1, ROWS + 1):
        _execute(
            shop,
            f"CREATE TRIGGER fault BEFORE INSERT ON partner WHEN NEW.code = 'C{row}' BEGIN SELECT RAISE(ABORT, 'fault'); END",
        )
        with pytest.raises(Exception, match="fault"):
            shop.ops.run(run_import, [path], "customers")
        _execute(shop, "DROP TRIGGER fault")
    assert snapshot(shop.database) == before
    assert shop.ops.run(run_import, [path], "customers").value.created == ROWS


def _execute(shop: Shop, statement: str) -> None:
    with shop.database.write() as session:
        session.connection().exec_driver_sql(statement)


def test_a_preview_writes_nothing(shop: Shop) -> None:
    before = snapshot(shop.database, without=frozenset())
    report = shop.look("customers", customers(7))
    assert (report.created, report.refused, report.possible) == (ROWS - 1, 1, True)
    assert snapshot(shop.database, without=frozenset()) == before


def test_refused_rows_can_be_left_out_and_written_down(shop: Shop, tmp_path: Path) -> None:
    report = shop.load("customers", "code,name,payment_days\nA,One,1\nB,Two,x\nC\nD,Four,4\n", skip_refused=True)
    assert (report.created, report.refused) == (2, 2)
    assert shop.sql("SELECT code FROM partner ORDER BY id") == [("A",), ("D",)]
    write_refused(tmp_path / "bad.csv", report.refused_rows, lambda item: item.code.value, "why")
    rows = list(csv.reader((tmp_path / "bad.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["file", "row", "why", "code", "name", "payment_days"]
    assert ["file1.csv", "3", "not_a_number", "B", "Two", "x"] in rows
    assert ["file1.csv", "4", "ragged_row", "", "", ""] in rows


def test_a_cancelled_run_leaves_nothing(shop: Shop) -> None:
    before = snapshot(shop.database)
    path = shop.write("a.csv", customers())
    for wanted in ("checking", "writing", "indexing", "recording"):
        progress = Progress()
        progress.listen(_cancel_at(progress, wanted))
        with pytest.raises(Cancelled):
            shop.ops.run(run_import, [path], "customers", progress=progress)
    assert snapshot(shop.database) == before


def _cancel_at(progress: Progress, name: str) -> Callable[[Step], None]:
    def listen(step: Step) -> None:
        if step.name == name:
            progress.cancel()

    return listen


def test_undoing_a_run_takes_back_what_it_made_and_changed(shop: Shop) -> None:
    shop.load("customers", "code,name,city,tags\nA,One,Rome,old\nB,Two,,\n")
    before = snapshot(shop.database, without=LOGS | {"import_batch"})
    report = shop.load("customers", "code,name,city,phone,tags\nA,First,Paris,1234,new\nC,Three,Oslo,,\nB,Two,,,\n")
    assert (report.created, report.updated, report.unchanged) == (1, 1, 1)
    assert report.batch_id is not None
    shop.ops.run(undo_import, report.batch_id)
    assert snapshot(shop.database, without=LOGS | {"import_batch"}) == before
    runs = shop.ops.read(history)
    assert [(run.kind, run.state, run.files) for run in runs] == [
        ("customers", "undone", ("file1.csv",)),
        ("customers", "done", ("file1.csv",)),
    ]
    with pytest.raises(ConflictError):
        shop.ops.run(undo_import, report.batch_id)
    with pytest.raises(NotFoundError):
        shop.ops.run(undo_import, 999)


def test_undoing_refuses_what_was_changed_since(shop: Shop) -> None:
    first = shop.load("customers", "code,name\nA,One\n")
    shop.load("customers", "code,name\nA,Uno\n")
    before = snapshot(shop.database)
    assert first.batch_id is not None
    with pytest.raises(ConflictError) as caught:
        shop.ops.run(undo_import, first.batch_id)
    assert (caught.value.entity, [item.field for item in caught.value.fields]) == ("partner", ["name", "name_fold"])
    assert caught.value.changed_by == "Owner"
    assert snapshot(shop.database) == before


def test_undoing_refuses_what_is_used_since(stocked: Shop) -> None:
    stocked.load("stock", "product,quantity\nP1,10\n")
    batch = stocked.sql("SELECT id FROM import_batch WHERE kind = 'customers'")[0][0]
    stocked.load("sales_orders", "number,customer,ordered,product,quantity,price\n1,C1,2026-01-01,P1,1,1\n")
    with pytest.raises(ConflictError):
        stocked.ops.run(undo_import, batch)


def test_undoing_postings_leaves_no_trace_in_the_stock(stocked: Shop) -> None:
    batches = [stocked.load("stock", "product,quantity,as_of,on_order\nP1,10,2026-01-01,5\n")]
    sales = "number,customer,ordered,product,quantity,price,shipped,carrier\n1,C1,2026-02-01,P1,4,1,2026-02-02,D\n2,C1,2026-02-01,P1,4,1,,\n"
    batches.append(stocked.load("sales_orders", sales))
    batches.append(stocked.load("receipts", "order,product,received,quantity\nOPENING-S1,P1,2026-02-03,5\n"))
    for report in reversed(batches):
        assert report.batch_id is not None
        stocked.ops.run(undo_import, report.batch_id)
        assert stocked.ops.read(run_check).findings == ()
    for table in (
        "stock_move",
        "stock_balance",
        "stock_valuation",
        "shipment",
        "shipment_line",
        "shipment_event",
        "reservation",
        "sales_order",
        "purchase_order",
        "purchase_order_line",
    ):
        assert stocked.sql(f"SELECT count(*) FROM {table}") == [(0,)], table


def test_importing_again_makes_one_run_without_changes(shop: Shop) -> None:
    shop.load("customers", customers())
    outcome = shop.ops.run(run_import, [shop.write("a.csv", customers())], "customers")
    assert outcome.value.unchanged == ROWS
    assert outcome.changes.entities <= {"import_batch"}


@pytest.mark.parametrize(("role", "allowed"), [(Role.SALES, "contacts"), (Role.WAREHOUSE, "stock")])
def test_roles_import_what_is_theirs(stocked: Shop, role: Role, allowed: str) -> None:
    with stocked.database.write() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO staff (name, name_fold, title, email, role, active, signs_in, version) VALUES ('X', 'x', '', '', ?, 1, 1, 1)",
            (role.value,),
        )
        number = session.connection().exec_driver_sql("SELECT max(id) FROM staff").scalar_one()
    stocked.ops.sign_in_as(number)
    texts = {"contacts": "name\nAnn\n", "stock": "product,quantity\nP1,1\n"}
    for kind, text in texts.items():
        if kind == allowed:
            stocked.load(kind, text)
        else:
            with pytest.raises(PermissionDenied):
                stocked.load(kind, text)
    with pytest.raises(PermissionDenied):
        stocked.load("customers", "name\nA\n")
