"""How the window looks: the only place with colours, fonts, style sheets and icons."""

from app.ui.theme.fonts import tabular
from app.ui.theme.icons import draw_icon
from app.ui.theme.theme import Theme, current_theme, set_icon
from app.ui.theme.tokens import Colours, Scheme, Tokens

__all__ = ["Colours", "Scheme", "Theme", "Tokens", "current_theme", "draw_icon", "set_icon", "tabular"]
