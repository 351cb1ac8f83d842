"""The way from a started program to a person at work, and back: opening, first start, sign-in, closing.

Everything that needs the database or its libraries runs on a worker thread: the window shows before any of it is
imported.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.config.paths import ProfilePaths
from app.config.settings import SettingsStore
from app.domain.errors import AppError, SignInRequired, StorageError, StorageProblem
from app.domain.progress import Progress
from app.ui.app_context import AppContext
from app.ui.shared.bus import ChangeBus
from app.ui.shared.tasks import Task, TaskRunner, report_bug
from app.ui.shared.undo import UndoState
from app.ui.shell.view_settings import StoredViewSettings
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.services.profile.start import Desk, Start

PRELOAD_AFTER_MS = 700
NEXT = ("app.ui.shell.extras", "app.wording.labels")


class Stage(Protocol):
    """What the session shows its pages in."""

    def show_cover(self, cover: QWidget) -> None: ...
    def enter(self, ctx: AppContext, desk: Desk) -> None: ...
    def leave(self) -> None: ...


def open_business(paths: ProfilePaths, store: SettingsStore, pages: Mapping[str, str]) -> Start:
    """On a worker: import the services, open the database, see what is to be asked. Raises StorageError.

    `pages` are the modules of the tabs by key: the one that will show first is imported here too, because importing
    it on the GUI thread would hold the window up.
    """
    from app.services.profile.opening import open_profile
    from app.services.profile.start import start

    started = start(open_profile(paths, store.current))
    if pages:
        last = str(store.view_state(started.operations.staff_id or 0, "window").get("tab"))
        preload([pages.get(last, next(iter(pages.values()))), *NEXT])
    return started


def make_sample(start: Start, progress: Progress) -> Any:
    """On the writer: fill the empty database with the sample shop. Raises ValidationError, Cancelled."""
    from app.services.sample import commands

    return start.operations.run(commands.make, progress=progress)


def preload(modules: Sequence[str]) -> None:
    """On a worker: import what a person may want next, so that wanting it does not wait for the import."""
    import importlib

    for name in modules:
        importlib.import_module(name)


def restore_file(paths: ProfilePaths, file: Path) -> None:
    """On a worker: put a verified copy in the damaged file's place; the damaged one is kept. Raises StorageError."""
    from app.services.maintenance.restoring import restore

    restore(paths, file)


def newest_backup(paths: ProfilePaths, store: SettingsStore) -> Any:
    """On a worker: the newest proved backup, or None."""
    from app.services.maintenance.backups import last_proved_backup

    return last_proved_backup(paths, store.current)


class Session(QObject):
    """One window's session: `entered(ctx)`, `left` when the person signed out, `preloaded` what may be wanted next."""

    entered = Signal(object)
    left = Signal()
    preloaded = Signal()

    def __init__(
        self,
        stage: QWidget,
        paths: ProfilePaths,
        store: SettingsStore,
        theme: Theme,
        *,
        user: str | None = None,
        runner: TaskRunner | None = None,
        modules: Sequence[str] = (),
        pages: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(stage)
        self.paths = paths
        self.store = store
        self.theme = theme
        self.runner = runner or TaskRunner(self)
        self.views = StoredViewSettings(store, self.runner)
        self.start_: Start | None = None
        self.ctx: AppContext | None = None
        self._stage: Any = stage
        self._user = user
        self._modules = tuple(modules)
        self._pages = dict(pages or {})
        self._cover: Any = None
        self._imports_first = False
        self._making = Progress()

    @property
    def begun(self) -> Start:
        """The business that is open."""
        if self.start_ is None:
            raise RuntimeError("no business is open")
        return self.start_

    # -- opening

    def open(self) -> Task:
        """Open the business. The stage gets a page, or the work."""
        return self.runner.read(
            self,
            open_business,
            self.paths,
            self.store,
            self._pages,
            on_result=self._on_opened,
            on_error=self._on_open_failed,
        )

    def _on_opened(self, start: Start) -> None:
        from app.services.profile.start import Next

        self.start_ = start
        if start.next is Next.FIRST_START:
            self.show_first_start()
        elif start.next is Next.SIGN_IN:
            self.show_sign_in()
        else:
            self._load_desk()

    def _on_open_failed(self, error: Exception) -> None:
        if not isinstance(error, StorageError):
            if not isinstance(error, AppError):
                report_bug(error)
            self._show_problem(StorageError(StorageProblem.IO))
            return
        self.runner.read(
            self,
            newest_backup,
            self.paths,
            self.store,
            on_result=_Told(self, error).with_backup,
            on_error=_Told(self, error).without_backup,
        )

    def _show_problem(self, error: StorageError, backup: Any = None) -> None:
        from app.ui.shell.covers import ProblemPage
        from app.ui.shell.problems import story_of

        story = story_of(error)
        texts = [story.happened, story.kept]
        actions: list[tuple[str, Any]] = []
        if story.can_restore and backup is not None:
            texts.append(f"The newest proved backup is of {words_of(backup.made_at)}. What was done after it is lost.")
            actions.append(("Restore that backup", _Restore(self, backup.path).run))
        elif story.can_restore:
            texts.append("There is no proved backup in this folder.")
        if story.can_retry:
            actions.append(("Try again", self.open))
        actions += [("Open the folder", self._open_folder), ("Quit", self._stage.close)]
        self._show(ProblemPage(story.title, texts, self._stage, actions=actions))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.paths.folder)))

    def restore(self, file: Path) -> None:
        """Restore a backup, then open the business."""
        self.runner.write(self, restore_file, self.paths, file, on_result=self._on_restored, on_error=self._on_failed)

    def _on_restored(self, _none: object) -> None:
        self.open()

    # -- first start and sign-in

    def show_first_start(self) -> None:
        """Ask the two names."""
        from app.ui.shell.covers import FirstStartPage

        page = FirstStartPage(self._stage)
        page.submitted.connect(self._on_names_given)
        self._show(page)

    def show_sign_in(self) -> None:
        """Ask who somebody is."""
        from app.ui.shell.covers import SignInPage

        people: Sequence[tuple[int, str]] = [(account.id, account.name) for account in self.begun.accounts]
        folded = (self._user or "").casefold()
        last = self.views.view_state(0, "sign-in").get("person")
        chosen = next((number for number, name in people if name.casefold() == folded), last)
        page = SignInPage(self._stage, people, chosen if isinstance(chosen, int) else None)
        page.submitted.connect(self._on_password_given)
        self._show(page)

    def _on_names_given(self, business: str, owner: str) -> None:
        from app.services.business.commands import create_business
        from app.services.business.read_models import NewBusiness

        draft = NewBusiness(business, owner)
        self.runner.write(
            self, self.begun.operations.run, create_business, draft,
            on_result=self._on_named, on_error=self._on_failed,
        )  # fmt: skip

    def _on_named(self, outcome: Any) -> None:
        from app.ui.shell.first_choice import FirstChoicePage

        self.begun.operations.sign_in_as(outcome.value)
        page = FirstChoicePage(self._stage)
        page.chosen.connect(self._on_beginning_chosen)
        page.cancelled.connect(self._on_sample_cancelled)
        self._show(page)

    def _on_beginning_chosen(self, choice: str) -> None:
        from app.ui.shell.first_choice import IMPORT, SAMPLE

        self._imports_first = choice == IMPORT
        if choice != SAMPLE:
            self._load_desk()
            return
        page = self._cover
        page.show_making()
        self._making = progress = Progress()
        task = self.runner.write(
            self, make_sample, self.begun, progress,
            on_result=self._on_sample_made, on_error=self._on_failed, progress=progress,
        )  # fmt: skip
        if task.wanted:
            task.progressed.connect(page.show_progress)

    def _on_sample_cancelled(self) -> None:
        self._making.cancel()

    def _on_sample_made(self, _outcome: object) -> None:
        self._load_desk()

    def _on_password_given(self, person: int, password: str) -> None:
        self.runner.write(
            self, self.begun.sign_in.sign_in, person, password,
            on_result=self._on_signed_in, on_error=self._on_failed,
        )  # fmt: skip

    def _on_signed_in(self, account: Any) -> None:
        self.views.set_view_state(0, "sign-in", {"person": account.id})
        self._load_desk()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, AppError) and self._cover is not None:
            show = getattr(self._cover, "show_app_error", None)
            if show is not None:
                show(error)
                return
            from app.ui.shared.errors import sentence

            self._cover.banner.show_message(sentence(error), "bad")
            return
        report_bug(error)

    # -- work

    def _load_desk(self) -> None:
        from app.services.profile.start import desk_of

        self.runner.read(self, desk_of, self.begun.operations, on_result=self._on_desk, on_error=self._on_desk_failed)

    def _on_desk_failed(self, error: Exception) -> None:
        if isinstance(error, SignInRequired):
            self.sign_out()
        else:
            self._on_failed(error)

    def _on_desk(self, desk: Desk) -> None:
        from app.ui.shared.formats import use_formats
        from app.wording.chosen import formats_of

        use_formats(formats_of(self.store.current))
        operations = self.begun.operations
        self.ctx = AppContext(
            ops=operations,
            runner=self.runner,
            bus=ChangeBus(self),
            settings=self.views,
            theme=self.theme,
            undo=UndoState(operations, self),
            staff_id=desk.me.id or 0,
        )
        self._cover = None
        self._stage.enter(self.ctx, desk)
        self.entered.emit(self.ctx)
        if self._imports_first:
            self._imports_first = False
            self._stage.open_import()
        # Not at once: it would share the interpreter with the first page's own reading.
        QTimer.singleShot(PRELOAD_AFTER_MS, self, self._on_time_to_preload)

    def _on_time_to_preload(self) -> None:
        if self.ctx is not None:
            self.runner.read(self, preload, self._modules, on_result=self._on_preloaded)

    def _on_preloaded(self, _nothing: None) -> None:
        self.preloaded.emit()

    def sign_out(self) -> None:
        """Back to the sign-in page; the work of the person who leaves is closed."""
        self.views.flush()
        self._stage.leave()
        self.left.emit()
        self.ctx = None
        self.begun.operations.sign_in_as(None)
        self.runner.read(self, _accounts_now, self.start_, on_result=self._on_accounts, on_error=self._on_failed)

    def _on_accounts(self, people: Any) -> None:
        self.begun.accounts = people
        self.show_sign_in()

    def close(self) -> None:
        """Finish every write, make the backup when it is due, let go of the profile. Blocks: the window is gone."""
        self.runner.shutdown()
        self.views.flush()
        start, self.start_ = self.start_, None
        if start is not None:
            last = threading.Thread(target=_finish, args=(start,), name="closing")
            last.start()
            last.join()

    def _show(self, cover: QWidget) -> None:
        self._cover = cover
        self._stage.show_cover(cover)


def _finish(start: Start) -> None:
    from app.ui.shell.backups import when_due

    when_due(start.profile)
    start.profile.close()


def _accounts_now(start: Start) -> Any:
    from app.services.people.sign_in import accounts

    return accounts(start.profile.database)


def words_of(moment: Any) -> str:
    """A moment as a person reads it."""
    from app.wording.formats import Formats

    return Formats().timestamp(moment)


class _Told:
    """An opening error that waits for what is known of backups."""

    def __init__(self, session: Session, error: StorageError) -> None:
        self._session = session
        self._error = error

    def with_backup(self, backup: Any) -> None:
        self._session._show_problem(self._error, backup)  # noqa: SLF001

    def without_backup(self, _error: Exception) -> None:
        self._session._show_problem(self._error)  # noqa: SLF001


class _Restore(QObject):
    """The button that restores one file."""

    def __init__(self, session: Session, file: Path) -> None:
        super().__init__(session)
        self._session = session
        self._file = file

    def run(self) -> None:
        self._session.restore(self._file)
