"""The states of the Shipments tab that are worth a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.screenshots.stage import Stage


def _tab(stage: Stage) -> Any:
    stage.window.show_tab("shipments")
    tab = stage.window.page("shipments")
    stage.rest()
    tab.choose_view("list")
    stage.rest()
    tab.table.select_id(_late(tab))
    tab.show_detail()
    stage.rest()
    return tab


def _late(tab: Any) -> int | None:
    """The late delivery that customers wait for."""
    rows = (tab.model.row_at(place) for place in range(tab.model.rowCount()))
    late = (row.id for row in rows if row is not None and row.number.startswith("IN") and row.party == "Alder Ceramics")
    return next(late, tab.model.id_at(0))


def _list(stage: Stage) -> None:
    tab = _tab(stage)
    tab.detail.tabs.choose("impact")
    tab.show_list()


def _section(key: str) -> Callable[[Stage], None]:
    def prepare(stage: Stage) -> None:
        _tab(stage).detail.tabs.choose(key)

    return prepare


def _receive(stage: Stage) -> None:
    tab = _tab(stage)
    tab.pane.count()
    form = tab.pane.sheet.form
    form.field("lines.0.accepted").control.setText("99999")
    form.field("lines.0.rejected").control.setText("2")
    tab.pane.sheet.save()


def _event(stage: Stage) -> None:
    _tab(stage).pane.add_event()


def _promise(stage: Stage) -> None:
    pane = _tab(stage).pane
    pane.help.promise(pane.current.impact.orders[0])


def _swap(stage: Stage) -> None:
    pane = _tab(stage).pane
    pane.help.take(next(way for way in pane.current.impact.ways if way.kind.value == "swap"))


def _edit(stage: Stage) -> None:
    _tab(stage).pane.edit()


def _close(stage: Stage) -> None:
    tab = stage.window.page("shipments")
    if tab.pane.sheet is not None:
        tab.pane.sheet.close_sheet()
        tab.pane.sheet = None


def _new(stage: Stage) -> None:
    from app.ui.shipments.new_shipment import OrderPicker

    tab = _tab(stage)
    tab.create_outbound()
    stage.rest()
    picker = next(one for one in tab.findChildren(OrderPicker) if one.isVisible())
    picker.save_button.click()


def _close_new(stage: Stage) -> None:
    from app.ui.shipments.new_shipment import NewShipmentSheet

    for sheet in stage.window.page("shipments").findChildren(NewShipmentSheet):
        if sheet.isVisible():
            sheet.close_sheet()


def _view(key: str) -> Callable[[Stage], None]:
    def prepare(stage: Stage) -> None:
        _tab(stage).choose_view(key)

    return prepare


def _leave_view(stage: Stage) -> None:
    stage.window.page("shipments").choose_view("list")


PICTURES = (
    ("shipments", _list, None),
    ("shipments-lines", _section("lines"), None),
    ("shipments-events", _section("events"), None),
    ("shipments-costs", _section("costs"), None),
    ("shipments-receive", _receive, _close),
    ("shipments-event", _event, _close),
    ("shipments-edit", _edit, _close),
    ("shipments-promise", _promise, _close),
    ("shipments-swap", _swap, _close),
    ("shipments-new", _new, _close_new),
    ("shipments-board", _view("board"), _leave_view),
    ("shipments-calendar", _view("calendar"), _leave_view),
)
