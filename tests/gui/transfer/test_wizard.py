"""From a file to records by the wizard: reading, mapping, mending, leaving out, cancelling, undoing."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel

from app.ui.shared.fields import LineField
from app.ui.transfer.frame import CHECK, COLUMNS, FILES, RUN
from app.ui.transfer.saved_maps import saved_maps
from tests.gui.transfer.conftest import CUSTOMERS, Wizard
from tests.support.watchdog import Watchdog


def test_a_file_is_guessed_previewed_and_imported(wizard: Wizard) -> None:
    page = wizard.open()
    assert not page.next.isEnabled()
    wizard.take(wizard.write("list.csv", CUSTOMERS))

    assert page.draft.kind_name == "customers"
    assert page.files.kind.currentText() == "Customers"
    page.go_on()
    assert page.step == COLUMNS
    assert page.columns.rows["name"].choice.currentText() == "Customer name"
    assert page.columns.rows["name"].caption.accessibleName() == "Name, needed"
    assert "Harbour Cafe" in page.columns.rows["name"].samples.whole_text
    wizard.to_check()

    assert page.checked.report.refused == 2
    assert not page.next.isEnabled()
    assert "leave them out" in page.why.text()
    page.checked.skip.setChecked(True)
    wizard.run()

    assert page.step == RUN
    assert page.run_step.title.text() == "Customers imported"
    assert wizard.sql("SELECT name FROM partner ORDER BY name") == [("Deli",), ("Harbour Cafe",)]


def test_the_problems_lead_to_their_cells_and_a_cell_is_mended_in_place(wizard: Wizard) -> None:
    page = wizard.open()
    wizard.take(wizard.write("list.csv", CUSTOMERS))
    wizard.to_check()
    table = page.checked.tables[0]
    model = table.paged
    problems = page.checked.problems
    wizard.qtbot.waitUntil(lambda: problems.paged.row_at(0) is not None)
    assert [column.text(problems.paged.row_at(0)) for column in problems.paged.columns][1:4] == [
        "3",
        "Credit limit",
        "lots",
    ]

    assert problems.hasFocus()
    wizard.qtbot.waitUntil(lambda: problems.selected_ids() == [0])
    wizard.qtbot.keyClick(problems, Qt.Key.Key_Return)
    wizard.qtbot.waitUntil(lambda: model.row_at(1) is not None)
    index = table.currentIndex()
    assert model.columns[index.column()].title == "Credit limit"
    assert "not a number" in model.data(index, Qt.ItemDataRole.ToolTipRole)

    mend(wizard, "2000")
    wizard.qtbot.waitUntil(lambda: page.checked.report.refused == 1)
    table.jump(4, "Customer name")
    mend(wizard, "Corner Shop")
    wizard.qtbot.waitUntil(lambda: page.checked.report.refused == 0)
    wizard.rest()
    assert page.next.text().replace("\N{NO-BREAK SPACE}", " ") == "Import 4 rows"
    wizard.run()

    limits = "SELECT p.name, c.credit_limit_minor FROM partner p JOIN customer_terms c ON c.partner_id = p.id"
    assert wizard.sql(f"{limits} ORDER BY p.code") == [
        ("Harbour Cafe", 100_000),
        ("Orchard and Vine", 200_000),
        ("Corner Shop", 300_000),
        ("Deli", 400_000),
    ]


def mend(wizard: Wizard, text: str) -> None:
    table = wizard.page.checked.tables[0]
    wizard.qtbot.waitUntil(lambda: table.paged.row_at(table.currentIndex().row()) is not None)
    wizard.qtbot.keyClick(table, Qt.Key.Key_Return)
    editor = next(editor for editor in table.viewport().findChildren(LineField) if editor.isVisible())
    assert editor.accessibleName()
    editor.setText(text)
    wizard.qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_typing_in_a_cell_writes_it_anew(wizard: Wizard) -> None:
    page = wizard.open()
    wizard.take(wizard.write("list.csv", CUSTOMERS))
    wizard.to_check()
    table = page.checked.tables[0]
    table.jump(3, "Credit limit")
    wizard.qtbot.waitUntil(lambda: table.paged.row_at(1) is not None)

    wizard.qtbot.keyClicks(table, "7")
    editor = next(editor for editor in table.viewport().findChildren(LineField) if editor.isVisible())
    assert editor.accessibleName() == "Credit limit, row 3"
    wizard.qtbot.keyClicks(editor, "50")
    wizard.qtbot.keyClick(editor, Qt.Key.Key_Return)
    wizard.qtbot.waitUntil(lambda: page.checked.report.refused == 1)
    assert page.draft.edits["list.csv", 3, "Credit limit"] == "750"


def test_only_the_refused_rows_can_be_shown(wizard: Wizard) -> None:
    page = wizard.open()
    wizard.take(wizard.write("list.csv", CUSTOMERS))
    wizard.to_check()
    model = page.checked.tables[0].paged
    assert model.rowCount() == 4

    page.checked.view.chosen.emit("refused")
    wizard.qtbot.waitUntil(lambda: model.rowCount() == 2)

    wizard.qtbot.waitUntil(lambda: model.row_at(0) is not None)
    assert [model.row_at(row).line for row in range(2)] == [3, 4]


def test_two_readings_of_a_date_are_asked_for(wizard: Wizard) -> None:
    page = wizard.open()
    wizard.take(wizard.write("stock.csv", "product,quantity,as_of\nP1,5,03/04/2026\n"))
    assert page.draft.kind_name == "stock"
    wizard.to_check()
    assert not page.next.isEnabled()
    texts = [button.text() for button in page.checked.questions.buttons]
    assert len(texts) >= 2
    day_first = next(button for button in page.checked.questions.buttons if "day first" in button.text())

    with wizard.qtbot.waitSignal(page.previewed):
        day_first.click()

    assert page.draft.options.date_format == "%d/%m/%Y"
    assert not any("first" in button.text() for button in page.checked.questions.buttons)


def test_a_delimiter_that_is_unclear_is_asked_for_at_the_file(wizard: Wizard) -> None:
    page = wizard.open()
    wizard.take(wizard.write("customers.csv", "name;phone,x\nBo;1,2\nEk;3,4\n"))
    assert not page.next.isEnabled()
    semicolon = next(button for button in page.files.questions.buttons if button.text() == "Semicolon")

    with wizard.qtbot.waitSignal(page.looked):
        semicolon.click()

    assert page.draft.headers == ("name", "phone,x")
    assert page.files.options["delimiter"].currentText() == "Semicolon"
    assert page.next.isEnabled()


def test_columns_are_chosen_by_hand_and_constants_set(wizard: Wizard) -> None:
    page = wizard.open()
    wizard.take(wizard.write("customers.csv", "Who,Town\nBo Ek,Lund\n"))
    page.files.kind_chosen.emit("customers")
    page.go_on()
    assert "needed" in page.columns.banner.text
    assert not page.next.isEnabled()

    choose(page, "name", "Who")
    choose(page, "city", "Not imported")
    choose(page, "country", "One value for all rows …")
    constant = page.columns.rows["country"].constant
    assert not constant.isHidden()
    constant.setText("Sweden")
    constant.editingFinished.emit()
    assert page.next.isEnabled()
    assert "Town" in page.columns.unread.text()
    wizard.to_check()
    wizard.run()

    assert wizard.sql("SELECT p.name, a.city, a.country FROM partner p JOIN address a ON a.partner_id = p.id") == [
        ("Bo Ek", "", "Sweden")
    ]


def choose(page, field: str, words: str) -> None:
    choice = page.columns.rows[field].choice
    choice.setCurrentIndex(choice.findText(words))
    choice.activated.emit(choice.currentIndex())


def test_a_map_is_saved_and_offered_for_files_with_its_columns(wizard: Wizard) -> None:
    page = wizard.open()
    path = wizard.write("a.csv", "Who,Town\nBo Ek,Lund\n")
    wizard.take(path)
    page.files.kind_chosen.emit("suppliers")
    page.go_on()
    choose(page, "name", "Who")
    page.columns.map_name.setText("From the fair")
    page.columns.save.click()
    assert saved_maps(wizard.window.ctx)["From the fair"].columns["name"] == ("Who",)

    page = wizard.open()
    wizard.take(path)
    assert page.files.map.findText("From the fair") > 0
    with wizard.qtbot.waitSignal(page.looked):
        page.files.map_chosen.emit("From the fair")

    assert page.draft.kind_name == "suppliers"
    assert page.draft.mapping()[0]["name"] == ("Who",)
    page.begin_anew()
    wizard.take(wizard.write("b.csv", "Other\nx\n"))
    assert page.files.map.findText("From the fair") < 0


def test_a_cancelled_run_leaves_nothing(wizard: Wizard) -> None:
    page = wizard.open()
    rows = "".join(f"Shop {number},S{number}\n" for number in range(4_000))
    wizard.take(wizard.write("customers.csv", "name,code\n" + rows))
    wizard.to_check()
    page.run()
    assert wizard.window.status.job.isVisible()
    page.run_step.cancel.click()
    wizard.qtbot.waitUntil(lambda: not page.running)

    assert page.step == CHECK
    assert "Nothing of it was kept" in page.checked.banner.text
    wizard.rest()
    assert wizard.sql("SELECT count(*) FROM partner") == [(0,)]
    assert wizard.sql("SELECT count(*) FROM import_batch") == [(0,)]


def test_the_refused_rows_are_saved_to_mend_them(wizard: Wizard, tmp_path: Path) -> None:
    page = wizard.open()
    wizard.take(wizard.write("list.csv", CUSTOMERS))
    wizard.to_check()
    page.checked.skip.setChecked(True)
    wizard.run()
    target = tmp_path / "refused.csv"

    with wizard.qtbot.waitSignal(page.run_step.ended):
        page.run_step.save_refused(str(target))

    text = target.read_text(encoding="utf-8-sig")
    assert "Orchard and Vine" in text
    assert "not a number" in text
    assert "Harbour Cafe" not in text


def test_files_dropped_on_the_window_open_the_page(wizard: Wizard) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(wizard.write("list.csv", CUSTOMERS)))])
    event = QDropEvent(
        QPointF(QPoint(50, 300)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )

    enter = QDragEnterEvent(QPoint(50, 300), event.dropAction(), data, event.buttons(), event.modifiers())
    QApplication.sendEvent(wizard.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(wizard.window, event)
    wizard.rest()

    assert wizard.page.draft.paths[0].name == "list.csv"
    assert wizard.page.step == FILES


def test_what_stands_in_a_file_is_text_and_never_markup(wizard: Wizard) -> None:
    page = wizard.open()
    wizard.take(wizard.write("<b>x.csv", "name,<img src=a>\n<b>Bo</b>,<i>1</i>\n"))
    page.files.kind_chosen.emit("customers")
    wizard.to_check()

    assert all(part.textFormat() == Qt.TextFormat.PlainText for part in page.findChildren(QLabel))


def test_a_large_file_does_not_freeze_the_window(wizard: Wizard, watchdog: Watchdog) -> None:
    page = wizard.open()
    rows = "".join(f"Shop {number},S{number},+46 8 {number:07}\n" for number in range(20_000))
    path = wizard.write("customers.csv", "name,code,phone\n" + rows + ",S,1\n")
    watchdog.forgive()
    wizard.take(path)
    wizard.to_check()
    page.checked.tables[0].scrollToBottom()
    wizard.rest()

    assert page.checked.report.created == 20_000


@pytest.mark.parametrize("kind", ["products", "customers"])
def test_a_role_sees_what_it_may_not_import(wizard: Wizard, kind: str) -> None:
    page = wizard.open()
    page.files.set_grant("contacts", "")
    row = page.files.kind.findData(kind)

    assert not page.files.kind.model().item(row).isEnabled()
    assert "not for your role" in page.files.kind.itemText(row)
    assert page.files.kind.model().item(page.files.kind.findData("contacts")).isEnabled()


def test_escape_goes_back_step_by_step(wizard: Wizard) -> None:
    page = wizard.open()
    wizard.take(wizard.write("list.csv", CUSTOMERS))
    wizard.to_check()

    for step in (COLUMNS, FILES):
        wizard.window.step_back()
        assert page.step == step
    wizard.window.step_back()
    assert wizard.window.stack.currentWidget() is not page
