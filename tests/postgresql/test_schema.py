"""The same revisions make on a server what the models say; what is not ours or not ready is refused."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from app.config.paths import profile_paths
from app.config.settings import Settings
from app.db import models  # noqa: F401
from app.db.base import Base
from app.db.engine import Database
from app.db.upgrade import FileState
from app.domain import places
from app.domain.errors import StorageError, StorageProblem
from app.services.maintenance import backups, restoring
from app.services.maintenance.facts import database_facts
from app.services.operations import Operations
from app.services.profile.opening import Opened, open_profile
from tests.support.postgresql import Server
from tests.support.rows import snapshot
from tests.unit.core.test_ledger import add_product, move, ship
from tests.unit.core.test_operations import add

ROOT = Path(__file__).resolve().parents[2]


def test_the_revisions_make_the_models(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return not (kind == "table" and name is not None and name.startswith("search_"))

    with database.read() as session:
        options = {"compare_type": True, "include_name": is_ours}
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_an_index_of_some_rows_is_one_there_too(database: Database) -> None:
    indexes = {index.name: index for table in Base.metadata.tables.values() for index in table.indexes}
    wanted = {name for name, index in indexes.items() if index.dialect_options["sqlite"]["where"] is not None}
    with database.read() as session:
        made = session.connection().exec_driver_sql(
            "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %' AND schemaname = current_schema()"
        )
        assert {row[0] for row in made} == wanted


def test_two_who_open_a_new_one_make_it_once(server: Server) -> None:
    from app.db.server import prepare

    address = server.make()
    program = f"from app.db import server; print(server.prepare({address!r}).value)"
    command = [sys.executable, "-c", program]
    children = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    found = [child.communicate(timeout=120)[0].strip() for child in children]
    assert [child.returncode for child in children] == [0, 0]
    assert "missing" in found
    assert prepare(address) is FileState.READY


def test_what_is_not_ours_or_newer_is_left_alone(server: Server) -> None:
    from app.db.server import prepare

    address = server.make()
    name = address.rpartition("/")[2]
    with pytest.raises(StorageError) as caught:
        prepare(address, create=False)
    assert caught.value.kind is StorageProblem.CANNOT_OPEN
    server.run("CREATE TABLE theirs (id int)", name)
    with pytest.raises(StorageError) as caught:
        prepare(address)
    assert caught.value.kind is StorageProblem.FOREIGN
    ours = server.copy()
    server.run("UPDATE alembic_version SET version_num = '9999'", ours.rpartition("/")[2])
    with pytest.raises(StorageError) as caught:
        prepare(ours)
    assert caught.value.kind is StorageProblem.NEWER
    with pytest.raises(StorageError) as caught:
        prepare(server.address("nobody_made_it"))
    assert caught.value.kind in (StorageProblem.CANNOT_OPEN, StorageProblem.UNREACHABLE)


FORBIDDEN = (
    "UPDATE stock_move SET quantity = 5",
    "DELETE FROM stock_move",
    "TRUNCATE stock_move CASCADE",
    "UPDATE shipment_event SET kind = 'note'",
    "DELETE FROM shipment_event",
    "UPDATE audit_entry SET operation = 'nothing'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry CASCADE",
    "UPDATE change_record SET digest = ''",
    "UPDATE change_record SET after = '{}'",
    "DELETE FROM change_record",
)


def test_ledgers_and_audit_only_grow(ops: Operations, database: Database) -> None:
    jug = ops.run(add_product).value
    ops.run(move, jug, places.SUPPLIER, places.MAIN_SITE, 3, 300)
    ops.run(ship)
    before = snapshot(database, without=frozenset())
    for statement in FORBIDDEN:
        with pytest.raises(IntegrityError, match="append-only"), database.write() as session:
            session.connection().exec_driver_sql(statement)
    assert snapshot(database, without=frozenset()) == before


def test_a_profile_opens_a_database_by_its_address(server: Server, tmp_path: Path) -> None:
    paths, settings = profile_paths(tmp_path / "profile"), Settings(database_url=server.make())
    paths.make()
    profile = open_profile(paths, settings)
    assert profile.opened is Opened.MADE
    ops = profile.sign_in()
    ops.run(add, "Ada Ceramics")
    assert not paths.database.exists()
    assert ops.read(database_facts).rows["partner"] == 1
    # A backup is a file with the same rows, which a profile without an address opens.
    made = backups.make_backup(profile)
    assert made.proved
    profile.close()
    other = profile_paths(tmp_path / "other")
    restoring.restore(other, made.path)
    copy = open_profile(other)
    again = open_profile(paths, settings)
    assert again.opened is Opened.READY
    assert snapshot(copy.database) == snapshot(again.database)
    copy.close()
    again.close()


def test_only_a_file_is_replaced_by_a_copy(server: Server, tmp_path: Path) -> None:
    from app.config.settings import SettingsStore

    paths = profile_paths(tmp_path / "profile")
    paths.make()
    SettingsStore(paths.settings).change(database_url=server.copy())
    with pytest.raises(StorageError) as caught:
        restoring.restore(paths, tmp_path / "copy.db")
    assert caught.value.kind is StorageProblem.ON_SERVER
