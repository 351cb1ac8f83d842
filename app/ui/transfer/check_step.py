"""The third step: what the import would do, every refused cell, and the two ways out: mend it or leave the row out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.domain.progress import Step
from app.services.transfer.read_models import ImportReport
from app.ui.app_context import AppContext
from app.ui.shared.banner import Banner
from app.ui.shared.cards import Card, ScrollPage
from app.ui.shared.empty_state import EmptyState
from app.ui.shared.facts import Fact, FactsRow
from app.ui.shared.formats import formats
from app.ui.shared.labels import Role, label
from app.ui.shared.segmented import SegmentedControl
from app.ui.theme import current_theme
from app.ui.transfer.draft import ImportDraft
from app.ui.transfer.preview_data import PreviewSource, Shown
from app.ui.transfer.preview_table import PreviewModel, PreviewTable, preview_columns
from app.ui.transfer.problems import ProblemList
from app.ui.transfer.questions import QuestionList
from app.wording import imports, refusals
from app.wording.readings import questions

ALL, REFUSED = "all", "refused"
LEAST_HEIGHT = 300


class CheckStep(QWidget):
    """`mended` after an edit (the draft has it), `answered(option, value)`, `ready_changed`."""

    mended = Signal()
    answered = Signal(str, object)
    ready_changed = Signal()

    def __init__(self, ctx: AppContext, draft: ImportDraft, parent: QWidget) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._draft = draft
        self.report: ImportReport | None = None
        self.tables: list[PreviewTable] = []
        self._layout_key: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 12)
        column.setSpacing(10)
        self.facts = FactsRow((), self)
        column.addWidget(self.facts)
        self.notes = label("", Role.MUTED, self, wrap=True)
        column.addWidget(self.notes)
        self.questions = QuestionList(self)
        self.questions.answered.connect(self.answered)
        column.addWidget(self.questions)
        self.banner = Banner(self)
        column.addWidget(self.banner)
        self.body = QStackedWidget(self)
        self.state = EmptyState(parent=self.body)
        self.body.addWidget(self.state)
        self.body.addWidget(self._build_tables())
        column.addWidget(self.body, 1)

    def _build_tables(self) -> QWidget:
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        rows = Card("Rows", self, flush=True)
        self.view = SegmentedControl([(ALL, "All rows"), (REFUSED, "Refused")], self, name="Rows shown")
        self.view.chosen.connect(self._on_view_chosen)
        self.files = SegmentedControl((), self, name="File shown")
        self.files.chosen.connect(self._on_file_chosen)
        self._shown_files: tuple[str, ...] = ()
        self._file_segments = 0
        rows.head.add_action(self.files)
        rows.head.add_action(self.view)
        self.stack = QStackedWidget(rows)
        rows.body.addWidget(self.stack)
        self.splitter.addWidget(rows)
        self.problems_card = Card("Problems", self, flush=True, note="Enter goes to the cell")
        self.skip = QCheckBox("Leave the refused rows out", self)
        self.skip.toggled.connect(self._on_skip_toggled)
        self.problems_card.head.add_action(self.skip)
        self.problems = ProblemList(self._ctx.runner, self.problems_card, several_files=False)
        self.problems.opened.connect(self._on_problem_opened)
        self.problems_card.body.addWidget(self.problems)
        self.splitter.addWidget(self.problems_card)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self._split_for = -1
        # In a low window, or with large text, the page scrolls rather than leave the tables without a row.
        self.splitter.setMinimumHeight(current_theme().px(LEAST_HEIGHT))
        page = ScrollPage(self, margins=(0, 0, 0, 0))
        page.body.addWidget(self.splitter, 1)
        return page

    # -- what the page asks

    @property
    def editing(self) -> bool:
        """Whether a cell is being mended just now."""
        return any(table.editing for table in self.tables)

    def why_not(self) -> str:
        """Why the import cannot run yet; empty when it can."""
        report = self.report
        if report is None:
            return "The rows are still being checked"
        if not report.possible:
            return "Answer the question above first" if self.questions.buttons else "The files cannot be read like this"
        if report.refused and not self.skip.isChecked():
            return "Mend the refused rows, or leave them out"
        if not self._good_rows():
            return "There is no row to import"
        return ""

    def run_text(self) -> str:
        """What the button that runs it says."""
        return f"Import {formats().count(self._good_rows(), 'row', 'rows')}" if self._good_rows() else "Import"

    def _good_rows(self) -> int:
        report = self.report
        return 0 if report is None else max(sum(reading.rows for reading in report.files) - self._bad_rows(), 0)

    def _bad_rows(self) -> int:
        return sum(1 for row in self.report.refused_rows if row.cells) if self.report is not None else 0

    # -- what it shows

    def show_busy(self, words: str) -> None:
        """The rows are being read."""
        if self.report is None:
            self.state.show_state("Checking every row …", words, icon="hourglass")
            self.body.setCurrentIndex(0)
        self.ready_changed.emit()

    @Slot(object)
    def show_progress(self, step: Step) -> None:
        """It is so far."""
        if self.report is None and step.done:
            self.state.show_state("Checking every row …", f"{formats().number(step.done)} rows read.", icon="hourglass")

    def forget(self) -> None:
        """Another way to read the files was chosen."""
        self.report = None
        self._layout_key = None
        self.facts.set_facts(())
        self.notes.hide()
        self.questions.show_questions(())
        self.banner.clear()

    def show_failure(self, sentence: str) -> None:
        """It could not be worked out at all."""
        self.report = None
        self.state.show_state("The rows could not be checked", sentence, icon="warning")
        self.body.setCurrentIndex(0)
        self.ready_changed.emit()

    def show_preview(self, shown: Shown) -> None:
        """Show what would be done."""
        report = self.report = shown.preview.report
        write = formats()
        self.facts.set_facts(_facts(report))
        notices = " ".join(imports.notices(report, write))
        self.notes.setText(notices)
        self.notes.setVisible(bool(notices))
        open_questions = questions(report.listed, write)
        self.questions.show_questions(open_questions)
        self._show_banner(report, asked=bool(open_questions))
        self._show_rows(shown)
        hidden = report.problems - len(report.listed)
        more = f", and {write.number(hidden)} more" if hidden else ""
        self.problems_card.head.set_note(f"{write.number(len(report.listed))}{more} · Enter goes to the cell")
        self.problems_card.setVisible(bool(report.problems))
        self.skip.setVisible(report.possible and bool(report.refused))
        count = write.count(report.refused, "refused row", "refused rows")
        self.skip.setText(f"&Leave the {count} out" if report.refused else "&Leave the refused rows out")
        self.problems.show_problems(report.listed)
        self._split(len(report.listed))
        self.body.setCurrentIndex(1 if shown.preview.rows else 0)
        if not shown.preview.rows:
            self.state.show_state("Nothing to show", "The files could not be read.", icon="warning")
        self.ready_changed.emit()

    def _split(self, problems: int) -> None:
        """Give the problems the room they need, at most two fifths; once, for a person may move the border."""
        if problems and self._split_for < 0:
            self._split_for = problems
            theme = current_theme()
            wanted = theme.px(96) + min(problems, 12) * theme.px(theme.tokens.sizes.row)
            room = max(self.body.height(), 1)
            below = min(wanted, room * 2 // 5)
            self.splitter.setSizes([room - below, below])

    def _show_banner(self, report: ImportReport, *, asked: bool) -> None:
        if report.possible or asked:
            self.banner.clear()
            return
        whole = [refusals.refusal_sentence(item, formats()) for item in report.listed if item.row is None]
        self.banner.show_message("\n".join(whole[:3]) or "The files cannot be imported like this.", "bad")

    def _show_rows(self, shown: Shown) -> None:
        key = (self._draft.kind.name, tuple((rows.file, rows.headers) for rows in shown.preview.rows))
        sources = [
            PreviewSource(rows, marks, self._draft.edits)
            for rows, marks in zip(shown.preview.rows, shown.marks, strict=True)
        ]
        if key != self._layout_key:
            self._layout_key = key
            self._make_tables(shown, sources)
        for table, source in zip(self.tables, sources, strict=True):
            _model(table).take_source(source)
        counts = shown.preview.report.refused
        self.view.set_text(REFUSED, f"Refused {formats().number(counts)}" if counts else "Refused")

    def _make_tables(self, shown: Shown, sources: list[PreviewSource]) -> None:
        while (old := self.stack.widget(0)) is not None:
            self.stack.removeWidget(old)
            old.deleteLater()
        self.tables = []
        for source, reading in zip(sources, shown.preview.report.files, strict=True):
            read = {header for headers in reading.mapping.values() for header in headers}
            columns = preview_columns(source.data.headers, read)
            model = PreviewModel(self._ctx.runner, source, columns, self)
            model.set_filter(self.view.current == REFUSED)
            model.mended.connect(self._on_mended)
            table = PreviewTable(model, self.stack, name=f"Rows of {source.data.file}")
            self.stack.addWidget(table)
            self.tables.append(table)
        self._show_files(tuple(source.data.file for source in sources))

    def _show_files(self, files: tuple[str, ...]) -> None:
        if files != self._shown_files:
            self._shown_files = files
            for number, file in enumerate(files):
                if number < self._file_segments:
                    self.files.set_text(str(number), file)
                else:
                    self.files.add(str(number), file)
                    self._file_segments += 1
        self.files.setVisible(len(files) > 1)

    # -- what happened

    @Slot(str)
    def _on_view_chosen(self, view: str) -> None:
        for table in self.tables:
            table.paged.set_filter(view == REFUSED)

    @Slot(str)
    def _on_file_chosen(self, key: str) -> None:
        self.stack.setCurrentIndex(int(key))

    @Slot(bool)
    def _on_skip_toggled(self, _checked: bool) -> None:
        self.ready_changed.emit()

    @Slot(object)
    def _on_problem_opened(self, number: int) -> None:
        item = self.problems.problem(number)
        if item.row is None:
            return
        at = next((i for i, table in enumerate(self.tables) if _model(table).preview.data.file == item.file), None)
        if at is not None:
            self.stack.setCurrentIndex(at)
            self.files.choose(str(at))
            self.tables[at].jump(item.row, item.column)

    @Slot(str, int, str, str)
    def _on_mended(self, file: str, row: int, header: str, text: str) -> None:
        self._draft.edits[file, row, header] = text
        for table in self.tables:
            table.paged.refresh()
        self.mended.emit()


def _model(table: PreviewTable) -> PreviewModel:
    model = table.paged
    if not isinstance(model, PreviewModel):
        raise TypeError(type(model).__name__)
    return model


def _facts(report: ImportReport) -> list[Fact]:
    write = formats()
    return [
        Fact("Would be created", write.number(report.created), Role.STRONG),
        Fact("Would be updated", write.number(report.updated), Role.STRONG),
        Fact("Already so", write.number(report.unchanged), Role.STRONG),
        Fact("Refused rows", write.number(report.refused), "bad" if report.refused else Role.STRONG),
    ]
