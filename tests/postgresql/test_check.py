"""The check is the one of files: what is planted on the server is found there, and nothing else."""

import re

from app.db import backends
from app.db.engine import Database
from app.services.integrity.check import check_connection, rebuild_derived, run_check
from app.services.operations import Operations
from tests.unit.integrity.conftest import business  # noqa: F401
from tests.unit.integrity.test_planted import PLANTS, Plant

_LAST_ENTRY = "DELETE FROM audit_entry WHERE id = (SELECT max(id)"
"""Only a file knows how many entries it ever had; here the trigger alone keeps the last one."""
_OF_A_FILE = re.compile(
    re.escape(_LAST_ENTRY) + "|" + r"PRAGMA|rowid|char\(|DROP INDEX|docsize|CREATE|json_|sqlite|\+ ?''|x'|zeroblob"
)
PLANTED = [plant for plant in PLANTS if plant.sql and not any(_OF_A_FILE.search(said) for said in plant.sql)]


def test_most_of_what_can_be_planted_is() -> None:
    assert len(PLANTED) > 20


def test_what_is_planted_is_found(business: Operations) -> None:  # noqa: F811
    assert business.read(run_check).findings == ()
    missed = {plant for plant in PLANTED if plant.check not in found_after(plant, business.database)}
    assert missed == set()


def found_after(plant: Plant, database: Database) -> set[str]:
    """The checks that find something where this was planted past every trigger; it is taken back then."""
    with database.engine.connect() as connection, connection.begin() as transaction:
        for statement in ("SET LOCAL session_replication_role = replica", *plant.sql):
            connection.exec_driver_sql(statement)
        with backends.of(connection).as_file(connection) as file:
            found = check_connection(file, schema=False)
        transaction.rollback()
    return {finding.check for finding in found}


def test_what_is_derived_is_built_again(business: Operations, database: Database) -> None:  # noqa: F811
    with business.database.write() as session:
        for table in ("stock_balance", "stock_valuation", "partner_facts", "purchase_line_facts", "search_entry"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
    assert {finding.check for finding in business.read(run_check).findings} >= {"S1", "S8", "facts", "deliveries"}
    business.run(rebuild_derived)
    assert business.read(run_check).findings == ()


def test_nothing_is_found_in_a_new_one(ops: Operations) -> None:
    assert ops.read(run_check).findings == ()
