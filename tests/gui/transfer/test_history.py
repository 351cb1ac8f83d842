"""The history of imports: what was imported, and taking a run back."""

import pytest

from tests.gui.transfer.conftest import CUSTOMERS, Wizard


def imported(wizard: Wizard) -> None:
    wizard.open()
    wizard.take(wizard.write("list.csv", CUSTOMERS))
    wizard.to_check()
    wizard.page.checked.skip.setChecked(True)
    wizard.run()


def choose_first(wizard: Wizard):
    history = wizard.open(history=True).history
    wizard.qtbot.waitUntil(lambda: history.model.rowCount() == 1)
    history.table.select_id(history.model.id_at(0))
    wizard.qtbot.waitUntil(lambda: history.chosen is not None)
    return history


def test_an_empty_history_says_what_to_do(wizard: Wizard) -> None:
    history = wizard.open(history=True).history

    assert history.model.rowCount() == 0
    assert not history.undo.isEnabled()


def test_a_run_is_listed_and_taken_back(wizard: Wizard) -> None:
    imported(wizard)
    history = choose_first(wizard)
    assert history.chosen.files == ("list.csv",)
    assert history.chosen.staff == "Maya Lind"
    assert history.undo.isEnabled()

    history.undo.click()
    wizard.qtbot.waitUntil(lambda: wizard.sql("SELECT state FROM import_batch") == [("undone",)])
    wizard.rest()

    assert wizard.sql("SELECT count(*) FROM partner") == [(0,)]
    wizard.qtbot.waitUntil(lambda: not history.undo.isEnabled() and "taken back" in history.note.text())


def test_the_summary_undoes_the_run_too(wizard: Wizard) -> None:
    imported(wizard)
    step = wizard.page.run_step

    with wizard.qtbot.waitSignal(step.ended):
        step.undo.click()

    assert step.title.text() == "The import was taken back"
    assert wizard.sql("SELECT count(*) FROM partner") == [(0,)]


@pytest.mark.slow_turn  # the test's own change of the record
def test_a_conflict_says_who_changed_what(wizard: Wizard) -> None:
    from app.services.customers.commands import save
    from app.services.customers.detail import draft

    imported(wizard)
    operations = wizard.program.session.begun.operations
    guard, operations.guard = operations.guard, None
    number = wizard.sql("SELECT id FROM partner WHERE name = 'Deli'")[0][0]
    from dataclasses import replace

    operations.run(save, replace(operations.read(draft, number), name="Deli and Wine"))
    operations.guard = guard
    history = choose_first(wizard)

    history.undo.click()
    wizard.qtbot.waitUntil(lambda: bool(history.banner.text))

    assert "Nothing was taken back" in history.banner.text
    assert "Maya Lind" in history.banner.text
    assert "name" in history.banner.text
    assert wizard.sql("SELECT count(*) FROM partner") == [(2,)]
