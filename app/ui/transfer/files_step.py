"""The first step: which files, what they are, and how they were read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.transfer.commands import may_import
from app.services.transfer.kinds import KINDS
from app.services.transfer.maps import Options
from app.services.transfer.preview import FileLook
from app.ui.shared.banner import Banner
from app.ui.shared.buttons import IconButton
from app.ui.shared.cards import Card, Rule, ScrollPage, clear_layout
from app.ui.shared.chips import FlowLayout
from app.ui.shared.fields import ChoiceField
from app.ui.shared.formats import formats
from app.ui.shared.forms import Field
from app.ui.shared.labels import ElidedLabel, Role, label
from app.ui.transfer.draft import ImportDraft
from app.ui.transfer.file_drop import FileDrop
from app.ui.transfer.questions import QuestionList
from app.wording import imports, refusals
from app.wording.readings import questions

FOUND = "Found by itself"
OPTIONS: Sequence[tuple[str, str, Sequence[tuple[str, str]]]] = (
    ("encoding", "Letters", imports.ENCODINGS),
    ("delimiter", "Between columns", imports.DELIMITERS),
    ("date_format", "Dates", imports.DATE_FORMATS),
    ("decimal", "Numbers", imports.DECIMALS),
    ("discount_as", "Discounts", imports.DISCOUNTS),
)


class FilesStep(ScrollPage):
    """`files_chosen(paths)`, `file_removed(index)`, `kind_chosen(kind)`, `option_chosen(option, value or None)`,
    `map_chosen(name)`.
    """

    files_chosen = Signal(list)
    file_removed = Signal(int)
    kind_chosen = Signal(str)
    option_chosen = Signal(str, object)
    map_chosen = Signal(str)

    def __init__(self, draft: ImportDraft, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        self._filling = False
        self.drop = FileDrop(self)
        self.drop.chosen.connect(self.files_chosen)
        self.body.addWidget(self.drop)
        self.files = Card("Files", self, flush=True)
        self.body.addWidget(self.files)
        self.questions = QuestionList(self)
        self.questions.answered.connect(self.option_chosen)
        self.body.addWidget(self.questions)
        self.banner = Banner(self)
        self.body.addWidget(self.banner)
        self._build_kind()
        self._build_options()
        self.body.addStretch(1)
        self.show_draft()

    def _build_kind(self) -> None:
        self.what = Card("What is in it", self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(2, 1)
        choices = [(kind, imports.kind_name(kind)) for kind in KINDS]
        self.kind = ChoiceField(choices, self, name="What is imported")
        self.kind.activated.connect(self._on_kind_activated)
        grid.addWidget(label("Import as", Role.LABEL, self), 0, 0)
        grid.addWidget(self.kind, 0, 1)
        self.kind_note = label("", Role.MUTED, self, wrap=True)
        grid.addWidget(self.kind_note, 0, 2)
        self.map_caption = label("Saved map", Role.LABEL, self)
        self.map = ChoiceField((), self, name="Saved map")
        self.map.activated.connect(self._on_map_activated)
        grid.addWidget(self.map_caption, 1, 0)
        grid.addWidget(self.map, 1, 1)
        self.what.body.addLayout(grid)
        self.body.addWidget(self.what)

    def _build_options(self) -> None:
        self.reading = Card("How it is read", self, note="change it only where it was found wrong")
        flow = FlowLayout(gap=12, line_gap=10)
        self.options: dict[str, ChoiceField] = {}
        for option, caption, choices in OPTIONS:
            field = ChoiceField([(None, FOUND), *choices], self, name=caption)
            field.setProperty("option", option)
            field.activated.connect(self._on_option_activated)
            self.options[option] = field
            flow.addWidget(Field(caption, field, self))
        self.reading.body.addLayout(flow)
        self.body.addWidget(self.reading)

    # -- what it shows

    def set_grant(self, grant: str, reason: str) -> None:
        """Disable the kinds that the person may not import, with the reason."""
        model = cast(QStandardItemModel, self.kind.model())
        for row, kind in enumerate(KINDS):
            allowed = may_import(grant, kind)
            model.item(row).setEnabled(allowed)
            name = imports.kind_name(kind)
            self.kind.setItemText(row, name if allowed else f"{name} (not for your role)")
        if reason:
            self.banner.show_message(reason, "warn")

    def set_maps(self, names: Sequence[str]) -> None:
        """Offer the saved maps that fit."""
        self.map.clear()
        self.map.addItem("None: by the names of the columns", "")
        for name in names:
            self.map.addItem(name, name)
        self.map.setCurrentIndex(max(self.map.findData(self._draft.map_name), 0))
        self.map.setVisible(bool(names))
        self.map_caption.setVisible(bool(names))

    def show_draft(self) -> None:
        """Show what is settled."""
        draft = self._draft
        there = bool(draft.looks)
        for part in (self.files, self.what):
            part.setVisible(there)
        self.reading.setVisible(there)
        self._show_files(draft.looks)
        self.kind.setCurrentIndex(self.kind.findData(draft.kind.name))
        guessed = "" if draft.kind_chosen or not there else "Guessed from the names of the columns."
        self.kind_note.setText(guessed)
        self._show_options(draft.options)
        refused = [look.refusal for look in draft.looks if look.refusal is not None]
        open_questions = questions(refused, formats())
        self.questions.show_questions(open_questions)
        many = len(draft.paths) > draft.most_files
        if many:
            self.banner.show_message(f"{imports.kind_name(draft.kind.name)} come in one file. Take the others away.")
        else:
            self.banner.clear()

    def _show_files(self, looks: Sequence[FileLook]) -> None:
        clear_layout(self.files.body)
        for number, look in enumerate(looks):
            if number:
                self.files.body.addWidget(Rule(self, soft=True))
            self.files.body.addWidget(_FileRow(number, look, self))

    def _show_options(self, options: Options) -> None:
        for name, field in self.options.items():
            value: Any = getattr(options, name)
            at = field.findData(value)
            if at < 0:
                field.addItem(str(value), value)
                at = field.count() - 1
            field.setCurrentIndex(at)

    # -- what happened

    @Slot(int)
    def _on_kind_activated(self, _index: int) -> None:
        self.kind_chosen.emit(self.kind.currentData())

    @Slot(int)
    def _on_map_activated(self, _index: int) -> None:
        self.map_chosen.emit(self.map.currentData())

    @Slot(int)
    def _on_option_activated(self, _index: int) -> None:
        field = self.sender()
        if isinstance(field, ChoiceField):
            self.option_chosen.emit(field.property("option"), field.currentData())


class _FileRow(QWidget):
    """A file: its name, what it was read as or why it was not, and a way to leave it out."""

    def __init__(self, number: int, look: FileLook, step: FilesStep) -> None:
        super().__init__(step)
        self._number = number
        self._step = step
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(ElidedLabel(look.path.name, Role.STRONG, self))
        if look.refusal is not None:
            words.addWidget(label(refusals.refusal_sentence(look.refusal, formats()), Role.ERROR, self, wrap=True))
        elif look.read_as is not None:
            count = formats().count(look.rows, "row", "rows")
            columns = formats().count(len(look.headers), "column", "columns")
            text = f"Read as {imports.read_as(look.read_as)}: {count}, {columns}"
            words.addWidget(label(text, Role.MUTED, self, wrap=True))
        row.addLayout(words, 1)
        self.remove = IconButton("x", f"Leave out {look.path.name}", self, on_click=self._on_remove_clicked)
        row.addWidget(self.remove)

    @Slot()
    def _on_remove_clicked(self) -> None:
        self._step.file_removed.emit(self._number)
