"""The colours can be read in both themes, and are those of the design."""

from __future__ import annotations

import pytest

from app.ui.theme.tokens import DARK, LIGHT, Colours, contrast, tokens_for

READABLE = 4.5
PAIRS = {
    "text": ("window", "surface", "sunken", "hover", "selection", "accent_soft", "neutral_soft"),
    "muted": ("window", "surface", "sunken", "hover"),
    "selection_muted": ("selection", "accent_soft"),
    "neutral": ("neutral_soft", "surface", "selection"),
    "accent_text": ("accent_soft", "window", "surface", "sunken", "selection"),
    "on_accent": ("accent", "accent_hover", "accent_pressed"),
    "on_bad": ("bad", "bad_hover"),
    "good": ("good_soft", "surface", "window", "sunken"),
    "warn": ("warn_soft", "surface", "window", "sunken"),
    "bad": ("bad_soft", "surface", "window", "sunken"),
    "info": ("info_soft", "surface", "window", "sunken"),
    "on_toast": ("toast",),
    "toast_action": ("toast",),
}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), [(ink, ground) for ink, all_ in PAIRS.items() for ground in all_])
def test_text_can_be_read(colours: Colours, ink: str, ground: str) -> None:
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= READABLE


def test_focus_ring_stands_out() -> None:
    for colours in (LIGHT, DARK):
        for ground in ("window", "surface", "sunken"):
            assert contrast(colours.accent, getattr(colours, ground)) >= 3


def test_colours_are_the_designs() -> None:
    assert (LIGHT.window, LIGHT.surface, LIGHT.accent, LIGHT.text) == ("#F5F4F1", "#FFFFFF", "#0B6E64", "#1E2329")
    assert (DARK.window, DARK.surface, DARK.accent, DARK.text) == ("#17191C", "#212428", "#3FB8A8", "#E8E9EA")
    assert (LIGHT.muted, DARK.muted, LIGHT.line, DARK.line) == ("#6A6F76", "#A2A7AD", "#E3E0D9", "#33373C")


def test_sizes_grow_with_the_text() -> None:
    assert tokens_for(dark=False).px(34) == 34
    assert tokens_for(dark=False, scale=2).px(34) == 68
    assert tokens_for(dark=False, scale=9).scale == 2


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
