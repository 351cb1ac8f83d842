"""No personal data in a log or a crash report (G26): canaries in everything that may be logged."""

import logging
import re
import stat
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

from app.config import logs
from app.config.paths import ProfilePaths
from app.db import driver
from app.domain.errors import StorageError, StorageProblem

EMAIL, PHONE, NAME, WORD = "canary.bird@example.com", "+49 170 5551234", "Canary Birdwhistle", "tweet-s3cret"
CANARIES = ("canary", "example.com", "5551234", "555 1234", "birdwhistle", "s3cret")


class Colour(Enum):
    YELLOW = "yellow"


@pytest.fixture
def paths(tmp_path: Path) -> ProfilePaths:
    return ProfilePaths(tmp_path / "Canary Birdwhistle")


@pytest.fixture
def log(paths: ProfilePaths) -> Iterator[logging.Logger]:
    with logs.logging_to(paths, level=logging.DEBUG):
        yield logging.getLogger("tradepost.test")


def written(paths: ProfilePaths) -> str:
    return "".join(path.read_text() for path in sorted(paths.logs.iterdir()))


def assert_clean(text: str) -> None:
    found = [canary for canary in CANARIES if canary in text.lower()]
    assert not found, text


def test_words_numbers_and_members_are_shown(log: logging.Logger, paths: ProfilePaths) -> None:
    log.info("operation %s of person %d took %.1f s: %s %s", logs.Word("customer.save"), 7, 0.25, Colour.YELLOW, None)
    assert "operation customer.save of person 7 took 0.2 s: Colour.YELLOW None" in written(paths)


def test_values_are_not(log: logging.Logger, paths: ProfilePaths) -> None:
    log.info("saved %s", NAME)
    log.info("saved %r and %s", [NAME, EMAIL], {"phone": PHONE})
    log.info("number %d", 491705551234)
    log.info("%(who)s", {"who": NAME})
    log.info("opened %s", paths.database)
    log.warning("to " + EMAIL + " at " + PHONE + " in /home/canary/files/x.db or C:\\Users\\canary\\x.db")  # noqa: G003
    wrong = logging.LogRecord("x", logging.INFO, "", 0, "wrong count %s %s", (NAME,), None)
    assert_clean(logs.RedactingFormatter().format(wrong))
    text = written(paths)
    assert text.count("saved") == 2
    assert_clean(text)


def test_an_exception_is_its_type_code_and_place(log: logging.Logger, paths: ProfilePaths) -> None:
    def fail(password: str) -> None:
        raise ValueError(f"{NAME} {password} {EMAIL}")

    try:
        try:
            fail(WORD)
        except ValueError as error:
            raise StorageError(StorageProblem.FULL, str(paths.database), NAME) from error
    except StorageError:
        log.exception("could not save")
    text = written(paths)
    assert "ValueError" in text
    assert "app.domain.errors.StorageError StorageProblem.FULL" in text
    assert "caused by" in text
    assert re.search(r"test_logs\.py:\d+ in fail", text)
    assert_clean(text)


def test_the_driver_and_sqlalchemy_say_no_values(log: logging.Logger, paths: ProfilePaths, tmp_path: Path) -> None:
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import IntegrityError

    path = tmp_path / "x.db"
    engine = create_engine("sqlite://", creator=lambda: driver.connect(path), module=driver.DBAPI)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (name TEXT UNIQUE)"))
    for _ in range(2):
        try:
            with engine.begin() as connection:
                connection.execute(text("INSERT INTO t VALUES (:name)"), {"name": NAME})
        except IntegrityError as error:
            log.exception("refused")
            log.error("refused: %s", error)
            log.error(f"refused: {error}")  # noqa: G004
    engine.dispose()
    said = written(paths)
    assert "SQLITE_CONSTRAINT" in said
    assert_clean(said)


def test_a_crash_report_holds_no_data_and_old_ones_go(paths: ProfilePaths) -> None:
    paths.make()
    try:
        {NAME: 1}[EMAIL]
    except KeyError as error:
        written_to = [logs.write_crash_report(paths, error) for _ in range(25)]
    text = written_to[-1].read_text()
    assert "KeyError" in text
    assert "python 3" in text
    assert_clean(text)
    assert len(list(paths.logs.glob("crash-*"))) == 20
    assert stat.S_IMODE(written_to[-1].stat().st_mode) == 0o600


def test_warnings_and_tracebacks_of_threads_come_too(log: logging.Logger, paths: ProfilePaths) -> None:
    log.log(logging.WARNING, "stack", stack_info=True)
    assert "test_warnings_and" not in written(paths)


def test_the_log_rotates_and_is_private(paths: ProfilePaths, log: logging.Logger) -> None:
    for number in range(20_000):
        log.info("a line of the log with the number %d in it, %d %d", number, number, number)
    found = sorted(paths.logs.glob("tradepost.log*"))
    assert 2 <= len(found) <= 6
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in found)
    assert all(path.stat().st_size <= 1_000_000 for path in found)


def test_a_log_that_cannot_be_written_stops_nothing(
    paths: ProfilePaths, log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        for _ in range(50):
            log.info("full %s", NAME)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)
    assert capsys.readouterr().err == ""


def test_what_was_set_up_before_is_so_again_afterwards(paths: ProfilePaths) -> None:
    import warnings

    root = logging.getLogger()
    before = root.level, list(root.handlers), warnings.showwarning
    with logs.logging_to(paths, level=logging.DEBUG):
        assert root.level == logging.DEBUG
    assert (root.level, list(root.handlers), warnings.showwarning) == before
