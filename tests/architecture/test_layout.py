"""The repository holds what it should: no stray entries, no addresses, a lock file with a hash for all."""

import pytest

from tests.architecture.layout import (
    TOP_LEVEL,
    foreign_words,
    not_in_lock,
    stray_entries,
    unlocked,
)
from tests.architecture.tree import assert_none, findings, text_of, tracked_files

LOCKED = "name==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n    # via other\n"


def test_the_top_level_is_complete_and_nothing_else() -> None:
    assert stray_entries(tracked_files()) == set()
    assert {path.split("/")[0] for path in tracked_files()} >= TOP_LEVEL


def test_a_stray_entry_is_found() -> None:
    assert stray_entries(("app/x.py", "docs/notes.md", ".ci/run", "todo.txt")) == {"docs", "todo.txt"}


def test_no_file_names_a_machine_or_an_index() -> None:
    assert_none(findings(foreign_words, list(tracked_files())))


@pytest.mark.parametrize(
    "line",
    [
        "data = '/" + "work/shared/data'",
        "cd /" + "tmp",
        "see /" + "root/notes",
        "https://" + "pypi" + ".org/x",
        "https://files." + "pythonhosted" + ".org/x",
        "--extra-index" + "-url=https://example",
        "index" + "-url = https://example",
        "--find" + "-links wheels",
        "farm" + "-12",
    ],
)
def test_a_machine_or_an_index_is_found(line: str) -> None:
    assert foreign_words("README.md", f"first\n{line}\n")


@pytest.mark.parametrize(
    "line", ["--no-emit-index" + "-url", "worksheet/1", "the work", "~/work", "farmer", "app/work"]
)
def test_ordinary_words_are_not_found(line: str) -> None:
    assert foreign_words("README.md", line) == []


def test_the_lock_pins_everything_with_hashes_and_no_address() -> None:
    assert_none(unlocked(text_of("requirements.lock")))
    assert not_in_lock(text_of("pyproject.toml"), text_of("requirements.lock")) == set()


@pytest.mark.parametrize(
    "lock",
    [
        "name==1.0\n",
        "name>=1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n",
        LOCKED + "other==2.0\n    # via name\n",
        "--extra-index https://example\n" + LOCKED,
    ],
)
def test_a_loose_lock_is_found(lock: str) -> None:
    assert unlocked(LOCKED) == []
    assert unlocked(lock)


def test_a_dependency_that_is_not_locked_is_found() -> None:
    pyproject = '[project]\ndependencies = ["Name>=1", "Some.Thing"]\n[dependency-groups]\ndev = []\n'

    assert not_in_lock(pyproject, LOCKED) == {"some-thing"}
