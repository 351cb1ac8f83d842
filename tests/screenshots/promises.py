"""What is late or was promised anew, on both sides: found by what it is, so that any sample shop has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.services.today.attention import attention
from tests.screenshots.stage import Stage


def _rows(stage: Stage, table: str) -> list[dict[str, Any]]:
    from tests.support.rows import rows

    return list(stage.off_thread(rows, stage.window.page("today").ctx.ops.database, table))


def _open(stage: Stage, entity: str, id_: int) -> Any:
    stage.window.open_record(entity, id_)
    stage.rest()
    tab = stage.window.page("suppliers" if entity == "purchase_order" else "customers")
    panels = (tab.orders, tab.pane.orders)
    stage.until(lambda: any(panel.isVisible() and panel.page.order_id == id_ for panel in panels))
    stage.rest()
    return next(panel.page for panel in panels if panel.isVisible())


def _unannounced(stage: Stage) -> Any:
    matters = stage.off_thread(stage.window.page("today").ctx.ops.read, attention)
    row = next(row for row in matters if row.kind.value == "late_in" and row.entity == "purchase_order" and row.orders)
    page = _open(stage, "purchase_order", row.id)
    stage.until(lambda: page.impact.page.current is not None and bool(page.impact.page.current.orders))
    page.impact.tabs.choose("impact")
    return page


def _impact(stage: Stage) -> None:
    _unannounced(stage)


def _new_day(stage: Stage) -> None:
    page = _unannounced(stage)
    page.impact.help.promise(page.impact.page.current.orders[0])


def _moved(table: str, entity: str) -> Callable[[Stage], None]:
    def prepare(stage: Stage) -> None:
        lines = _rows(stage, f"{table}_line")
        line = next(line for line in lines if line["current_promise"] != line["original_promise"])
        _open(stage, entity, line["order_id"])

    return prepare


def _another_day(stage: Stage) -> None:
    lines = _rows(stage, "sales_order_line")
    line = next(line for line in lines if line["current_promise"] != line["original_promise"])
    _open(stage, "sales_order", line["order_id"]).actions_by_key["repromise"].trigger()


def _back(key: str) -> Callable[[Stage], None]:
    def leave(stage: Stage) -> None:
        tab = stage.window.page(key)
        for panel in (tab.orders, tab.pane.orders):
            if panel.page.sheet is not None:
                panel.page.sheet.close_sheet()
        stage.rest()
        tab.go_back()

    return leave


PICTURES = (
    ("suppliers-order-impact", _impact, _back("suppliers")),
    ("suppliers-order-new-day", _new_day, _back("suppliers")),
    ("suppliers-order-moved", _moved("purchase_order", "purchase_order"), _back("suppliers")),
    ("customers-order-moved", _moved("sales_order", "sales_order"), _back("customers")),
    ("customers-order-promise", _another_day, _back("customers")),
)
