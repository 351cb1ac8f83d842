"""The letterhead in the preferences: its picture while it is typed, and the field for the logo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QWidget

from app.domain.errors import AppError
from app.ui.app_context import AppContext
from app.ui.shared.buttons import Button
from app.ui.shared.errors import show_error
from app.ui.shared.formats import formats
from app.ui.theme import current_theme

if TYPE_CHECKING:
    from app.services.business.read_models import Business, Logo

ENDINGS = (".png", ".jpg", ".jpeg", ".svg")
DRAW_AFTER_MS = 200
_PPI = 110.0


@dataclass(frozen=True, slots=True)
class ChosenLogo:
    """The logo that a form holds. `digest` is the stored one's; a new one has none yet."""

    logo: Logo | None = None
    digest: str | None = None

    @property
    def new_content(self) -> bytes | None:
        """What is to be stored; None when nothing new was chosen."""
        return self.logo.content if self.logo is not None and self.digest is None else None


class Paper(QWidget):
    """A picture of paper, as wide as there is room, white in every theme."""

    def __init__(self, parent: QWidget, *, name: str, height: int = 0) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._image = QImage()
        self._fixed = height
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(not height)
        self.setSizePolicy(policy)

    @property
    def image(self) -> QImage:
        """What shows; null when nothing does."""
        return self._image

    def show_image(self, image: QImage) -> None:
        """Show a picture."""
        self._image = image
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """In the picture's own proportion."""
        if self._image.isNull():
            return width // 2
        return width * self._image.height() // max(self._image.width(), 1)

    def sizeHint(self) -> QSize:
        """As wide as a column."""
        theme = current_theme()
        return QSize(theme.px(190), theme.px(self._fixed)) if self._fixed else QSize(theme.px(560), theme.px(280))

    def minimumSizeHint(self) -> QSize:
        """It may be small."""
        return QSize(120, current_theme().px(self._fixed or 80))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, which brings its own white, in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), current_theme().colour("sunken"))
        if not self._image.isNull():
            size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(self.rect().topLeft(), size)
            place.moveCenter(self.rect().center())
            painter.drawImage(place, self._image)
        painter.setPen(QPen(current_theme().colour("line_strong"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class LogoField(QWidget):
    """Shows the logo; a file is chosen or dropped, looked at on a worker, and refused by `refused(error)`."""

    changed = Signal()
    refused = Signal(object)

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._chosen = ChosenLogo()
        self.setAcceptDrops(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.picture = Paper(self, name="No logo", height=72)
        row.addWidget(self.picture)
        self.choose = Button("Choose a picture …", parent=self, icon="folder-open", on_click=self._on_choose)
        self.choose.setAccessibleName("Choose a picture for the logo")
        self.remove = Button("Remove", parent=self, icon="trash", on_click=self._on_remove)
        self.remove.setAccessibleName("Remove the logo")
        row.addWidget(self.choose)
        row.addWidget(self.remove)
        row.addStretch(1)
        self.setFocusProxy(self.choose)
        self._show()

    def value(self) -> ChosenLogo:
        """What was chosen."""
        return self._chosen

    def set_value(self, value: ChosenLogo) -> None:
        """Show a stored one, or none."""
        self._chosen = value
        self._show()
        if value.logo is not None:
            self._ask(_picture, value.logo, self._on_drawn)

    def take_file(self, path: Path) -> None:
        """Look at a file and show it, on a worker."""
        self._ask(read_logo_file, path, self._on_read)

    def set_usable(self, *, usable: bool) -> None:
        """Only those who may change it."""
        self.choose.setEnabled(usable)
        self.remove.setEnabled(usable)
        self.setAcceptDrops(usable)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One picture of this computer."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.take_file(path)

    def _ask(self, work: Callable[[Any], Any], about: object, answer: Callable[[Any], None]) -> None:
        self.ctx.runner.read(self, work, about, on_result=answer, on_error=self._on_refused, question="logo")

    def _show(self) -> None:
        has = self._chosen.logo is not None
        self.remove.setVisible(has)
        self.picture.setAccessibleName("The logo" if has else "No logo")
        if not has:
            self.picture.show_image(QImage())

    def _on_read(self, answer: tuple[Logo, QImage]) -> None:
        self._chosen = ChosenLogo(answer[0])
        self._show()
        self.picture.show_image(answer[1])
        self.changed.emit()

    def _on_drawn(self, image: QImage) -> None:
        self.picture.show_image(image)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.refused.emit(error)
        else:
            show_error(self, error)

    @Slot()
    def _on_choose(self) -> None:
        dialog = QFileDialog(self, "Logo", "", "Pictures (*.png *.jpg *.jpeg *.svg)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    @Slot(str)
    def _on_file_chosen(self, name: str) -> None:
        self.take_file(Path(name))

    @Slot()
    def _on_remove(self) -> None:
        self._chosen = ChosenLogo()
        self._show()
        self.choose.setFocus()
        self.changed.emit()


class LetterheadPreview(QWidget):
    """The top of a letter as it is typed, drawn on a worker a moment after the typing stops. `drawn` when it shows."""

    drawn = Signal()

    def __init__(self, ctx: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.ctx = ctx
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.paper = Paper(self, name="Preview of the letterhead")
        row.addWidget(self.paper)
        self._wanted: tuple[Business, Logo | None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAW_AFTER_MS)
        self._timer.timeout.connect(self._on_due)

    def show_letterhead(self, business: Business, logo: Logo | None) -> None:
        """Draw this soon."""
        self._wanted = business, logo
        self.paper.setAccessibleDescription(", ".join(filter(None, (business.name, business.street, business.city))))
        self._timer.start()

    @Slot()
    def _on_due(self) -> None:
        if self._wanted is None:
            return
        today = formats().local_date(self.ctx.ops.now())
        self.ctx.runner.read(
            self, _page, *self._wanted, today, on_result=self._on_drawn, on_error=self._on_failed, question="page"
        )

    def _on_drawn(self, image: QImage) -> None:
        self.paper.show_image(image)
        self.drawn.emit()

    def _on_failed(self, error: Exception) -> None:
        show_error(self, error)


def read_logo_file(path: Path) -> tuple[Logo, QImage]:
    """A file as a logo with its picture, on a worker. Raises ValidationError (`logo`), StorageError."""
    from app.domain.errors import StorageError, StorageProblem
    from app.domain.pictures import MOST_BYTES, read_picture
    from app.services.business.read_models import Logo

    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise StorageError(StorageProblem.CANNOT_OPEN, str(path), error.strerror or "") from error
    logo = Logo(read_picture(content, "logo").kind, content)
    return logo, _picture(logo)


def _picture(logo: Logo) -> QImage:
    from datetime import date

    from app.reports.letterhead_preview import logo_picture
    from app.services.business.read_models import Business
    from app.services.documents.letterhead import Letterhead

    nobody = Letterhead(Business("", "USD"), "", date(2000, 1, 1))
    return QImage.fromData(logo_picture(nobody, logo, _PPI))


def _page(business: Business, logo: Logo | None, today: Any) -> QImage:
    from app.reports.letterhead_preview import letterhead_page
    from app.services.documents.letterhead import Letterhead

    return QImage.fromData(letterhead_page(Letterhead(business, "", today, logo), formats(), _PPI))


def _dropped(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.suffix.lower() in ENDINGS else None
