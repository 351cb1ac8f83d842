"""The keys of every chart, as F1 lists them."""

from __future__ import annotations

from app.ui.shared.keys import KeyHelp

IN_A_CHART = KeyHelp(
    "In a chart",
    (
        ("Left", "The value before"),
        ("Right", "The value after"),
        ("Home", "The first value"),
        ("End", "The last value"),
        ("Esc", "Let go of the value"),
    ),
)
