"""`python3 run.py screenshots [name …]`: writes a picture of every screen, in both themes and at both sizes."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

FOLDER = Path("screenshots")
LOOKS = tuple((scheme, *size) for scheme in ("light", "dark") for size in ((1440, 900), (1180, 760)))


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
        try:
            return _take(options, options.profile or Path(folder) / "profile", fresh=options.profile is None)
        except Exception:  # noqa: BLE001  whatever it is, it is said
            # The program's own reporter has the exception hook, and would keep it for its dialog.
            traceback.print_exc()
            return 1


def _take(options: argparse.Namespace, profile: Path, *, fresh: bool) -> int:
    from tests.screenshots.stage import Stage, make_shop
    from tests.screenshots.states import STATES

    taken = _take_beginning(options, profile.with_name("beginning")) if fresh else 0
    if fresh:
        make_shop(profile)
    stage = Stage(profile)
    stage.program.theme.set_scale(options.scale)
    wanted = [state for state in STATES if not options.names or state.name in options.names]
    for scheme, width, height in LOOKS:
        stage.look(scheme, width, height)
        for state in wanted:
            widget = state.prepare(stage)
            stage.picture(_file(options, state.name, scheme, width), widget)
            if state.leave is not None:
                state.leave(stage)
                stage.rest()
    stage.close()
    print(f"{taken + len(wanted) * len(LOOKS)} pictures in {options.folder}")
    return 0


def _take_beginning(options: argparse.Namespace, profile: Path) -> int:
    """The first minutes of another business; each step is taken in all looks."""
    from tests.screenshots.beginning import beginning
    from tests.screenshots.stage import Stage

    stage = Stage(profile, at_work=False)
    stage.program.theme.set_scale(options.scale)
    taken = 0
    for name, widget in beginning(stage):
        if options.names and name not in options.names:
            continue
        for scheme, width, height in LOOKS:
            stage.look(scheme, width, height)
            stage.picture(_file(options, name, scheme, width), widget)
            taken += 1
    stage.close()
    return taken


def _file(options: argparse.Namespace, name: str, scheme: str, width: int) -> Path:
    size = "" if options.scale == 1 else f"-{round(options.scale * 100)}"
    folder: Path = options.folder
    return folder / f"{name}-{width}{size}-{scheme}.png"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
