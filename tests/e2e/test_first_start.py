"""The first start of the real program in a real window: two names, then work; closing leaves a sound database."""

import subprocess
import sys
from pathlib import Path

from tests.e2e.program import program
from tests.support.display import Display
from tests.support.environment import ROOT


def test_the_first_start_by_the_keyboard_alone(display: Display, profile: Path) -> None:
    with program(display, profile, "Welcome.*Tradepost") as screen:
        screen.type("Greenleaf Kitchen Supply")
        screen.press("Tab")
        screen.type("Maya Lind")
        screen.press("Return")
        screen.titled("How do you want to begin.*Tradepost")
        screen.press("Return")
        screen.titled("Greenleaf Kitchen Supply.*Tradepost")
        screen.press("F1")
        screen.titled("^Keys$")
        screen.press("Escape")
        screen.titled("Greenleaf Kitchen Supply.*Tradepost")

    check = subprocess.run(
        [sys.executable, "-m", "app", "--profile", str(profile), "check"], cwd=ROOT, capture_output=True, text=True
    )
    assert check.returncode == 0, check.stdout + check.stderr
