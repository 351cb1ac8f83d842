"""Places of a profile, and the lock that keeps others out while its file is replaced."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.config import paths as places
from app.config.locks import LockHeld, ProfileLock
from app.config.paths import profile_paths

ROOT = Path(places.__file__).resolve().parents[2]
HOLD = """
import sys; sys.path.insert(0, sys.argv[1])
from pathlib import Path
from app.config.locks import ProfileLock
lock = ProfileLock(Path(sys.argv[2]))
getattr(lock, sys.argv[3])()
print("held", flush=True)
sys.stdin.read()
"""


def holder(path: Path, how: str) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(ROOT), str(path), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def let_go(child: subprocess.Popen[str]) -> None:
    child.kill()
    child.communicate()


def test_a_profile_has_all_its_places_below_it(tmp_path: Path) -> None:
    paths = profile_paths(tmp_path / "x" / ".." / "shop")
    assert paths.folder == tmp_path / "shop"
    for place in (paths.database, paths.settings, paths.log, paths.backups, paths.lock, paths.faults):
        assert place.is_relative_to(paths.folder)
    assert paths.database.name == "tradepost.db"


def test_without_a_folder_the_user_s_own_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert profile_paths().folder.is_relative_to(tmp_path)


def test_the_socket_s_name_is_short_and_the_profile_s_own(tmp_path: Path) -> None:
    deep = profile_paths(tmp_path / ("long" * 50))
    assert len(deep.socket_name) < 60
    assert deep.socket_name == profile_paths(tmp_path / ("long" * 50)).socket_name
    assert deep.socket_name != profile_paths(tmp_path / "other").socket_name


def test_program_folders_are_there_and_follow_a_frozen_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (places.migrations_folder() / "env.py").is_file()
    assert places.resources_folder().is_dir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert places.migrations_folder() == tmp_path / "migrations"


def test_sharers_share_and_keep_out_who_wants_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    child = holder(path, "share")
    mine = ProfileLock(path)
    try:
        mine.share(wait=0)
        with pytest.raises(LockHeld):
            mine.take_alone(wait=0.1)
    finally:
        let_go(child)
    # A killed process holds nothing.
    mine.take_alone(wait=2)
    mine.release()


def test_one_alone_keeps_sharers_out_until_it_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    child = holder(path, "take_alone")
    mine = ProfileLock(path)
    with pytest.raises(LockHeld):
        mine.share(wait=0.1)
    let_go(child)
    mine.share(wait=2)
    mine.release()
    with mine.alone(wait=0):
        assert path.exists()
