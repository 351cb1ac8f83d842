"""The typeface that ships with the program, so that it looks the same on every system and in every document."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFont, QFontDatabase

from app.config.paths import resources_folder
from app.ui.theme.stylesheet import points
from app.ui.theme.tokens import TypeSize

FAMILY = "Inter"
FALLBACK = "Noto Sans"
_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")
_OTHER_SCRIPTS = ("Inter-Bold.otf", "NotoSans-Regular.ttf", "NotoSansArabic-Regular.ttf", "NotoSansHebrew-Regular.ttf")


def load_fonts() -> bool:
    """Register the faces that every window has. False when none could be read; the system's font is then used."""
    return _load(_FILES)


def load_other_scripts() -> bool:
    """Register the faces of rarer texts, once the first picture is out: reading them takes as long as the rest."""
    return _load(_OTHER_SCRIPTS)


def _load(names: Sequence[str]) -> bool:
    folder = resources_folder() / "fonts"
    found = [str(folder / name) for name in names if (folder / name).exists()]
    return max((QFontDatabase.addApplicationFont(path) for path in found), default=-1) >= 0


def make_font(size: TypeSize, scale: float, dots_per_inch: float) -> QFont:
    """The font of one step of the type scale."""
    font = QFont()
    font.setFamilies([FAMILY, FALLBACK])
    font.setPointSizeF(points(size.px * scale, dots_per_inch))
    font.setWeight(QFont.Weight(size.weight))
    return font


def tabular(font: QFont) -> QFont:
    """A copy of `font` whose figures are all equally wide, so that columns of numbers line up."""
    copy = QFont(font)
    copy.setFeature(QFont.Tag("tnum"), 1)
    return copy
