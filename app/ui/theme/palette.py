"""The palette that Fusion paints with where the style sheet says nothing."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from app.ui.theme.tokens import Tokens


def make_palette(tokens: Tokens) -> QPalette:
    """Qt's colour roles from the tokens."""
    c = tokens.colours
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in (
        (role.Window, c.window),
        (role.WindowText, c.text),
        (role.Base, c.surface),
        (role.AlternateBase, c.sunken),
        (role.Text, c.text),
        (role.Button, c.surface),
        (role.ButtonText, c.text),
        (role.BrightText, c.bad),
        (role.ToolTipBase, c.toast),
        (role.ToolTipText, c.on_toast),
        (role.PlaceholderText, c.muted),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.Accent, c.accent),
        (role.Link, c.accent_text),
        (role.LinkVisited, c.accent_text),
        (role.Light, c.surface),
        (role.Midlight, c.line_soft),
        (role.Mid, c.line),
        (role.Dark, c.line_strong),
        (role.Shadow, c.shade),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(c.faint))
    return palette
