"""One family of icons, Phosphor, drawn from a small font in the colours of the theme.

Only the glyphs that the program uses are shipped (32 kB against 1.4 MB), the font is registered when the first icon is
drawn, and nothing is imported for it.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter

from app.config.paths import resources_folder

if TYPE_CHECKING:
    # Qt's binding makes a class when it is first named: the first picture has carets and no icons.
    from PySide6.QtGui import QIcon, QPixmap


@cache
def _glyphs() -> dict[str, str]:
    text = (resources_folder() / "icons" / "phosphor.json").read_text(encoding="utf-8")
    return {name: chr(int(code, 16)) for name, code in json.loads(text).items()}


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(resources_folder() / "icons" / "phosphor-subset.ttf"))
    families = QFontDatabase.applicationFontFamilies(number)
    return families[0] if families else ""


def icon_names() -> list[str]:
    """Every icon that ships."""
    return sorted(_glyphs())


def draw_icon(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """Draw an icon into a square. An unknown name draws nothing."""
    font = QFont(_family())
    font.setPixelSize(max(1, round(rect.height())))
    painter.save()
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _glyphs().get(name, ""))
    painter.restore()


def icon_pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon as a picture of `size` logical pixels."""
    from PySide6.QtGui import QPixmap

    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    draw_icon(painter, name, QRectF(0, 0, size, size), colour)
    painter.end()
    return pixmap


def make_icon(name: str, colour: QColor, disabled: QColor, size: int) -> QIcon:
    """An icon in two colours, sharp on plain and on dense screens."""
    from PySide6.QtGui import QIcon

    icon = QIcon()
    for ratio in (1.0, 2.0):
        icon.addPixmap(icon_pixmap(name, colour, size, ratio), QIcon.Mode.Normal)
        icon.addPixmap(icon_pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return icon
