"""The first start of the real program in a real window: two names, then work; closing leaves a sound database."""

import subprocess
import sys
from pathlib import Path

from tests.support.display import Display
from tests.support.environment import ROOT


def test_the_first_start_by_the_keyboard_alone(display: Display, profile: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "app", "--profile", str(profile)],
        cwd=ROOT,
        env=display.environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        display.activate(display.window("Welcome.*Tradepost"))
        display.type("Greenleaf Kitchen Supply")
        display.keys("Tab")
        display.type("Maya Lind")
        display.keys("Return")
        display.activate(display.window("How do you want to begin.*Tradepost"))
        display.keys("Return")
        named = display.window("Greenleaf Kitchen Supply.*Tradepost")
        display.activate(named)
        display.keys("F1")
        keys = display.window("^Keys$")
        display.activate(keys)
        display.keys("Escape")
        display.activate(named)
        display.keys("alt+F4")
        errors = program.communicate(timeout=30)[1]
    finally:
        program.kill()

    assert program.returncode == 0, errors
    assert "Traceback" not in errors
    check = subprocess.run(
        [sys.executable, "-m", "app", "--profile", str(profile), "check"], cwd=ROOT, capture_output=True, text=True
    )
    assert check.returncode == 0, check.stdout + check.stderr
