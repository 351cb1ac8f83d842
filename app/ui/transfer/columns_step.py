"""The second step: which of the file's columns is which field, with sample values and constants."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.ui.shared.banner import Banner
from app.ui.shared.buttons import Button
from app.ui.shared.cards import Card, ScrollPage
from app.ui.shared.fields import ChoiceField, LineField
from app.ui.shared.formats import formats
from app.ui.shared.labels import ElidedLabel, Role, label
from app.ui.transfer.draft import ImportDraft
from app.wording import labels, refusals
from app.wording.quoting import quoted_list

NOTHING, CONSTANT = "nothing", "constant"


class ColumnsStep(ScrollPage):
    """Changes the draft's columns and constants; `changed` after each change, `save_wanted(name)`."""

    changed = Signal()
    save_wanted = Signal(str)

    def __init__(self, draft: ImportDraft, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        self.banner = Banner(self)
        self.body.addWidget(self.banner)
        self.card = Card("Columns", self, note="our field, and the column of the file it is read from")
        self.body.addWidget(self.card)
        self.unread = label("", Role.MUTED, self, wrap=True)
        self.body.addWidget(self.unread)
        self._build_saving()
        self.body.addStretch(1)
        self.rows: dict[str, FieldRow] = {}
        self._shown: tuple[str, tuple[str, ...]] | None = None

    def _build_saving(self) -> None:
        self.saving = Card("Keep this map", self, note="it is offered again for files with these columns")
        row = QHBoxLayout()
        self.map_name = LineField(self, name="Name of the map", placeholder="A name, such as “Webshop”", limit=80)
        self.map_name.textChanged.connect(self._on_name_changed)
        self.map_name.returnPressed.connect(self._on_save_clicked)
        self.save = Button("Save map", parent=self, on_click=self._on_save_clicked)
        self.save.refuse("Give it a name first")
        row.addWidget(self.map_name, 1)
        row.addWidget(self.save)
        self.saving.body.addLayout(row)
        self.body.addWidget(self.saving)

    @property
    def complete(self) -> bool:
        """Whether every needed field has a column or a value."""
        return not self._draft.mapping()[1]

    def show_draft(self) -> None:
        """Show the mapping as it stands."""
        draft = self._draft
        key = (draft.kind.name, draft.headers)
        if key != self._shown:
            self._shown = key
            self._build_rows()
        found, problems = draft.mapping()
        for name, row in self.rows.items():
            row.show_columns(found.get(name, ()), draft.constants.get(name))
        used = {header for headers in found.values() for header in headers}
        unread = [header for header in draft.headers if header not in used]
        self.unread.setText(f"Not read: {quoted_list(unread, 'and')}." if unread else "")
        self.unread.setVisible(bool(unread))
        if problems:
            sentences = [refusals.reason(item, formats()) for item in problems]
            self.banner.show_message("\n".join(text[:1].upper() + text[1:] for text in sentences), "warn")
        else:
            self.banner.clear()
        if draft.map_name and not self.map_name.text():
            self.map_name.setText(draft.map_name)

    def _build_rows(self) -> None:
        old = self.card.body.takeAt(0)
        if old is not None and (widget := old.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        table = QWidget(self.card)
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        for column, words in enumerate(("Our field", "Column of the file", "First values")):
            grid.addWidget(label(words, Role.LABEL, table), 0, column)
        needed = {names[0]: names for names in self._draft.kind.required}
        self.rows = {}
        for number, item in enumerate(self._draft.kind.fields, start=1):
            row = FieldRow(item.name, item.name in needed, self._draft, table)
            row.place(grid, number)
            row.changed.connect(self.changed)
            self.rows[item.name] = row
        self.card.body.addWidget(table)

    @Slot(str)
    def _on_name_changed(self, text: str) -> None:
        self.save.refuse("" if text.strip() else "Give it a name first")

    @Slot()
    def _on_save_clicked(self) -> None:
        if self.map_name.text().strip():
            self.save_wanted.emit(self.map_name.text().strip())


class FieldRow(QWidget):
    """One field: its name, the choice of its column, and samples or the one value for all rows."""

    changed = Signal()

    def __init__(self, name: str, needed: bool, draft: ImportDraft, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()  # only its parts stand in the grid
        self.name = name
        self._draft = draft
        word = labels.field(name)
        self.caption = label(f"{word} *" if needed else word, Role.STRONG if needed else Role.BODY, parent)
        self.caption.setAccessibleName(f"{word}, needed" if needed else word)
        self.choice = ChoiceField((), parent, name=f"Column for {word}")
        self.choice.addItem("Not imported", NOTHING)
        for header in draft.headers:
            self.choice.addItem(header, (header,))
        self.choice.addItem("One value for all rows …", CONSTANT)
        self.choice.activated.connect(self._on_activated)
        self.samples = ElidedLabel("", Role.MUTED, parent)
        self.samples.setProperty("cell", True)
        self._constant: LineField | None = None
        self._place: tuple[QGridLayout, int] | None = None

    def place(self, grid: QGridLayout, row: int) -> None:
        """Put the parts into the table."""
        self._place = grid, row
        grid.addWidget(self.caption, row, 0)
        grid.addWidget(self.choice, row, 1)
        grid.addWidget(self.samples, row, 2)

    @property
    def constant(self) -> LineField:
        """The one value; made when it is first wanted, for few fields have one."""
        if self._constant is None:
            word = labels.field(self.name)
            field = LineField(
                self.choice.parentWidget(), name=f"{word} of all rows", placeholder="The value for all rows", limit=1000
            )
            field.editingFinished.connect(self._on_constant_edited)
            field.hide()
            self._constant = field
            if self._place is not None:
                grid, row = self._place
                grid.addWidget(field, row, 2)
            QWidget.setTabOrder(self.choice, field)
        return self._constant

    def show_columns(self, headers: Sequence[str], constant: str | None) -> None:
        """Show where the field comes from."""
        if constant is not None or self._constant is not None:
            self.constant.setVisible(constant is not None)
        self.samples.setVisible(constant is None)
        if constant is not None:
            self.constant.setText(constant)
            self._choose(CONSTANT)
            return
        value = tuple(headers)
        if not value:
            self._choose(NOTHING)
        else:
            self._choose(value, " + ".join(value))
        texts = [text for header in value for text in self._draft.samples(header)]
        self.samples.set_whole_text(" · ".join(" ".join(text.split()) for text in texts[:3]))

    def _choose(self, value: object, words: str = "") -> None:
        # By hand: findData would compare a tuple with what Qt made of it.
        for index in range(self.choice.count()):
            held = self.choice.itemData(index)
            if (tuple(held) if isinstance(held, list | tuple) else held) == value:
                self.choice.setCurrentIndex(index)
                return
        self.choice.insertItem(1, words, value)
        self.choice.setCurrentIndex(1)

    @Slot(int)
    def _on_activated(self, _index: int) -> None:
        held = self.choice.currentData()
        self._draft.constants.pop(self.name, None)
        self._draft.columns.pop(self.name, None)
        if held == CONSTANT:
            self._draft.constants[self.name] = ""
        elif held == NOTHING:
            self._draft.columns[self.name] = ()
        else:
            self._draft.columns[self.name] = tuple(held)
        self.changed.emit()
        if held == CONSTANT:
            self.constant.setFocus()

    @Slot()
    def _on_constant_edited(self) -> None:
        if self._draft.constants.get(self.name) != self.constant.text().strip():
            self._draft.constants[self.name] = self.constant.text().strip()
            self.changed.emit()
