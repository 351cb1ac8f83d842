"""What takes long to make is made once in a test run, whoever of the workers wants it first; each test gets a copy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.config.locks import ProfileLock

MAKING_SECONDS = 600.0


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder that `make` fills. Copy it: others read it too. What a worker left half made is made anew."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, whole = base / f"made-{name}", base / f"made-{name}.whole"
    with ProfileLock(base / f"made-{name}.lock").alone(wait=MAKING_SECONDS):
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            whole.touch()
    return folder
