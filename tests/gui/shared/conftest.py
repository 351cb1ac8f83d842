"""A themed application and a context for widgets that need no database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.ui.app_context import AppContext
from app.ui.shared.tasks import TaskRunner
from app.ui.theme import Scheme, Theme
from tests.gui.shared.gallery import context


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp, Scheme.LIGHT)
    theme.install()
    yield theme
    theme.set_scheme(Scheme.LIGHT)
    theme.set_scale(1.0)
    theme.finish()
    theme.setParent(None)
    theme.deleteLater()


@pytest.fixture
def ctx(qapp: QApplication, theme: Theme) -> AppContext:
    """Everything inline, nothing stored."""
    return context(qapp, theme)


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[TaskRunner]:
    """A runner with real threads."""
    runner = TaskRunner(qapp)
    yield runner
    runner.shutdown()
    runner.setParent(None)
    runner.deleteLater()
