"""Small marks: badges that say a state, key caps that teach a shortcut, avatars of people."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.shared.tones import Tone


class _Mark(QLabel):
    def __init__(self, text: str, kind: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setText(text)


class Badge(_Mark):
    """A word on a soft pill. The word carries the meaning, the tone only helps."""

    def __init__(self, text: str = "", tone: Tone | str = Tone.NEUTRAL, parent: QWidget | None = None) -> None:
        super().__init__(text, "badge", parent)
        self.setProperty("tone", str(tone))
        self.setVisible(bool(text))

    def set_badge(self, text: str, tone: Tone | str) -> None:
        """Show another state; an empty text hides the badge."""
        self.setText(text)
        self.setVisible(bool(text))
        if self.property("tone") != str(tone):
            self.setProperty("tone", str(tone))
            self.style().unpolish(self)
            self.style().polish(self)


class KeyCap(_Mark):
    """The keys of a shortcut in the system's spelling, like `Ctrl K`."""

    def __init__(self, keys: str, parent: QWidget | None = None, *, on_accent: bool = False) -> None:
        super().__init__(key_text(keys), "keycap", parent)
        if on_accent:
            self.setProperty("tone", "accent")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class Avatar(_Mark):
    """The initials of a person in a circle; the whole name is its accessible name."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", "avatar", parent)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Stand for somebody else."""
        self.setText(initials(name))
        self.setAccessibleName(name)


def initials(name: str) -> str:
    """One or two letters for a name."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def key_text(keys: str) -> str:
    """`Ctrl+Return` as people write it: `Ctrl ⏎`; on a Mac with its own signs."""
    native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return native.replace("Return", "⏎").replace("+", " ")
