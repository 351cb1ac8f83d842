"""A virtual display with a window manager, so that the real program runs in a real window in a test."""

import contextlib
import os
import select
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.support.environment import need_tools

WIDTH, HEIGHT = 1600, 1000
START_SECONDS = 90.0


@dataclass(frozen=True)
class Display:
    """A running display. ``environment`` is what a program needs in order to open its window there."""

    name: str

    @property
    def environment(self) -> dict[str, str]:
        """The variables of this process, with the display in the place of the offscreen platform."""
        kept = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
        return kept | {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}

    def keys(self, *names: str) -> None:
        """Press keys ("Return", "ctrl+l") in the window that has the focus."""
        self.xdotool("key", *names)

    def type(self, text: str) -> None:
        """Type a text into the window that has the focus."""
        self.xdotool("type", text)

    def activate(self, window: str) -> None:
        """Give a window the focus and wait until it has it."""
        self.xdotool("windowactivate", "--sync", window)

    def xdotool(self, *arguments: str) -> str:
        """Run xdotool and return what it prints. Keys for one `--window` are synthetic: avoid that."""
        command = ["xdotool", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip() or 'found nothing'}")
        return done.stdout.strip()

    def window(self, title: str, seconds: float = START_SECONDS) -> str:
        """Wait until a window with this title (a regular expression) is visible; returns its id."""
        command = ["timeout", str(seconds), "xdotool", "search", "--sync", "--onlyvisible", "--name", title]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        if done.returncode or not done.stdout.strip():
            raise RuntimeError(f"no window called {title!r} within {seconds:g} s")
        return done.stdout.split()[-1]


@contextlib.contextmanager
def virtual_display() -> Iterator[Display]:
    """Start Xvfb on a free number with openbox on it, and end both afterwards."""
    need_tools("Xvfb", "openbox", "xdotool", "xprop")
    with contextlib.ExitStack() as stack:
        display = Display(_start_server(stack))
        manager = subprocess.Popen(
            ["openbox", "--sm-disable"],
            env=display.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(_end, manager)
        _wait_for_manager(display)
        yield display


def _start_server(stack: contextlib.ExitStack) -> str:
    """Start Xvfb and return the name of the display, which the server chooses itself."""
    reader, writer = os.pipe()
    stack.callback(os.close, reader)
    screen = f"{WIDTH}x{HEIGHT}x24"
    options = ["-displayfd", str(writer), "-screen", "0", screen, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(
        ["Xvfb", *options], pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(writer)
    stack.callback(_end, server)
    ready, _, _ = select.select([reader], [], [], START_SECONDS)
    number = os.read(reader, 16).decode().strip() if ready else ""
    if not number:
        raise RuntimeError("Xvfb did not start")
    return f":{number}"


def _wait_for_manager(display: Display) -> None:
    """Return once the window manager answers; before that windows get no focus."""
    end = time.monotonic() + START_SECONDS
    question = ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"]
    while time.monotonic() < end:
        done = subprocess.run(question, env=display.environment, capture_output=True, text=True)
        if "window id" in done.stdout:
            return
    raise RuntimeError("openbox did not start")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
