"""Where an error is shown: at the place that asked, never in a dialog that hides it."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.domain.errors import AppError, ValidationError
from app.ui.shared.tasks import report_bug
from app.ui.shared.toasts import ToastHost


@runtime_checkable
class ErrorPlace(Protocol):
    """A form, a side sheet or a screen that shows errors of operations started inside it."""

    def show_app_error(self, error: AppError) -> bool:
        """Show the error at its field or in a banner. False when this is not the place for it."""
        ...


def sentence(error: AppError) -> str:
    """What happened, in words."""
    from app.wording.errors import error_sentence

    return error_sentence(error)


def field_sentence(error: ValidationError) -> str:
    """Why a value was refused, as it stands below its field."""
    from app.wording.errors import problem_sentence

    return problem_sentence(error)


def show_error(owner: QObject, error: Exception) -> None:
    """Show an `AppError` at the nearest place around `owner`, else as a toast; anything else is a bug."""
    if not isinstance(error, AppError):
        report_bug(error)
        return
    place: QObject | None = owner if shiboken6.isValid(owner) else None
    while place is not None:
        if isinstance(place, ErrorPlace) and place.show_app_error(error):
            return
        place = place.parent()
    if shiboken6.isValid(owner) and isinstance(owner, QWidget):
        host = ToastHost.of(owner)
        if host is not None:
            host.show_error(sentence(error))
            return
    report_bug(error)
