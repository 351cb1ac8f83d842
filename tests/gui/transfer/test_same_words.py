"""A file is refused with the same rows and the same words in the window and on the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

from app.wording import labels
from tests.gui.transfer.conftest import Wizard
from tests.support.environment import ROOT

MESSY = (
    "Customer name;Code;Phone;Email;Credit limit;Payment days;Country\n"
    "Harbour Café;C1;+46 31 555 01 42;info@harbour.example;1.000,50;30;Sweden\n"
    "Orchard;C2;12;nobody@;lots;-3;Sweden\n"
    ";C3;;;3.000,00;30;\n"
    "Deli;C1;;;99999999999999999,00;x;Sweden\n"
    "Tea Room;C5;;;;\n"
    "=cmd|'/c calc'!A1;C6;;;;;\n"
)


def on_the_command_line(profile: Path, path: Path) -> list[tuple[str, str, str, str]]:
    """Row, column, value and why; a value stands before its reason there, in quotes."""
    done = subprocess.run(
        [sys.executable, "-m", "app", "--profile", str(profile), "import", "customers", str(path), "--json"],
        cwd=ROOT, env={**os.environ}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode != 0
    refusals = json.loads(done.stdout)["refusals"]
    return [
        (
            str(item["row"] or "–"),
            item["column"] or (labels.field(item["field"]) if item["field"] else "–"),
            item["value"] or "–",
            item["reason"].rpartition("”: ")[2].casefold(),
        )
        for item in refusals
    ]


def in_the_window(wizard: Wizard) -> list[tuple[str, ...]]:
    problems = wizard.page.checked.problems
    count = problems.paged.rowCount()
    wizard.qtbot.waitUntil(lambda: all(problems.paged.row_at(place) is not None for place in range(count)))
    texts = {column.key: column.text for column in problems.paged.columns}
    return [
        tuple(texts[key](problems.paged.row_at(place)) for key in ("row", "column", "value", "why"))
        for place in range(count)
    ]


def test_the_window_and_the_command_line_say_the_same(wizard: Wizard, tmp_path: Path) -> None:
    path = wizard.write("list.csv", MESSY)
    wizard.open()
    wizard.take(path)
    wizard.to_check()
    wizard.qtbot.waitUntil(lambda: wizard.page.checked.problems.paged.rowCount() > 0)
    shown = in_the_window(wizard)

    said = on_the_command_line(tmp_path / "another", path)

    assert len(said) > 5
    assert [(row, column, value, why.casefold()) for row, column, value, why in shown] == said
