"""The tones of coloured marks. By themselves: the window's bars have marks, and need nothing else of the tables."""

from enum import StrEnum


class Tone(StrEnum):
    """What a coloured mark means; a word always says it too."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    NEUTRAL = "neutral"
    ACCENT = "accent"
