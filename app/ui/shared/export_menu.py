"""Exports a list to a file: chosen by the system's dialog, written on a worker, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.domain.errors import AppError, StorageError, StorageProblem
from app.ui.app_context import AppContext
from app.ui.shared.buttons import Button
from app.ui.shared.errors import show_error
from app.ui.shared.toasts import ToastHost

if TYPE_CHECKING:
    from app.services.operations import Operations
    from app.services.transfer.exports import Exported

FORMATS: Final = (("csv", "CSV file"), ("xlsx", "Excel file"))
Kinds = Sequence[tuple[str, str]]
"""Lists that can be exported, by the import's names for them, with their words."""


class ListExport(QObject):
    """Asks for a file and writes a list there. `exported(Exported)` when it was written."""

    exported = Signal(object)

    def __init__(self, ctx: AppContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._ctx = ctx
        self._owner = owner
        self._kind = ""

    def ask(self, kind: str, ending: str) -> None:
        """Open the system's dialog for a list and a type of file."""
        self._kind = kind
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(folder) / f"{kind.replace('_', '-')}.{ending}")
        dialog = QFileDialog(self._owner, "Export", proposed, f"*.{ending}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    def export_to(self, kind: str, path: Path) -> None:
        """Write a list on a worker."""
        self._ctx.runner.read(
            self, _export, self._ctx.ops, kind, path, on_result=self._on_exported, on_error=self._on_failed
        )

    @Slot(str)
    def _on_file_chosen(self, name: str) -> None:
        self.export_to(self._kind, Path(name))

    def _on_exported(self, done: Exported) -> None:
        host = ToastHost.of(self._owner)
        if host is not None:
            host.show_toast(f"Exported to {done.path}")
        self.exported.emit(done)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, OSError):
            error = StorageError(StorageProblem.IO, str(error.filename or ""))
        if isinstance(error, AppError):
            show_error(self._owner, error)
        else:
            raise error


class ExportMenu(ListExport):
    """The menu of a button: each list, as each type of file."""

    def __init__(self, ctx: AppContext, button: Button, owner: QWidget, kinds: Kinds) -> None:
        super().__init__(ctx, owner)
        menu = QMenu(button)
        for kind, what in kinds:
            for ending, words in FORMATS:
                action = QAction(f"{what} as {words} …", menu)
                action.setData((kind, ending))
                menu.addAction(action)
            menu.addSeparator()
        menu.triggered.connect(self._on_chosen)
        button.set_menu(menu)
        self.menu = menu

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        self.ask(*action.data())


def _export(ops: Operations, kind: str, path: Path) -> Exported:
    """On a worker."""
    from app.services.transfer.exports import export_list

    return export_list(ops, kind, path)
