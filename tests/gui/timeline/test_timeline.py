"""The stream and the composer: order, chips, search, follow-ups, editing, drafts, keyboard, 10,000 entries."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from app.domain.vocabulary import CallOutcome, InteractionKind, TaskState
from app.services.interactions import commands
from app.services.interactions.read_models import InteractionDraft
from app.services.tasks import queries as tasks
from app.services.tasks.read_models import TaskFilter, TaskView
from app.services.timeline import queries
from app.services.timeline.read_models import TimelineFilter
from app.ui.shared.access import Access, read_access
from app.ui.timeline.shapes import Act, Link, Shape, Spot
from app.ui.timeline.stream import StreamView
from app.ui.timeline.stream_model import StreamModel
from app.ui.timeline.view import TimelineView
from tests.support.desk import CANARY, Desk, no_markup


@pytest.fixture
def view(desk: Desk) -> TimelineView:
    view = TimelineView(desk.ctx, desk.window, linkable={"sales_order"})
    desk.window.take(view)
    access: Access = read_access(desk.beside())
    view.set_access(access)
    view.show_partner(desk.shop.harbour, "Harbour Café", [(1, "Rosa")])
    desk.show(560, 900)
    return view


def titles(view: TimelineView) -> list[str]:
    return [view.model.shape(row).title for row in range(view.model.rowCount())]


def row_of(view: TimelineView, title: str) -> int:
    return titles(view).index(title)


def test_everything_stands_in_one_order_of_time(view: TimelineView) -> None:
    found = titles(view)
    assert found[0] == "Call, no answer"
    assert found[1] == "Call"
    assert any(title.startswith("Order SO-3303, ") for title in found)
    assert "Shipment OUT-SO-3301 sent" in found


def test_chips_count_by_kind_and_filter(desk: Desk, view: TimelineView) -> None:
    assert view.chips.chip("calls").text() == "Calls 2"
    assert view.chips.chip("orders").text() == "Orders 3"
    view.chips.chip("calls").click()
    desk.rest()
    assert titles(view) == ["Call, no answer", "Call"]
    view.search.setText("brunch")
    view.search.tell_now()
    desk.rest()
    assert titles(view) == ["Call"]
    view.search.setText("nothing of the kind")
    view.search.tell_now()
    desk.rest()
    assert view.empty.isVisible()
    assert view.empty.title == "Nothing matches"


def test_words_that_name_a_record_open_it(desk: Desk, view: TimelineView) -> None:
    shape = view.model.shape(row_of(view, "Order SO-3301, " + titles(view)[-1].split(", ")[-1]))
    with desk.qtbot.waitSignal(view.link_activated) as told:
        view.acts.use(shape, Spot(link=shape.target))
    assert told.args == ["sales_order", shape.key[1]]


def test_a_follow_up_is_done_and_put_off_in_place(desk: Desk, view: TimelineView) -> None:
    shape = view.model.shape(row_of(view, "Call, no answer"))
    step = shape.follow_ups[0]
    assert step.text.startswith("Follow up ")
    snooze = next(a for a in view.acts.make_menu(shape).actions() if a.text().startswith("Snooze: next week"))
    with desk.qtbot.waitSignal(desk.ctx.bus.committed):
        snooze.trigger()
    desk.rest()
    assert desk.toast().startswith("Follow-up put off to ")
    shape = view.model.shape(row_of(view, "Call, no answer"))
    with desk.qtbot.waitSignal(desk.ctx.bus.committed):
        view.acts.use(shape, Spot(act=Act.DONE, follow_up=shape.follow_ups[0]))
    desk.rest()
    assert list(desk.read(tasks.ids, TaskFilter(TaskView.OPEN, mine=False))) == []
    done = desk.read(tasks.rows, list(desk.read(tasks.ids, TaskFilter(TaskView.DONE, mine=False))))
    assert [task.state for task in done] == [TaskState.DONE]


def test_a_note_is_mended_and_taken_out_with_undo(desk: Desk, view: TimelineView) -> None:
    shape = view.model.shape(row_of(view, "Call"))
    view.acts.do(shape, Act.EDIT)
    desk.qtbot.waitUntil(lambda: view.acts.sheet is not None)
    form = view.acts.sheet.findChild(type(view.acts.sheet._content))
    form.field("notes").control.setPlainText("Rosa is calm again.")
    with desk.qtbot.waitSignal(desk.ctx.bus.committed):
        view.acts.sheet.save_button.click()
    desk.rest()
    assert view.acts.sheet is None
    assert view.model.shape(row_of(view, "Call")).body == "Rosa is calm again."
    with desk.qtbot.waitSignal(desk.ctx.bus.committed):
        view.acts.do(view.model.shape(row_of(view, "Call")), Act.DELETE)
    desk.rest()
    assert "Call" not in titles(view)
    with desk.qtbot.waitSignal(desk.ctx.bus.committed):
        desk.ctx.undo.undo(desk.window)
    desk.rest()
    assert "Call" in titles(view)


@pytest.mark.parametrize("role", ["sales"], indirect=True)
def test_sales_may_not_change_what_others_wrote(view: TimelineView) -> None:
    shape = view.model.shape(row_of(view, "Call"))
    assert not shape.can_edit
    assert not shape.can_delete


def test_a_call_is_logged_by_the_keyboard_with_a_next_step(desk: Desk, view: TimelineView) -> None:
    composer = view.composer
    composer.begin()
    desk.qtbot.keyClicks(composer.text, "Promised the jugs")
    composer.follow_up.line.setFocus()
    desk.qtbot.keyClicks(composer.follow_up.line, "tomorrow 9:30")
    with desk.qtbot.waitSignal(composer.saved):
        desk.qtbot.keyClick(composer.follow_up.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.rest()
    assert desk.toast() == "Logged call with Harbour Café"
    assert view.model.shape(0).body == "Promised the jugs"
    assert view.model.shape(0).follow_ups[0].text.startswith("Follow up tomorrow 9:30")
    assert composer.text.toPlainText() == ""


def test_what_is_typed_survives_another_customer_and_a_refusal(desk: Desk, view: TimelineView) -> None:
    composer = view.composer
    composer.text.setPlainText("Half a sentence")
    composer.choose_outcome(CallOutcome.REFUSED)
    view.show_partner(desk.shop.orchard, "Orchard & Vine")
    desk.rest()
    assert composer.text.toPlainText() == ""
    view.show_partner(desk.shop.harbour, "Harbour Café")
    desk.rest()
    assert composer.text.toPlainText() == "Half a sentence"
    assert composer.outcome_choice is CallOutcome.REFUSED
    composer.follow_up.set_text("whenever")
    composer.save()
    desk.rest()
    assert composer.text.toPlainText() == "Half a sentence"
    assert composer.follow_up.line.property("invalid")


def test_nobody_there_proposes_when_to_try_again_and_counts(desk: Desk, view: TimelineView) -> None:
    view.composer.choose_outcome(CallOutcome.NO_ANSWER)
    desk.rest()
    assert view.composer.follow_up.due is not None
    assert view.composer._attempt.text() == "Attempt 2"


def test_a_mention_is_chosen_from_the_list_and_becomes_a_link(desk: Desk, view: TimelineView) -> None:
    composer = view.composer
    composer.begin()
    desk.qtbot.keyClicks(composer.text, "About @SO-3302")
    desk.qtbot.waitUntil(lambda: composer.mentions.popup.is_open)
    desk.qtbot.keyClick(composer.text, Qt.Key.Key_Return)
    assert composer.text.toPlainText() == "About SO-3302 "
    with desk.qtbot.waitSignal(composer.saved):
        composer.save()
    desk.rest()
    assert [(link.text, link.entity) for link in view.model.shape(0).links] == [("SO-3302", "sales_order")]


def test_the_timer_becomes_the_duration(desk: Desk, view: TimelineView) -> None:
    timer = view.composer.timer
    timer.toggle()
    timer._since -= 372
    timer.toggle()
    view.composer.text.setPlainText("Long talk")
    with desk.qtbot.waitSignal(view.composer.saved):
        view.composer.save()
    desk.rest()
    assert view.model.shape(0).title == "Call, 6\u00a0min"


def test_arrows_and_enter_work_in_the_stream(desk: Desk, view: TimelineView) -> None:
    view.stream.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.stream.currentIndex().row() == 0
    desk.qtbot.keyClick(view.stream, Qt.Key.Key_Down)
    assert view.stream.currentIndex().row() == 1
    view.stream.acts_wanted.disconnect()
    with desk.qtbot.waitSignal(view.stream.acts_wanted) as told:
        desk.qtbot.keyClick(view.stream, Qt.Key.Key_Return)
    words = [action.text() for action in view.acts.make_menu(told.args[0]).actions()]
    assert "Edit …" in words
    desk.qtbot.keyClick(view.stream, Qt.Key.Key_Up)
    desk.qtbot.keyClick(view.stream, Qt.Key.Key_Up)
    assert not view.stream.hasFocus()


def test_older_entries_come_as_one_scrolls(desk: Desk, view: TimelineView) -> None:
    beside = desk.beside()
    for number in range(130):
        beside.run(commands.log, InteractionDraft(InteractionKind.NOTE, desk.shop.harbour, notes=f"Note {number}"))
    view.refresh()
    desk.rest()
    assert view.model.rowCount() < 130
    bar = view.stream.verticalScrollBar()
    for _ in range(8):
        bar.setValue(bar.maximum())
        view.stream.viewport().repaint()
        desk.rest()
    counts = desk.read(queries.counts, TimelineFilter(partner_id=desk.shop.harbour))
    # The open follow-up stands below its call.
    assert view.model.rowCount() == sum(counts.values()) - 1
    assert len({view.model.shape(row).key for row in range(view.model.rowCount())}) == view.model.rowCount()


def test_who_scrolled_far_keeps_the_place_after_a_write(desk: Desk, view: TimelineView) -> None:
    beside = desk.beside()
    for number in range(260):
        beside.run(commands.log, InteractionDraft(InteractionKind.NOTE, desk.shop.harbour, notes=f"Note {number}"))
    view.refresh()
    desk.rest()
    bar = view.stream.verticalScrollBar()
    while view.model.rowCount() < 250:
        bar.setValue(bar.maximum())
        desk.rest()
    bar.setValue(bar.maximum() - 200)
    desk.rest()

    def in_sight() -> tuple[object, int]:
        index = view.stream.indexAt(QPoint(40, 4))
        return view.model.shape(index.row()).key, view.stream.visualRect(index).y()

    seen = in_sight()
    assert view.model.row_of(seen[0]) > 200
    beside.run(commands.log, InteractionDraft(InteractionKind.NOTE, desk.shop.harbour, notes="One more"))
    with desk.qtbot.waitSignal(view.loaded):
        view.refresh()
    desk.rest()

    assert view.model.shape(0).body == "One more"
    assert in_sight() == seen

    bar.setValue(0)
    beside.run(commands.log, InteractionDraft(InteractionKind.NOTE, desk.shop.harbour, notes="At the top"))
    with desk.qtbot.waitSignal(view.loaded):
        view.refresh()
    desk.rest()
    assert bar.value() == 0


def test_markup_is_painted_as_it_is(desk: Desk, view: TimelineView) -> None:
    view.show_partner(desk.shop.canary, CANARY)
    desk.rest()
    assert view.model.shape(0).body == f"Said {CANARY}"
    assert view.stream.block(0).text.text() == f"Said {CANARY}"
    desk.window.grab()
    assert no_markup(desk.window) == []


def test_ten_thousand_entries_scroll_and_narrow_at_once(desk: Desk, watchdog) -> None:
    model = StreamModel(desk.window)
    stream = StreamView(model, desk.window)
    desk.window.take(stream)
    body = "A sentence that is long enough to need a second line in a narrow pane, with SO-1 in it. " * 2
    link = Link("SO-1", "sales_order", 1)
    shapes = [Shape(("note", n), "note", f"Note {n}", " · 3 Nov · Maya", body, links=(link,)) for n in range(10_000)]
    desk.show(560, 800)
    model.replace(shapes[:50])
    model.append(shapes[50:])
    desk.rest()
    watchdog.forgive()
    bar = stream.verticalScrollBar()
    for share in (0.1, 0.5, 0.9, 1.0, 0.3):
        bar.setValue(round(bar.maximum() * share))
        stream.viewport().repaint()
        desk.rest()
    desk.window.resize(430, 800)
    desk.rest()
    stream.setFocus()
    desk.qtbot.keyClick(stream, Qt.Key.Key_End)
    assert stream.currentIndex().row() == 9_999
    assert stream.visualRect(stream.currentIndex()).bottom() <= stream.viewport().height()
    spots = [spot for _, spot in stream.block(9_999).areas]
    assert spots == [Spot(link=link)] or spots[0].link == link


def test_the_model_keeps_qts_rules(desk: Desk, qtmodeltester) -> None:
    model = StreamModel(desk.window)
    model.replace([Shape(("note", n), "note", f"Note {n}", "") for n in range(3)])
    qtmodeltester.check(model)
    model.append([Shape(("note", n), "note", f"Note {n}", "") for n in range(2, 6)])
    assert model.rowCount() == 6
