"""The real program on the sample shop, made once for all tests of this folder, and on a business that just begins."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.screenshots.stage import Stage, make_shop


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with the sample shop."""
    folder = tmp_path_factory.mktemp("accessibility") / "shop"
    # Made outside of any test, so with folders of its own.
    before = dict(os.environ)
    os.environ["HOME"] = str(folder.parent)
    try:
        make_shop(folder)
    finally:
        os.environ.clear()
        os.environ.update(before)
    return folder


@pytest.fixture
def stage(qapp: QApplication, shop: Path) -> Iterator[Stage]:
    """The window of the sample shop. Text cursors stand still, so that pictures can be compared."""
    qapp.setCursorFlashTime(0)
    stage = Stage(shop)
    yield stage
    _end(stage)


@pytest.fixture
def first_stage(qapp: QApplication, tmp_path: Path) -> Iterator[Stage]:
    """The window of a business that nobody named yet."""
    stage = Stage(tmp_path / "first", at_work=False)
    yield stage
    _end(stage)


def _end(stage: Stage) -> None:
    stage.close()
    stage.window.deleteLater()
    stage.program.theme.setParent(None)
    stage.program.theme.deleteLater()
    QApplication.sendPostedEvents(None, 0)
