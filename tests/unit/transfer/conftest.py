"""A shop with its owner, and short ways to write a file and import it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.db.engine import Database
from app.services.operations import Operations
from app.services.profile.people import act_as
from app.services.transfer.commands import preview, run_import
from app.services.transfer.maps import ImportMap
from app.services.transfer.read_models import ImportReport
from app.services.transfer.refusals import ImportRefused, Refusal

Write = Callable[[str, str], Path]


class Shop:
    """An empty business in dollars."""

    def __init__(self, ops: Operations, folder: Path) -> None:
        self.ops = act_as(ops, None, str)
        self.folder = folder

    @property
    def database(self) -> Database:
        return self.ops.database

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_bytes(text.encode())
        return path

    def load(self, kind: str, *texts: str | Path, toml: str = "", **options: Any) -> ImportReport:
        """Import texts (as CSV) or files; a map as TOML may be given."""
        return self.ops.run(run_import, self._paths(texts), kind, _map(kind, toml), **options).value

    def look(self, kind: str, *texts: str | Path, toml: str = "") -> ImportReport:
        """The preview."""
        return self.ops.read(preview, self._paths(texts), kind, _map(kind, toml))

    def refused(self, kind: str, *texts: str | Path, toml: str = "", **options: Any) -> tuple[Refusal, ...]:
        """The reasons for which an import is refused."""
        with pytest.raises(ImportRefused) as caught:
            self.load(kind, *texts, toml=toml, **options)
        return caught.value.refusals

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        with self.database.read() as session:
            return [tuple(row) for row in session.connection().exec_driver_sql(query)]

    def _paths(self, texts: tuple[str | Path, ...]) -> list[Path]:
        return [
            text if isinstance(text, Path) else self.write(f"file{number}.csv", text)
            for number, text in enumerate(texts, 1)
        ]


def _map(kind: str, toml: str) -> ImportMap | None:
    return ImportMap.from_toml(f'kind = "{kind}"\n{toml}') if toml else None


@pytest.fixture
def shop(ops: Operations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    folder = tmp_path / "files"
    folder.mkdir()
    return Shop(ops, folder)


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """A supplier, two customers, a carrier and two products, no stock yet."""
    shop.load("suppliers", "code,name,lead_time_days\nS1,Sawmill,7\n")
    shop.load("customers", "code,name\nC1,Corner Shop\nC2,Deli\n")
    shop.load("carriers", "code,name\nD,Dray\n")
    shop.load("products", "sku,name,unit,price,cost\nP1,Plank,pcs,10.00,6.00\nP2,Flour,kg,2.50,1.00\n")
    shop.load("supplier_items", "supplier,product,price\nS1,P1,6.00\nS1,P2,1.00\n")
    return shop
