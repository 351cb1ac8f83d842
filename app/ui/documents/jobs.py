"""What the preview asks the workers for: the data of a document, its pages as pictures, its PDF, a file of it."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from app.config.files import atomic_write
from app.domain.errors import StorageError, StorageProblem
from app.reports.documents import DocumentKind, render, render_pages
from app.ui.documents.periods import Period
from app.ui.shared.formats import formats


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """A document of one subject. `read(period)` gives its data, on a worker; `subject` names the file."""

    kind: DocumentKind
    subject: str
    read: Callable[[Period], object]
    has_period: bool = True


def read_pages(source: DocumentSource, period: Period, ppi: float) -> tuple[object, list[QImage]]:
    """The data, and the pages made of it."""
    data = source.read(period)
    return data, draw_pages(source, data, ppi)


def draw_pages(source: DocumentSource, data: object, ppi: float) -> list[QImage]:
    """The pages as pictures of `ppi` dots an inch."""
    return [QImage.fromData(png) for png in render_pages(source.kind, data, ppi, formats())]


def page_files(source: DocumentSource, data: object, ppi: float) -> list[bytes]:
    """The pages as PNG, for a printer."""
    return render_pages(source.kind, data, ppi, formats())


def save_pdf(source: DocumentSource, data: object, path: Path) -> Path:
    """Write the PDF, wholly or not at all. Raises StorageError."""
    pdf = render(source.kind, data, formats())
    try:
        atomic_write(path, pdf)
    except OSError as error:
        kinds = {errno.ENOSPC: StorageProblem.FULL, errno.EDQUOT: StorageProblem.FULL}
        denied = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
        kind = StorageProblem.READ_ONLY if denied else kinds.get(error.errno or 0, StorageProblem.IO)
        raise StorageError(kind, str(path)) from error
    return path
