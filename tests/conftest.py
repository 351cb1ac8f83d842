"""What every test gets: Qt offscreen or not at all, silence in the log, folders of its own."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import environment
from tests.support.display import Display, virtual_display
from tests.support.isolation import without_qt

# Before anything imports Qt. The e2e tests start the program themselves, on a display of their own.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

pytest_plugins = ["tests.support.database"]

# A busy machine is slow, not wrong; an unattended run tries the same examples each time.
settings.register_profile(
    "tradepost", deadline=None, derandomize=environment.in_ci(), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tradepost")

WITHOUT_QT = ("migrations", "postgresql", "properties", "unit")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all e2e tests on one worker: they share a display and would steal each other's focus."""
    for item in items:
        if _kind(item.path) == "e2e" and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group("e2e"))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Import the modules of tests below the window with Qt unimportable, as when they run."""
    if isinstance(collector, pytest.Module) and _kind(collector.path) in WITHOUT_QT:
        with without_qt():
            return (yield)
    return (yield)


@pytest.fixture(autouse=True)
def _no_qt_below_the_window(request: pytest.FixtureRequest) -> Iterator[None]:
    if _kind(request.path) in WITHOUT_QT:
        with without_qt():
            yield
    else:
        yield


@pytest.fixture(autouse=True)
def _calm_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a warning in the program's log, unless it is marked `expects_log`."""
    handler = _Collector(logging.WARNING)
    logger = logging.getLogger("app")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    if handler.lines and request.node.get_closest_marker("expects_log") is None:
        pytest.fail("the log has warnings:\n" + "\n".join(handler.lines), pytrace=False)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep settings and data of the person who runs the tests out of reach."""
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    for name in environment.FOLDER_VARIABLES:
        monkeypatch.setenv(name, str(home))


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The real data sets that the tests of imports and figures read."""
    return environment.data_folder()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A folder for one profile of the program, empty, as `--profile` takes it."""
    folder = tmp_path / "profile"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    """A virtual display with a window manager, for tests that drive the program in a real window."""
    with virtual_display() as display:
        yield display


class _Collector(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def _kind(path: Path) -> str:
    """The folder below `tests` that a test module is in."""
    folder = Path(__file__).parent
    return path.relative_to(folder).parts[0] if path.is_relative_to(folder) else ""
