"""The program in one process: a window, its session with real threads, a profile of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import Program
from app.config.paths import profile_paths
from app.ui.shell.single_instance import SingleInstance
from tests.gui.shared.thread_guard import ThreadGuard
from tests.support.rest import under_way, wait_for_rest
from tests.support.watchdog import watchdog  # noqa: F401

OWNERS_PASSWORD = "three green teapots"
OTHERS_PASSWORD = "a blue gravy boat"


@pytest.fixture
def guard() -> Iterator[ThreadGuard]:
    """Fails the test when the database was used on the GUI thread."""
    guard = ThreadGuard()
    yield guard
    guard.check()


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot, guard: ThreadGuard) -> Iterator[Callable[..., Program]]:
    """Start the program on a profile's folder and wait until it asks for something or somebody works."""
    programs: list[tuple[Program, ExitStack]] = []

    def start(folder: Path, user: str | None = None) -> Program:
        paths = profile_paths(folder)
        paths.make()
        stack = ExitStack()
        instance = SingleInstance(paths, qapp)
        assert instance.claim()
        stack.callback(instance.release)
        program = Program(qapp, paths, instance, user, stack)
        programs.append((program, stack))
        program.start()
        qtbot.waitUntil(lambda: hasattr(program, "session") and settled(program))
        wait_for_rest(qtbot, program.session.runner)
        if program.session.start_ is not None:
            program.session.start_.operations.guard = guard
        return program

    yield start
    for program, stack in programs:
        program.window.close()
        stack.close()
        program.window.deleteLater()
        program.theme.setParent(None)
        program.theme.deleteLater()
    qapp.sendPostedEvents(None, 0)


def settled(program: Program) -> bool:
    """Whether the window shows a cover, or the work with nothing under way."""
    window = program.window
    if window.root.currentWidget() is not window.frame:
        return True
    return window.ctx is not None and not under_way(program.session.runner)


def cover(program: Program) -> QObject:
    """The page that stands in place of the window."""
    return program.window.root.currentWidget()


@pytest.fixture
def business(profile: Path) -> Path:
    """A profile with a named business and its owner, Maya."""
    from app.config.paths import profile_paths as paths_of
    from app.services.business.commands import create_business
    from app.services.business.read_models import NewBusiness
    from app.services.profile.opening import open_profile
    from app.services.profile.start import start as begin

    opened = open_profile(paths_of(profile))
    begin(opened).operations.run(create_business, NewBusiness("Greenleaf", "Maya Lind", "SEK"))
    opened.close()
    return profile


@pytest.fixture
def two_people(business: Path) -> Path:
    """The same, with a second account: Jonas, who sells."""
    from app.config.paths import profile_paths as paths_of
    from app.domain.vocabulary import Role
    from app.services.people.commands import save
    from app.services.people.read_models import StaffDraft
    from app.services.profile.opening import open_profile
    from app.services.profile.start import start as begin

    opened = open_profile(paths_of(business))
    draft = StaffDraft("Jonas Ek", Role.SALES, signs_in=True, password=OTHERS_PASSWORD, own_password=OWNERS_PASSWORD)
    begin(opened).operations.run(save, draft)
    opened.close()
    return business
