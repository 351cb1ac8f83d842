"""Exports a list to a file: chosen by the system's dialog, written on a worker, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.domain.errors import AppError, StorageError, StorageProblem
from app.services.transfer.personal import PERSONAL, export_operation
from app.ui.app_context import AppContext
from app.ui.shared.access import Access
from app.ui.shared.buttons import Button
from app.ui.shared.errors import show_error
from app.ui.shared.list_table import ListTable
from app.ui.shared.shown_list import ShownTable
from app.ui.shared.toasts import ToastHost

if TYPE_CHECKING:
    from app.services.operations import Operations
    from app.services.transfer.exports import Exported, ShownList

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
        self._wanted: str | ShownList = ""

    def ask(self, wanted: str | ShownList, ending: str) -> None:
        """Open the system's dialog for a list (the name of a whole one, or one as it is shown) and a type of file."""
        self._wanted = wanted
        name = wanted if isinstance(wanted, str) else wanted.name
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(folder) / f"{name.replace('_', '-')}.{ending}")
        dialog = QFileDialog(self._owner, "Export", proposed, f"*.{ending}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    def export_to(self, wanted: str | ShownList, path: Path) -> None:
        """Write a list on a worker."""
        self._ctx.runner.read(
            self, _export, self._ctx.ops, wanted, path, on_result=self._on_exported, on_error=self._on_failed
        )

    @Slot(str)
    def _on_file_chosen(self, name: str) -> None:
        self.export_to(self._wanted, Path(name))

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
    """The menu of a button: the list as its table shows it, then each whole list, as each type of file.

    `personal` says that the table names people outside the business; `name` is proposed for its file.
    """

    def __init__(
        self,
        ctx: AppContext,
        button: Button,
        owner: QWidget,
        kinds: Kinds = (),
        *,
        table: ListTable | None = None,
        name: str = "list",
        personal: bool = False,
    ) -> None:
        super().__init__(ctx, owner)
        self._table, self._name, self._personal = table, name, personal
        self._button = button
        menu = QMenu(button)
        if table is not None:
            self._add(menu, "", "This list")
        for kind, what in kinds:
            self._add(menu, kind, what)
        menu.triggered.connect(self._on_chosen)
        button.set_menu(menu)
        self.menu = menu

    def shown(self) -> ShownList | None:
        """The list as its table shows it now."""
        if self._table is None:
            return None
        return ShownTable(self._table).as_list(self._name, personal=self._personal)

    def set_access(self, access: Access) -> None:
        """Who looks: what the role may not take out of the house is disabled, with the reason."""
        reasons = []
        for action in self.menu.actions():
            if not action.isSeparator():
                kind = action.data()[0]
                personal = kind in PERSONAL if kind else self._personal
                reasons.append(access.reason(export_operation(personal=personal)))
                action.setEnabled(not reasons[-1])
                action.setStatusTip(reasons[-1])
        self._button.refuse(reasons[0] if all(reasons) else "")

    def set_table(self, table: ListTable, name: str) -> None:
        """Another table shows; `name` is proposed for its file."""
        self._table, self._name = table, name

    @staticmethod
    def _add(menu: QMenu, kind: str, what: str) -> None:
        for ending, words in FORMATS:
            action = QAction(f"{what} as {words} …", menu)
            action.setData((kind, ending))
            menu.addAction(action)
        menu.addSeparator()

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        kind, ending = action.data()
        wanted = kind or self.shown()
        if wanted:
            self.ask(wanted, ending)


def _export(ops: Operations, wanted: str | ShownList, path: Path) -> Exported:
    """On a worker."""
    from app.services.transfer import exports

    if isinstance(wanted, str):
        return exports.export_list(ops, wanted, path)
    return exports.export_shown(ops, wanted, path)
