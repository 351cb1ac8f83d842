"""The program's window as a person at the keyboard has it: keys go in, and nothing is pressed before they have acted.

`press` and `type` return when the keys have come through the window system, what they asked for was read, written and
painted, and a window that they opened has the keyboard. What they return is what is seen then. `until` and `sees` wait
longer, for what comes by itself. No test needs a pause: see `tests.e2e.probe` for how the program is asked.
"""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from tests.support.display import Display

PATIENCE = 60.0
PRESS_AGAIN_SECONDS = 3.0
"""A mark that nobody had the keyboard for is lost."""
MARKS = (192, 193, 194, 195, 196)
"""Keycodes of keys that no keyboard here has: XF86Launch5 to 9."""


MOST_TABS = 60


@dataclass(frozen=True)
class Seen:
    """What a person sees. `focus` is what a screen reader calls the control with the keyboard, `value` its text.

    `worked` is how long the program has worked, in seconds of processor time: a busy machine does not count.
    """

    title: str
    focus: str
    kind: str
    value: str
    texts: list[str]
    worked: float
    waits: list[str]

    def __contains__(self, text: str) -> bool:
        """Whether a text is in sight, within whatever surrounds it."""
        return any(text in shown for shown in self.texts)


class Screen:
    """The program on the display. `window` is the id of its main window."""

    def __init__(self, display: Display, path: Path) -> None:
        self.display = display
        self.window = ""
        self._path = path
        self._marks = cycle(MARKS)

    def press(self, *keys: str) -> Seen:
        """Press keys one after the other, each when the one before has acted."""
        seen = self.rest() if not keys else None
        for key in keys:
            self.display.keys(key)
            seen = self.rest()
        assert seen is not None
        return seen

    def type(self, text: str) -> Seen:
        """Type a text, as fast as it goes."""
        self.display.type(text)
        return self.rest()

    def rest(self) -> Seen:
        """Wait until every key so far has acted and nothing is under way."""
        mark, end = next(self._marks), time.monotonic() + PATIENCE
        with self._asked(mark) as peer:
            while time.monotonic() < end:
                self.display.keys(str(mark))
                peer.settimeout(PRESS_AGAIN_SECONDS)
                line = _line(peer)
                if line:
                    return Seen(**json.loads(line))
        raise AssertionError(f"the program did not come to rest: {self.look()}")

    def look(self) -> Seen:
        """What is seen at this moment."""
        with self._asked(0) as peer:
            peer.settimeout(PATIENCE)
            return Seen(**json.loads(_line(peer)))

    def until(self, condition: Callable[[Seen], object]) -> Seen:
        """Wait until what is seen meets a condition."""
        end = time.monotonic() + PATIENCE
        seen = self.rest()
        while not condition(seen):
            assert time.monotonic() < end, f"it did not come; there is {seen}"
            seen = self.rest()
        return seen

    def sees(self, text: str) -> Seen:
        """Wait until a text is in sight."""
        return self.until(lambda seen: text in seen)

    def titled(self, title: str) -> Seen:
        """Wait until the window with this title (a regular expression) has the keyboard."""
        return self.until(lambda seen: re.search(title, seen.title))

    def focused(self, name: str) -> Seen:
        """Wait until the control that a screen reader calls so has the keyboard."""
        return self.until(lambda seen: seen.focus == name)

    def tab_to(self, name: str) -> Seen:
        """Press Tab until the control of this name has the keyboard."""
        seen = self.press("Tab")
        for _ in range(MOST_TABS):
            if seen.focus == name:
                return seen
            seen = self.press("Tab")
        raise AssertionError(f"Tab does not lead to {name!r}")

    def _asked(self, mark: int) -> socket.socket:
        """A question that was understood and not answered yet."""
        peer = socket.socket(socket.AF_UNIX)
        peer.settimeout(PATIENCE)
        try:
            peer.connect(str(self._path))
            peer.sendall(f"{mark}\n".encode())
            assert _line(peer) == '{"ready": true}', "the program does not answer"
        except BaseException:
            peer.close()
            raise
        return peer


def _line(peer: socket.socket) -> str:
    """One line and nothing of the next; nothing when the time is over first."""
    read = bytearray()
    try:
        while not read.endswith(b"\n"):
            there = peer.recv(65536, socket.MSG_PEEK)
            if not there:
                raise AssertionError("the program ended")
            read += peer.recv(there.find(b"\n") + 1 or len(there))
            peer.settimeout(PATIENCE)
    except TimeoutError:
        return ""
    return read.decode().strip()
