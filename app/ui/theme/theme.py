"""The theme of the running application: follows the system or the person's choice, and grows with the text size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.ui.theme import fonts
from app.ui.theme.icons import make_icon
from app.ui.theme.palette import make_palette
from app.ui.theme.stylesheet import make_stylesheet
from app.ui.theme.tokens import Scheme, TypeSize, tokens_for

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from app.ui.theme.restyle import Restyling

# Painting asks for the theme of the running application many times a second: no walk through the object tree.
_running: list[Theme | None] = [None]


class Theme(QObject):
    """One per application.

    A new look is applied over some turns of the event loop; `changed` then, for what paints itself.
    """

    changed = Signal()

    def __init__(self, app: QApplication, scheme: Scheme = Scheme.SYSTEM, scale: float = 1.0) -> None:
        super().__init__(app)
        self._app = app
        self._scheme = Scheme(scheme)
        self._fonts: dict[tuple[str, bool], QFont] = {}
        self._icons: dict[tuple[str, str, int], QIcon] = {}
        self._colours: dict[str, QColor] = {}
        self._applied = False
        self._restyling: Restyling | None = None
        self.tokens = tokens_for(dark=self._wants_dark(), scale=scale)
        _running[0] = self
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)

    @property
    def scheme(self) -> Scheme:
        """What the person chose."""
        return self._scheme

    @property
    def dark(self) -> bool:
        """Whether the dark theme shows."""
        return self.tokens.dark

    @property
    def scale(self) -> float:
        """The text size, 1.0 is 100 %."""
        return self.tokens.scale

    def install(self) -> None:
        """Give the application its style, fonts, palette and style sheet at once. Before the first widget."""
        if not self._applied:
            # Setting the style it already has polishes everything again.
            if self._app.style().name().casefold() != "fusion":
                self._app.setStyle("Fusion")
            fonts.load_fonts()
            self._applied = True
        self._apply()
        self.finish()

    def complete(self) -> None:
        """Load what the first picture does not need."""
        fonts.load_other_scripts()

    def set_scheme(self, scheme: Scheme) -> None:
        """Light, dark, or as the system."""
        self._scheme = Scheme(scheme)
        self._renew(self.tokens.scale)

    def set_scale(self, scale: float) -> None:
        """The text size, 1.0 to 2.0; every height and font follows."""
        self._renew(scale)

    @property
    def under_way(self) -> bool:
        """Whether some widgets do not have the look yet."""
        return self._restyling is not None and self._restyling.under_way

    def finish(self) -> None:
        """Have the look everywhere now, for who cannot wait."""
        if self._restyling is not None:
            self._restyling.finish()

    def px(self, size: float) -> int:
        """A height or width that grows with the text."""
        return self.tokens.px(size)

    def colour(self, name: str) -> QColor:
        """A colour of the tokens by its name."""
        found = self._colours.get(name)
        if found is None:
            found = self._colours[name] = QColor(getattr(self.tokens.colours, name))
        return found

    def tone(self, tone: str) -> tuple[QColor, QColor]:
        """The text and the soft background of good, warn, bad, info, neutral or accent."""
        text, soft = self.tokens.tone(tone)
        return QColor(text), QColor(soft)

    def font(self, role: str = "body", *, tabular: bool = False) -> QFont:
        """The font of a step of the type scale: body, strong, control, label, badge, section, title, figure."""
        found = self._fonts.get((role, tabular))
        if found is None:
            size: TypeSize = getattr(self.tokens.type, role)
            found = fonts.make_font(size, self.tokens.scale, self._resolution())
            found = fonts.tabular(found) if tabular else found
            self._fonts[role, tabular] = found
        return found

    def icon(self, name: str, colour: str = "muted", size: int | None = None) -> QIcon:
        """An icon in a colour of the tokens, 16 pixels at 100 %."""
        side = self.px(size or self.tokens.sizes.icon)
        found = self._icons.get((name, colour, side))
        if found is None:
            found = make_icon(name, self.colour(colour), self.colour("faint"), side)
            self._icons[name, colour, side] = found
        return found

    def _wants_dark(self) -> bool:
        if self._scheme is Scheme.SYSTEM:
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._scheme is Scheme.DARK

    def _renew(self, scale: float) -> None:
        tokens = tokens_for(dark=self._wants_dark(), scale=scale)
        if tokens != self.tokens:
            self.tokens = tokens
            if self._applied:
                self._apply()

    def _apply(self) -> None:
        self._fonts.clear()
        self._icons.clear()
        self._colours.clear()
        self._app.setPalette(make_palette(self.tokens))
        self._app.setFont(self.font())
        sheet = make_stylesheet(self.tokens, self._resolution())
        if not self._app.styleSheet():
            self._app.setStyleSheet(sheet)
            return
        if self._restyling is None:
            # A start has nothing to style anew.
            from app.ui.theme.restyle import Restyling

            self._restyling = Restyling(self._app, self)
            self._restyling.styled.connect(self.changed)
        self._restyling.start(sheet)

    def _resolution(self) -> float:
        screen = QGuiApplication.primaryScreen()
        return screen.logicalDotsPerInch() if screen is not None else 96.0

    @Slot(Qt.ColorScheme)
    def _on_system_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._renew(self.tokens.scale)


_PROPERTY = "themeIcon"


def current_theme() -> Theme:
    """The application's theme; made light and not installed when nobody made one (in small tests)."""
    found = _running[0]
    if found is not None and shiboken6.isValid(found):
        return found
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("no application, so no theme")
    return Theme(app, Scheme.LIGHT)


def set_icon(button: QAbstractButton, name: str, colour: str = "muted") -> None:
    """Give a button an icon that follows the theme."""
    button.setProperty(_PROPERTY, [name, colour])
    refresh_icon(button)


def refresh_icon(widget: QWidget) -> None:
    """Draw the icon of a button anew, when it has one of ours."""
    spec = widget.property(_PROPERTY)
    if spec and isinstance(widget, QAbstractButton):
        theme = current_theme()
        side = theme.px(theme.tokens.sizes.icon)
        widget.setIcon(theme.icon(spec[0], spec[1]))
        widget.setIconSize(QSize(side, side))
