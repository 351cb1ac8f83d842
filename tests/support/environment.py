"""Where the tests find what is outside the checkout, and what happens when it is not there."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA_VARIABLE = "TRADEPOST_DATA"
FOLDER_VARIABLES = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA")


def in_ci() -> bool:
    """Tell whether this is an unattended run, where nothing may be skipped for want of a tool."""
    return os.environ.get("CI", "").lower() in ("true", "1", "yes")


def unavailable(reason: str) -> None:
    """Skip the test on a person's machine; fail it in an unattended run."""
    if in_ci():
        pytest.fail(f"{reason}; an unattended run may not skip this test", pytrace=False)
    pytest.skip(reason)


def need_tools(*programs: str) -> None:
    """Skip (fail, unattended) the test when one of the programs is not installed."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        unavailable(f"not installed: {', '.join(missing)} (python3 run.py check-system)")


def data_folder() -> Path:
    """Return the folder with the real data sets, or skip: it is not part of the checkout."""
    named = os.environ.get(DATA_VARIABLE)
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        unavailable(f"no real data: {DATA_VARIABLE} names no folder and there is none at ../shared/data")
    return folder
