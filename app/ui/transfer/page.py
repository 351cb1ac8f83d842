"""The import page: files, columns, check and run on one page over the window's content; and the history beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.errors import AppError
from app.domain.progress import Cancelled, Progress
from app.services.transfer.preview import FileLook, look_at_files
from app.services.transfer.refusals import ImportRefused
from app.ui.app_context import AppContext
from app.ui.shared.access import Access, read_access
from app.ui.shared.errors import sentence, show_error
from app.ui.shared.tasks import Task
from app.ui.transfer.check_step import CheckStep
from app.ui.transfer.checking import Checking
from app.ui.transfer.columns_step import ColumnsStep
from app.ui.transfer.draft import ImportDraft
from app.ui.transfer.files_step import FilesStep
from app.ui.transfer.frame import CHECK, COLUMNS, FILES, HISTORY, NEW, RUN, STEPS, Holder, ImportFrame
from app.ui.transfer.history import HistoryPanel
from app.ui.transfer.run_step import RunStep
from app.ui.transfer.runs import Order
from app.ui.transfer.saved_maps import fitting_maps, save_map
from app.wording import imports


class ImportPage(ImportFrame):
    """`left` when the person is done. `list_wanted(tab)` to see what came in."""

    list_wanted = Signal(str)
    looked = Signal()
    previewed = Signal()

    def __init__(
        self, ctx: AppContext, parent: QWidget, *, paths: Sequence[Path] = (), kind: str = "", view: str = NEW
    ) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.setAccessibleName("Import")
        self.setAcceptDrops(True)
        self.draft = ImportDraft()
        if kind:
            self.draft.choose_kind(kind)
        self._access: Access | None = None
        self._undo_reason = ""
        self._task: Task | None = None
        self._build()
        self._build_steps()
        ctx.runner.read(self, read_access, ctx.ops, on_result=self._on_access_read)
        self._first_view = view
        self._first_files = list(paths)

    def begin(self) -> None:
        """The page shows now: take the keyboard, and the files it was opened with."""
        self.show_view(self._first_view)
        if self._first_files:
            self.take_files(self._first_files)

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build_steps(self) -> None:
        self._holders = [Holder(self.stack) for _ in STEPS]
        for holder in self._holders:
            self.stack.addWidget(holder)
        self.files = FilesStep(self.draft, self._holders[FILES])
        self.files.files_chosen.connect(self.take_files)
        self.files.file_removed.connect(self._on_file_removed)
        self.files.kind_chosen.connect(self._on_kind_chosen)
        self.files.option_chosen.connect(self._on_option_chosen)
        self.files.map_chosen.connect(self._on_map_chosen)
        self._holders[FILES].hold(self.files)
        self.show_step(FILES)

    # The later steps are made when they are wanted: all at once they would be felt when the page opens.

    @cached_property
    def columns(self) -> ColumnsStep:
        """The step that maps columns."""
        step = ColumnsStep(self.draft, self._holders[COLUMNS])
        step.changed.connect(self._on_columns_changed)
        step.save_wanted.connect(self._on_save_wanted)
        self._holders[COLUMNS].hold(step)
        return step

    @cached_property
    def checked(self) -> CheckStep:
        """The step that shows what would be done."""
        step = CheckStep(self.ctx, self.draft, self._holders[CHECK])
        step.answered.connect(self._on_option_chosen)
        step.ready_changed.connect(self._show_foot)
        self._holders[CHECK].hold(step)
        return step

    @cached_property
    def checking(self) -> Checking:
        """What makes the previews."""
        checking = Checking(self.ctx, self.draft, self.checked, self)
        checking.previewed.connect(self._on_previewed)
        return checking

    @cached_property
    def run_step(self) -> RunStep:
        """The step that imports."""
        step = RunStep(self.ctx, self._holders[RUN])
        step.failed.connect(self._on_run_failed)
        step.ended.connect(self._on_ended)
        step.list_wanted.connect(self.list_wanted)
        step.another_wanted.connect(self._on_new_wanted)
        step.set_undo_reason(self._undo_reason)
        self._holders[RUN].hold(step)
        return step

    @cached_property
    def history(self) -> HistoryPanel:
        """The history beside the steps."""
        panel = HistoryPanel(self.ctx, self.pages)
        panel.new_wanted.connect(self._on_new_wanted)
        panel.set_undo_reason(self._undo_reason)
        self.pages.addWidget(panel)
        return panel

    def _made(self, name: str) -> bool:
        return name in self.__dict__

    def _forget_check(self) -> None:
        if self._made("checking"):
            self.checking.forget()

    # -- where one is -----------------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """Which step shows."""
        return self.stack.currentIndex()

    @property
    def running(self) -> bool:
        """Whether an import is on its way."""
        return self._made("run_step") and self.run_step.running

    @Slot(str)
    def show_view(self, view: str) -> None:
        """A new import, or the history."""
        self.views.choose(view)
        self.pages.setCurrentWidget(self.history if view == HISTORY else self.new_page)
        if view == HISTORY:
            self.history.model.refresh()
            self.history.table.setFocus()
        else:
            self.files.drop.button.setFocus()

    @Slot(int)
    def show_step(self, step: int) -> None:
        """Show a step; the check is made anew when it was never made, or something changed."""
        if self.running:
            return
        self.stack.setCurrentIndex(step)
        self.steps.show_step(step, fixed=step == RUN)
        self.foot.setVisible(step != RUN)
        if step == FILES:
            self.files.show_draft()
        elif step == COLUMNS:
            self.columns.show_draft()
            self.columns.rows[next(iter(self.columns.rows))].choice.setFocus()
        elif step == CHECK and self.checked.report is None:
            self.checking.check()
        self._show_foot()

    @Slot()
    def go_on(self) -> None:
        """To the next step, or import."""
        if self.next.isEnabled() and not self.running and self.step < RUN:
            if self.step == CHECK:
                self.run()
            else:
                self.show_step(self.step + 1)

    def go_back(self) -> bool:
        """Esc: one step back, then back to the window. A run goes on until it is cancelled."""
        if self.running:
            return True
        if self.pages.currentWidget() is not self.new_page:
            self.show_view(NEW)
        elif self.step in (COLUMNS, CHECK):
            self.show_step(self.step - 1)
        else:
            self.left.emit()
        return True

    @Slot()
    def _show_foot(self) -> None:
        reason = self._why_not()
        self.next.refuse(reason)
        self.why.setText(reason if self.draft.looks else "")
        self.next.setText(self.checked.run_text() if self.step == CHECK else "Next")
        self.next.setAccessibleName(self.next.text())
        self.next.updateGeometry()
        self.back.setVisible(self.step > FILES)

    def _why_not(self) -> str:
        draft = self.draft
        if self._access is not None and not self._may_import():
            return f"Your role may not import {imports.kind_name(draft.kind.name).lower()}"
        if self.step == FILES:
            if not draft.looks:
                return "Choose a file first"
            if len(draft.paths) > draft.most_files:
                return "Too many files"
            return "" if draft.readable else "A file could not be read"
        if self.step == COLUMNS:
            return "" if self.columns.complete else "A needed field has no column yet"
        return self.checked.why_not()

    def _may_import(self) -> bool:
        from app.services.transfer.commands import may_import

        access = self._access
        return access is None or may_import(access.grant("import.run"), self.draft.kind.name)

    # -- reading ----------------------------------------------------------------------------------------------------

    @Slot(list)
    def take_files(self, paths: list[Path]) -> None:
        """Add files to the import; on a finished one, begin anew."""
        if self.running:
            return
        if self.step == RUN:
            self.begin_anew()
        self.show_view(NEW)
        self.draft.paths += [path for path in paths if path not in self.draft.paths]
        self._look()

    def _look(self) -> None:
        self._forget_check()
        self.stack.setCurrentIndex(FILES)
        self.steps.show_step(FILES)
        self._drop_task()
        if not self.draft.paths:
            self._on_looked(())
            return
        progress = Progress()
        task = self.ctx.runner.read(
            self, self.ctx.ops.read, look_at_files, list(self.draft.paths), self.draft.options, progress,
            on_result=self._on_looked, on_error=self._on_look_failed, progress=progress,
        )  # fmt: skip
        self._task = task if task.wanted else None
        if self._task is not None:
            self.why.setText("Reading the files …")
            self.next.refuse("The files are being read")

    def _drop_task(self) -> None:
        if self._task is not None and self._task.wanted:
            self._task.cancel()
        self._task = None

    def _on_looked(self, looks: tuple[FileLook, ...]) -> None:
        self._task = None
        self.draft.take_looks(looks)
        self.files.set_maps(
            [name for name, given in fitting_maps(self.ctx, self.draft.headers).items() if given.kind] if looks else []
        )
        self.files.show_draft()
        self._show_foot()
        if self.next.isEnabled():
            self.next.setFocus()
        self.looked.emit()

    def _on_look_failed(self, error: Exception) -> None:
        self._task = None
        self._show_foot()
        show_error(self, error)

    # -- running ----------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Import what was checked."""
        draft = self.draft
        order = Order(list(draft.paths), draft.given(), dict(draft.edits), self.checked.skip.isChecked())
        self.show_step(RUN)
        self.views.setEnabled(False)
        self.run_step.run(order)

    @Slot()
    def _on_ended(self) -> None:
        self.views.setEnabled(True)

    @Slot(object)
    def _on_run_failed(self, error: AppError) -> None:
        self._forget_check()
        self.show_step(CHECK)
        if isinstance(error, Cancelled):
            self.checked.banner.show_message("The import was cancelled. Nothing of it was kept.", "info")
        elif not isinstance(error, ImportRefused):  # those are what the check shows anew
            self.checked.banner.show_message(f"Nothing was imported. {sentence(error)}", "bad")

    def begin_anew(self) -> None:
        """Forget the files."""
        fresh = ImportDraft()
        self.draft.__dict__.update(fresh.__dict__)
        self._forget_check()
        if self._made("checked"):
            self.checked.skip.setChecked(False)
        if self._made("columns"):
            self.columns.map_name.clear()
        self.files.set_maps([])
        self.show_step(FILES)

    # -- what happened ----------------------------------------------------------------------------------------------

    def _on_access_read(self, access: Access) -> None:
        self._access = access
        self.files.set_grant(access.grant("import.run"), access.reason("import.run"))
        self._undo_reason = access.reason("import.undo")
        for part in ("run_step", "history"):
            if self._made(part):
                getattr(self, part).set_undo_reason(self._undo_reason)
        self._show_foot()

    @Slot()
    def _on_new_wanted(self) -> None:
        self.show_view(NEW)
        if not self.running:
            self.begin_anew()
            self.files.drop.button.setFocus()

    @Slot(int)
    def _on_file_removed(self, index: int) -> None:
        del self.draft.paths[index]
        self._look()

    @Slot(str)
    def _on_kind_chosen(self, kind: str) -> None:
        self.draft.choose_kind(kind)
        self._forget_check()
        self.files.show_draft()
        self._show_foot()

    @Slot(str, object)
    def _on_option_chosen(self, option: str, value: object) -> None:
        """From a choice, or from an answered question."""
        step = self.step
        if option == "create_missing":
            self.draft.set_option(option, tuple({*self.draft.options.create_missing, str(value)}))
        else:
            self.draft.set_option(option, None if value is None else str(value))
        if step == CHECK:
            self._forget_check()
            self.checking.check()
        else:
            self._look()

    @Slot(str)
    def _on_map_chosen(self, name: str) -> None:
        given = fitting_maps(self.ctx, self.draft.headers).get(name)
        if given is None:
            self.draft.columns.clear()
            self.draft.constants.clear()
            self.draft.map_name = ""
        else:
            self.draft.use(given, name)
        self._look()

    @Slot()
    def _on_previewed(self) -> None:
        """While the rows were checked nothing could take the keyboard; now what is next has it."""
        if QApplication.focusWidget() in (None, self._holders[CHECK]) and self.step == CHECK:
            report, problems = self.checked.report, self.checked.problems
            if report is not None and report.problems:
                problems.select_id(0)
                problems.setFocus()
            else:
                self.next.setFocus()
        self.previewed.emit()

    @Slot()
    def _on_columns_changed(self) -> None:
        self._forget_check()
        self.columns.show_draft()
        self._show_foot()

    @Slot(str)
    def _on_save_wanted(self, name: str) -> None:
        save_map(self.ctx, name, self.draft.to_save())
        self.draft.map_name = name
        self._say(f"The map “{name}” is saved")
