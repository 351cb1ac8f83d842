"""`python3 run.py screenshots [name …]`: writes a picture of every screen, in both themes and at both sizes."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

FOLDER = Path("screenshots")
SIZES = ((1440, 900), (1180, 760))


def main(arguments: list[str]) -> int:
    """Take them."""
    parser = argparse.ArgumentParser(prog="screenshots")
    parser.add_argument("names", nargs="*", help="only these screens")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--profile", type=Path, help="a profile that is there, instead of a fresh sample shop")
    parser.add_argument("--scale", type=float, default=1.0, help="text size, 1.0 to 2.0")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        return _take(options, options.profile or Path(folder) / "profile", fresh=options.profile is None)


def _take(options: argparse.Namespace, profile: Path, *, fresh: bool) -> int:
    from app.ui.theme import Scheme
    from tests.screenshots.stage import Stage, make_shop
    from tests.screenshots.states import STATES

    if fresh:
        make_shop(profile)
    stage = Stage(profile)
    stage.program.theme.set_scale(options.scale)
    wanted = [state for state in STATES if not options.names or state.name in options.names]
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        for width, height in SIZES:
            stage.look(scheme, width, height)
            for state in wanted:
                widget = state.prepare(stage)
                stage.picture(options.folder / f"{state.name}-{width}-{scheme}.png", widget)
                if state.leave is not None:
                    state.leave(stage)
                    stage.rest()
    stage.close()
    print(f"{len(wanted) * 4} pictures in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
