"""Prints the pictures of a document's pages. To a printer only: files are written by `atomic_write`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from app.domain.errors import StorageError, StorageProblem

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

PRINT_PPI = 200.0


def make_print_dialog(parent: QWidget, title: str) -> QPrintDialog:
    """The system's dialog, not yet open; without "print to a file", which would leave half a file on a full disk."""
    from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintToFile, False)
    return dialog


def print_pages(printer: QPrinter, pages: list[bytes]) -> int:
    """Print PNG pictures, each on a page of its own; answers how many. Runs on a worker thread."""
    painter = QPainter()
    if not painter.begin(printer):
        raise StorageError(StorageProblem.IO, printer.printerName())
    try:
        for number, png in enumerate(pages):
            if number and not printer.newPage():
                raise StorageError(StorageProblem.IO, printer.printerName())
            image = QImage.fromData(png)
            room = QRectF(painter.viewport())
            scale = min(room.width() / image.width(), room.height() / image.height())
            size = image.width() * scale, image.height() * scale
            painter.drawImage(QRectF((room.width() - size[0]) / 2, 0, *size), image)
    finally:
        painter.end()
    return len(pages)
