"""A phone number or an e-mail address that opens the person's own program, as a plain safe link."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from app.domain.vocabulary import ContactPointKind
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.labels import set_tooltip
from app.ui.shared.toasts import ToastHost
from app.ui.shared.urls import mail_url, phone_url, safe_url

_PHONES = (ContactPointKind.PHONE, ContactPointKind.MOBILE)


def url_of(kind: ContactPointKind, value: str) -> QUrl | None:
    """The address behind a way to reach somebody; None when it is not one that we open."""
    if kind in _PHONES:
        return phone_url(value)
    if kind is ContactPointKind.EMAIL:
        return mail_url(value)
    return safe_url(value if "://" in value else f"https://{value}") if kind is ContactPointKind.WEBSITE else None


class ReachLink(Button):
    """Opens `tel:`, `mailto:` or the web page; where nothing opens it, the text goes to the clipboard."""

    def __init__(self, kind: ContactPointKind, value: str, parent: QWidget | None = None) -> None:
        super().__init__(value, Kind.LINK, parent)
        self.setProperty("compact", True)
        self._value = value
        self.url = url_of(kind, value)
        words = "Call" if kind in _PHONES else "Write to" if kind is ContactPointKind.EMAIL else "Open"
        self.setAccessibleName(f"{words} {value}")
        set_tooltip(self, f"{words} {value}" if self.url is not None else "This cannot be opened; a click copies it")
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        if self.url is not None and QDesktopServices.openUrl(self.url):
            return
        QGuiApplication.clipboard().setText(self._value)
        host = ToastHost.of(self)
        if host is not None:
            host.show_toast(f"{self._value} copied")
