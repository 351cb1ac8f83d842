"""The real program is killed in the middle of writing and opens intact; a second start brings the first one forward."""

import json
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.program import TITLE, eventually, make_business, program, running, stored
from tests.e2e.screen import PATIENCE, Screen
from tests.support.display import Display
from tests.support.environment import ROOT, in_ci

KILLS = 3
STARTS = 50 if in_ci() else 10
"""How often the program is started a second time; for all of the goal's fifty there is time in an unattended run."""
CALLS = "SELECT notes FROM interaction WHERE state = 'done' ORDER BY id"
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(display: Display) -> Iterator[Start]:
    """Start a process on the display; whatever still runs is killed at the end."""
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=display.environment, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def log_a_call(screen: Screen, notes: str) -> None:
    """By the keyboard alone: who, what was said, how it ended, no next step; every key of it is sent at once."""
    screen.press("ctrl+l")
    screen.titled("^Log a call$")
    display = screen.display
    display.type("5550142")
    display.keys("Return")
    display.type(notes)
    display.keys("Return")
    display.type("Conn")
    display.keys("Return", "ctrl+Return")


def _kept(screen: Screen, profile: Path, notes: str) -> bool:
    """Whether the call is stored; while the window says that the other process was in the way, save once more."""
    if notes not in notes_in(profile) and re.search("^Log a call$", screen.rest().title):
        screen.press("ctrl+Return")
    return notes in notes_in(profile)


def notes_in(profile: Path) -> list[str]:
    return [row[0] for row in stored(profile, CALLS)]


def topmost(display: Display) -> int:
    """The window above all others. Whether it gets the focus too is the window manager's affair."""
    command = ["xprop", "-root", "_NET_CLIENT_LIST_STACKING"]
    said = subprocess.run(command, env=display.environment, capture_output=True, text=True, check=True).stdout
    return int(said.split()[-1], 16)


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def checked(profile: Path) -> None:
    """`check` is clean, as the command line says it."""
    done = subprocess.run(
        [sys.executable, "-m", "app", "--profile", str(profile), "check", "--json"],
        cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["findings"] == []


def test_killed_while_it_writes_it_opens_intact(display: Display, profile: Path, tmp_path: Path, start: Start) -> None:
    """Each round a call is typed into the window while another process books as fast as it can; both are killed
    with SIGKILL, the window at a random moment of its own save. What was acknowledged is there afterwards."""
    make_business(profile)
    seed, acknowledged = random.Random(20261122), tmp_path / "acknowledged"
    certain: list[str] = []
    for number in range(KILLS):
        with running(display, profile) as (window, screen):
            booking = start("-m", "tests.e2e.working", str(profile), str(acknowledged), f"round{number}")
            eventually(lambda mark=f"round{number}-5": mark in lines_of(acknowledged))
            log_a_call(screen, f"typed {number}")
            if number == 0:
                # Once seen in the database it was acknowledged; in the other rounds the kill comes at any moment.
                eventually(lambda: _kept(screen, profile, "typed 0"))
                certain.append("typed 0")
            else:
                known = len(lines_of(acknowledged))
                wanted = known + seed.randrange(12)
                eventually(lambda wanted=wanted: len(lines_of(acknowledged)) >= wanted)
            for process in (window, booking):
                os.kill(process.pid, signal.SIGKILL)
                process.wait(PATIENCE)
        found = notes_in(profile)
        booked = [note for note in found if note.startswith(f"round{number}-")]
        replied = [line for line in lines_of(acknowledged) if line.startswith(f"round{number}-")]
        assert set(certain) <= set(found)
        assert booked[: len(replied)] == replied
        assert len(booked) - len(replied) <= 1
        assert found.count(f"typed {number}") <= 1
        checked(profile)
    with program(display, profile) as screen:
        before = notes_in(profile)
        log_a_call(screen, "after all of it")
        eventually(lambda: "after all of it" in notes_in(profile))
        assert notes_in(profile) == [*before, "after all of it"]
    checked(profile)


def test_a_second_start_brings_the_first_window_forward(display: Display, profile: Path, start: Start) -> None:
    make_business(profile)
    with program(display, profile) as screen:
        window = screen.window
        other = start("-c", "import sys\nfrom PySide6.QtWidgets import QApplication, QLineEdit\n"
                      "application = QApplication(sys.argv)\nline = QLineEdit()\n"
                      "line.setWindowTitle('Something else')\nline.show()\napplication.exec()")  # fmt: skip
        beside = display.window("^Something else$")
        for _ in range(STARTS):
            display.activate(beside)
            eventually(lambda: topmost(display) != int(window))

            second = start("-m", "app", "--profile", str(profile))

            assert second.wait(PATIENCE) == 0
            eventually(lambda: topmost(display) == int(window))
            assert len(display.xdotool("search", "--onlyvisible", "--name", TITLE).split()) == 1
        other.kill()


def test_two_starts_at_once_open_one_window(display: Display, profile: Path, start: Start) -> None:
    make_business(profile)
    both = [start("-m", "app", "--profile", str(profile)) for _ in range(2)]
    window = display.window(TITLE)
    ended = eventually(lambda: [process for process in both if process.poll() is not None])
    assert [process.returncode for process in ended] == [0]
    assert display.xdotool("search", "--onlyvisible", "--name", TITLE).split() == [window]
    display.activate(window)
    display.keys("alt+F4")
    assert [process.wait(PATIENCE) for process in both] == [0, 0]
    checked(profile)
