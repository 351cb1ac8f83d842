"""The preview: pages, zoom, periods, saving whole or not at all, and errors in place."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.services.customers import detail
from app.ui.customers.summary import summary_source
from app.ui.documents.periods import PeriodKey, period_of
from app.ui.documents.preview import DocumentPreview
from tests.support.desk import Desk, no_markup

A_MOMENT = 30_000


def opened(desk: Desk) -> DocumentPreview:
    page = QWidget(desk.window)
    desk.window.take(page)
    desk.show()
    customer = desk.read(detail.detail, desk.shop.canary)
    today = desk.ops.now().date()
    preview = DocumentPreview(desk.ctx, summary_source(desk.ops, customer), desk.window, today=today)
    with desk.qtbot.waitSignal(preview.shown, timeout=A_MOMENT):
        preview.open()
    desk.rest()
    return preview


def test_pages_show_and_zoom_draws_them_sharper(desk: Desk) -> None:
    preview = opened(desk)
    view = preview.page_view
    assert view.page_count >= 1
    assert view.page == 1
    before = preview._images[0].width()
    preview.set_zoom(2.0)
    desk.qtbot.waitUntil(lambda: preview._images[0].width() > before, timeout=A_MOMENT)
    assert preview.zoom == 2.0
    assert no_markup(preview) == []
    desk.qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.page == view.page_count
    preview.close()
    desk.rest()
    assert not shiboken6.isValid(preview)


def test_the_pdf_is_saved_and_a_bad_place_is_said(desk: Desk, tmp_path) -> None:
    preview = opened(desk)
    target = tmp_path / "summary.pdf"
    with desk.qtbot.waitSignal(preview.saved, timeout=A_MOMENT):
        preview.save_to(target)
    assert target.read_bytes().startswith(b"%PDF-")
    with desk.qtbot.waitSignal(preview.failed, timeout=A_MOMENT):
        preview.save_to(tmp_path / "missing" / "summary.pdf")
    assert preview._banner.isVisible()
    assert sorted(path.name for path in tmp_path.glob("*.p*")) == ["summary.pdf"]
    preview.close()


def test_another_period_is_read(desk: Desk) -> None:
    preview = opened(desk)
    with desk.qtbot.waitSignal(preview.shown, timeout=A_MOMENT):
        preview.set_period(PeriodKey.LAST_YEAR)
    since, until = period_of(PeriodKey.LAST_YEAR, desk.ops.now().date())
    assert (preview._data.since, preview._data.until) == (since, until)
    preview.close()
