"""The window's own options are read without the frame of the commands, and mean what the frame would have read."""

from pathlib import Path

import pytest

from app.__main__ import window_options
from app.cli import frame


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--profile", "shop"],
        ["--profile=shop"],
        ["--user", "Maya Lind"],
        ["--profile", "a=b", "--user=Maya"],
        ["--profile", "one", "--profile", "two"],
    ],
)
def test_plain_words_mean_the_same_as_to_the_frame(words: list[str]) -> None:
    options = window_options(words)
    invocation = frame.read_arguments(words)

    assert options is not None
    assert invocation.command is None
    profile = options.get("profile")
    assert (None if profile is None else Path(profile)) == invocation.profile
    assert options.get("user") == invocation.user


@pytest.mark.parametrize(
    "words",
    [
        ["info"],
        ["--profile", "shop", "info"],
        ["--help"],
        ["--profile"],
        ["--profile", "--user", "Maya"],
        ["--profile="],
        ["--profile", ""],
        ["--prof", "shop"],
        ["--", "info"],
    ],
)
def test_anything_else_is_the_frames(words: list[str]) -> None:
    assert window_options(words) is None
