"""The command line as a program calls it: exit codes, sentences on standard error, one JSON document (interfaces)."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli.registry import COMMANDS
from app.db import driver, upgrade

BROKEN = "INSERT INTO stock_valuation (product_id, quantity, value_minor) VALUES (1, 1, 1)"
ROOT = Path(driver.__file__).resolve().parents[2]


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


def call(profile: Path, *arguments: str, **variables: str) -> Answer:
    command = [sys.executable, "-m", "app", "--profile", str(profile), *arguments]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Answer(done.returncode, done.stdout, done.stderr)


def change(profile: Path, *statements: str) -> None:
    with contextlib.closing(driver.connect(profile / "tradepost.db")) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    assert call(folder, "info").code == 0
    return folder / "tradepost.db"


@pytest.fixture
def made(profile: Path, made_once: Path) -> Path:
    """A profile whose database a command has made."""
    shutil.copyfile(made_once, profile / "tradepost.db")
    return profile


def test_the_commands_are_those_of_the_contract() -> None:
    assert list(COMMANDS) == ["sample", "import", "export", "kpi", "report", "check", "backup", "restore", "info"]


def test_a_command_on_an_empty_profile_makes_the_database_with_one_owner(profile: Path) -> None:
    answer = call(profile, "info", "--json")
    assert (answer.code, answer.err) == (0, "")
    document = json.loads(answer.out)
    assert document["schema"] == {"revision": upgrade.HEAD, "newest": upgrade.HEAD}
    assert document["rows"]["staff"] == 1
    assert document["paths"]["database"] == str(profile.resolve() / "tradepost.db")
    assert document["versions"]["sqlite"] >= "3.51.3"
    assert json.loads(call(profile, "info", "--json").out)["rows"]["staff"] == 1


@pytest.mark.parametrize(
    "arguments", [("bogus",), ("check", "--bogus"), ("restore",), ("--bogus",), ("info", "extra"), ("che",)]
)
def test_wrong_usage_is_2_and_makes_nothing(profile: Path, arguments: tuple[str, ...]) -> None:
    answer = call(profile, *arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert "usage" in answer.err
    assert not (profile / "tradepost.db").exists()


def test_help_needs_no_profile(profile: Path) -> None:
    assert all(name in call(profile, "--help").out for name in COMMANDS)
    assert "--repair" in call(profile, "check", "--help").out
    assert list(profile.iterdir()) == []


def test_the_profile_may_come_after_the_command(made: Path, tmp_path: Path) -> None:
    answer = call(tmp_path / "not this one", "info", "--profile", str(made), "--json")
    assert json.loads(answer.out)["paths"]["profile"] == str(made.resolve())
    assert not (tmp_path / "not this one").exists()


def test_check_passes_and_says_no_when_something_is_broken(made: Path) -> None:
    passed = call(made, "check", "--json")
    document = json.loads(passed.out)
    assert (passed.code, document["ok"], document["findings"]) == (0, True, [])
    assert document["checks"] > 50
    change(made, "PRAGMA foreign_keys = OFF", BROKEN)
    broken = call(made, "check", "--json")
    assert broken.code == 1
    found = json.loads(broken.out)["findings"]
    assert {"I3", "S8"} == {finding["id"] for finding in found}
    plain = call(made, "check")
    assert (plain.code, plain.err) == (1, "")
    assert "S8" in plain.out


def test_repairing_backs_up_first_and_is_done_once(made: Path) -> None:
    change(made, "PRAGMA foreign_keys = OFF", BROKEN)
    answer = call(made, "check", "--repair", "--json")
    document = json.loads(answer.out)
    assert (answer.code, document["ok"]) == (0, True)
    assert Path(document["backup"]).is_file()
    again = json.loads(call(made, "check", "--repair", "--json").out)
    assert (again["ok"], again["backup"]) == (True, None)


def test_backup_and_restore(made: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert call(made, "backup", "--to", str(copy)).code == 0
    change(made, "INSERT INTO setting (key, value) VALUES ('later', '1')")
    answer = call(made, "restore", str(copy))
    assert (answer.code, answer.err) == (0, "")
    assert json.loads(call(made, "info", "--json").out)["rows"]["setting"] == 0
    kept = list(made.glob("tradepost-replaced-*.db"))
    assert len(kept) == 1
    assert call(made, "check").code == 0


def test_a_backup_of_its_own_file_is_refused(made: Path) -> None:
    assert call(made, "backup", "--to", str(made.resolve() / "tradepost.db")).code == 2


def test_restoring_what_is_no_backup_is_refused(made: Path, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"nothing")
    for file in ("x.db", "missing.db"):
        answer = call(made, "restore", str(tmp_path / file))
        assert answer.code == 3
        assert answer.err.count("\n") == 1
    assert call(made, "check").code == 0


@pytest.mark.parametrize("damage", [b"", b"garbage" * 1000])
def test_a_damaged_database_is_3_with_a_sentence_and_stays(made: Path, damage: bytes) -> None:
    (made / "tradepost.db").write_bytes(damage)
    for command in ("info", "check", "backup"):
        answer = call(made, command)
        assert answer.code == 3
        assert answer.err.count("\n") == 1
    assert (made / "tradepost.db").read_bytes() == damage


def test_a_newer_database_is_3(made: Path) -> None:
    change(made, "UPDATE alembic_version SET version_num = '0099'", "PRAGMA user_version = 99")
    answer = call(made, "info")
    assert answer.code == 3
    assert "newer" in answer.err


def test_locked_by_another_writer_waits_and_is_3(made: Path) -> None:
    with contextlib.closing(driver.connect(made / "tradepost.db")) as connection:
        connection.execute("BEGIN IMMEDIATE")
        answer = call(made, "backup")
        assert answer.code == 3
        assert answer.err.count("\n") == 1
        # Reading goes on beside a writer.
        assert call(made, "info").code == 0


def test_with_two_who_sign_in_a_name_and_a_password_are_needed(made: Path) -> None:
    from app.config.paths import profile_paths
    from app.domain.vocabulary import Role
    from app.services.people.commands import save
    from app.services.people.read_models import StaffDraft
    from app.services.profile.opening import open_profile

    opened = open_profile(profile_paths(made))
    draft = StaffDraft(
        name="Anna", role=Role.SALES, signs_in=True, password="kettle-blue-42", own_password="lantern-red-77"
    )
    opened.sign_in().run(save, draft)
    opened.close()
    answers = {
        "nobody": call(made, "info"),
        "no password": call(made, "--user", "Anna", "info"),
        "wrong": call(made, "--user", "Anna", "info", TRADEPOST_PASSWORD="wrong"),
        "unknown": call(made, "--user", "Zoe", "info", TRADEPOST_PASSWORD="kettle-blue-42"),
        "right": call(made, "--user", "Anna", "info", TRADEPOST_PASSWORD="kettle-blue-42"),
        "not allowed": call(made, "--user", "Anna", "check", "--repair", TRADEPOST_PASSWORD="kettle-blue-42"),
    }
    codes = {name: answer.code for name, answer in answers.items()}
    assert codes.pop("nobody") == 2
    assert codes.pop("right") == 0
    assert codes.pop("not allowed") == 0, "nothing to repair, so nothing was refused"
    assert set(codes.values()) == {1}
    assert all("kettle" not in answer.err for answer in answers.values())


def test_people_who_do_not_sign_in_need_no_name(made: Path) -> None:
    change(
        made,
        "INSERT INTO staff (name, name_fold, title, email, role, active, signs_in, version)"
        " VALUES ('Imported', 'imported', '', '', 'sales', 1, 0, 1)",
    )
    assert call(made, "info").code == 0


def test_damaged_settings_are_kept_and_said(made: Path) -> None:
    (made / "settings.json").write_bytes(b"{")
    answer = call(made, "info")
    assert answer.code == 0
    assert "settings.damaged-1.json" in answer.err
    assert call(made, "info").err == ""


def test_a_reader_that_goes_away_is_no_error(made: Path) -> None:
    program = f"{sys.executable} -m app --profile {made} info | true"
    done = subprocess.run(["sh", "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""


def test_a_command_loads_neither_qt_nor_what_it_does_not_need(made: Path) -> None:
    program = (
        "import sys; from app.__main__ import main; code = main(sys.argv[1:])\n"
        "heavy = {'PySide6', 'alembic', 'numpy', 'typst', 'pyqtgraph', 'phonenumbers', 'rapidfuzz', 'argon2'}\n"
        "print(sorted(heavy & set(sys.modules)), code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--profile", str(made), "info"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[] 0"


def test_no_log_holds_the_business(made: Path) -> None:
    call(made, "backup", "--to", str(made / "x" / "y.db"))
    call(made, "restore", str(made / "canary@example.com.db"))
    text = "".join(path.read_text() for path in (made / "logs").iterdir())
    assert str(made) not in text
    assert "canary" not in text


def test_a_folder_that_is_not_there_is_3_in_a_sentence_that_names_the_file(made: Path, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "customers.csv"
    answer = call(made, "export", "customers", "--to", str(target))
    assert answer.code == 3
    assert answer.err.startswith("There is no such file or folder")
    assert "customers.csv" in answer.err
    assert ".part" not in answer.err
