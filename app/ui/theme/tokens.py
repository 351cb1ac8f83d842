"""The colours, sizes and spacings of the whole window: the only place where a colour is written down.

Named tuples and no data classes: making eight of those would take a noticeable part of the time to the first picture.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Colours(NamedTuple):
    """One theme's colours as `#RRGGBB`.

    `faint` is for decoration only, never for text that must be read. `neutral` is the text on `neutral_soft`.
    `selection` is behind a selected row, `selection_muted` the quiet text on it; `bar` is the top and status bar.
    """

    window: str
    surface: str
    sunken: str
    hover: str
    line: str
    line_soft: str
    line_strong: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_soft: str
    accent_text: str
    on_accent: str
    selection: str
    selection_muted: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    info: str
    info_soft: str
    neutral: str
    neutral_soft: str
    bad_hover: str
    on_bad: str
    toast: str
    on_toast: str
    toast_action: str
    scroll: str
    shade: str
    series: tuple[str, ...]
    grid: str


LIGHT = Colours(
    window="#F5F4F1",
    surface="#FFFFFF",
    sunken="#FAF9F7",
    hover="#F5F4F1",
    line="#E3E0D9",
    line_soft="#EFEDE8",
    line_strong="#C9C5BC",
    text="#1E2329",
    muted="#6A6F76",
    faint="#9A9EA4",
    accent="#0B6E64",
    accent_hover="#095F56",
    accent_pressed="#075048",
    accent_soft="#E1F0ED",
    accent_text="#0B6E64",
    on_accent="#FFFFFF",
    selection="#E6F0EE",
    selection_muted="#565B62",
    good="#1B7A3D",
    good_soft="#E3F3E7",
    warn="#A85A08",
    warn_soft="#FCF0DE",
    bad="#B3261E",
    bad_soft="#FCE6E4",
    info="#2F5FB3",
    info_soft="#E5ECF9",
    neutral="#5C6168",
    neutral_soft="#EDECE8",
    bad_hover="#981F18",
    on_bad="#FFFFFF",
    toast="#23282E",
    on_toast="#F4F4F2",
    toast_action="#7FD6CA",
    scroll="#CFCBC3",
    shade="#1E2329",
    series=("#0B6E64", "#D98A1B", "#4C6FBF", "#B5485D", "#7A8B3A", "#8A6BB1"),
    grid="#EFEDE8",
)

DARK = Colours(
    window="#17191C",
    surface="#212428",
    sunken="#1C1F22",
    hover="#2A2E33",
    line="#33373C",
    line_soft="#2A2E32",
    line_strong="#4A4F55",
    text="#E8E9EA",
    muted="#A2A7AD",
    faint="#767B82",
    accent="#3FB8A8",
    accent_hover="#55C5B6",
    accent_pressed="#35A395",
    accent_soft="#17332F",
    accent_text="#3FB8A8",
    on_accent="#06211D",
    selection="#1E3531",
    selection_muted="#B4BABF",
    good="#6CC48A",
    good_soft="#1B3324",
    warn="#E5A04B",
    warn_soft="#3A2A14",
    bad="#F0837B",
    bad_soft="#3F1F1D",
    info="#86A9EC",
    info_soft="#1F2B45",
    neutral="#B0B5BA",
    neutral_soft="#2E3237",
    bad_hover="#F59A93",
    on_bad="#2B0A08",
    toast="#E8E9EA",
    on_toast="#1E2329",
    toast_action="#0B6E64",
    scroll="#484D53",
    shade="#000000",
    series=("#3FB8A8", "#E0A044", "#86A9EC", "#E0818F", "#A9BC62", "#B79CDB"),
    grid="#2A2E32",
)


class Scheme(StrEnum):
    """Which theme a person wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Space(NamedTuple):
    """Gaps in pixels; they do not grow with the text."""

    xs: int = 4
    s: int = 8
    m: int = 12
    l: int = 16  # noqa: E741  the size between m and xl
    xl: int = 24


class Radius(NamedTuple):
    """Rounding of corners in pixels."""

    control: int = 6
    card: int = 8


class Sizes(NamedTuple):
    """Heights in pixels at 100 %; `Theme.px` makes them grow with the text."""

    row: int = 34
    header: int = 30
    control: int = 30
    chip: int = 26
    icon: int = 16
    top_bar: int = 48
    status_bar: int = 26


class TypeSize(NamedTuple):
    """One step of the type scale: pixels at 100 % and the weight (400 to 700)."""

    px: float
    weight: int


class TypeScale(NamedTuple):
    """The type scale."""

    body: TypeSize = TypeSize(13, 400)
    strong: TypeSize = TypeSize(13, 600)
    control: TypeSize = TypeSize(13, 500)
    label: TypeSize = TypeSize(11.5, 400)
    badge: TypeSize = TypeSize(11.5, 600)
    section: TypeSize = TypeSize(14, 600)
    title: TypeSize = TypeSize(20, 600)
    figure: TypeSize = TypeSize(24, 600)


class Tokens(NamedTuple):
    """Everything that the look derives from. `scale` is the text size, 1.0 to 2.0."""

    dark: bool
    colours: Colours
    scale: float = 1.0
    space: Space = Space()
    radius: Radius = Radius()
    sizes: Sizes = Sizes()
    type: TypeScale = TypeScale()

    def px(self, size: float) -> int:
        """A height or width that grows with the text."""
        return round(size * self.scale)

    def tone(self, tone: str) -> tuple[str, str]:
        """The text and the soft background of a tone: good, warn, bad, info, neutral or accent."""
        if tone == "accent":
            return self.colours.accent_text, self.colours.accent_soft
        return getattr(self.colours, tone), getattr(self.colours, f"{tone}_soft")


def tokens_for(*, dark: bool, scale: float = 1.0) -> Tokens:
    """The tokens of a theme; the scale is kept between 0.8 and 2."""
    return Tokens(dark, DARK if dark else LIGHT, min(max(scale, 0.8), 2.0))


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 to 1 (WCAG 2.2)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)
