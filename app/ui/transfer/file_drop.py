"""A place to drop files on, which opens the system's dialog when it is pressed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import Pane
from app.ui.shared.labels import Role, label

TYPES = "Tables and cards (*.csv *.tsv *.tab *.txt *.xlsx *.xlsm *.xls *.xlsb *.ods *.vcf *.vcard)"


def dropped_files(event: QDragEnterEvent | QDropEvent) -> list[Path]:
    """The files of this computer that a drag carries."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


class FileDrop(Pane):
    """`chosen(paths)` when files were dropped or picked."""

    chosen = Signal(list)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("drop", parent)
        self.setAcceptDrops(True)
        self.setAccessibleName("Drop files here")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 22)
        column.setSpacing(6)
        title = label("Drop a file here", Role.SECTION, self)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        words = "CSV, Excel, OpenDocument or vCard. Orders may come as two files: the orders, and their lines."
        text = label(words, Role.MUTED, self, wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(text)
        self.button = Button("Choose files …", Kind.PRIMARY, self, icon="upload-simple", on_click=self.ask)
        column.addSpacing(4)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)

    @Slot()
    def ask(self) -> None:
        """Open the system's dialog."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, "Import", folder, TYPES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_files_selected)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped."""
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them."""
        if paths := dropped_files(event):
            event.acceptProposedAction()
            self.chosen.emit(paths)

    @Slot(list)
    def _on_files_selected(self, names: list[str]) -> None:
        if names:
            self.chosen.emit([Path(name) for name in names])
