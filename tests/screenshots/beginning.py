"""The first minutes of a business, step by step: what shows before there is anything to show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.vocabulary import Role
from tests.screenshots.stage import Stage

PASSWORD, OWNERS = "a blue gravy boat", "three green teapots"


def beginning(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    """Names of pictures and what to take, on a stage that nobody works on yet (`Stage(folder, at_work=False)`)."""
    window = stage.window
    page = _cover(stage)
    yield "first-start", window
    page.form.set_values({"name": "Greenleaf Kitchen Supply", "owner_name": "Maya Lind"})
    page.go.click()
    stage.until(lambda: _cover(stage) is not page)
    stage.rest()
    yield "first-choice", window
    _cover(stage).buttons["empty"].click()
    stage.until(lambda: window.ctx is not None)
    stage.rest()
    for key in ("today", "suppliers", "inventory", "shipments", "customers", "performance"):
        window.show_tab(key)
        stage.rest()
        yield f"empty-{key}", window
    yield from _sign_in(stage)


def _sign_in(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    from app.services.people.commands import save
    from app.services.people.read_models import StaffDraft

    window = stage.window
    draft = StaffDraft("Jonas Ek", Role.SALES, signs_in=True, password=PASSWORD, own_password=OWNERS)
    stage.off_thread(window.ctx.ops.run, save, draft)
    stage.program.session.sign_out()
    stage.until(lambda: window.ctx is None and window.root.currentWidget() is not window.frame)
    page = _cover(stage)
    stage.rest()
    yield "sign-in", window
    page.password.setText("not this one")
    page.go.click()
    stage.until(lambda: bool(page.form.field("password").error or page.form.banner.isVisible()))
    yield "sign-in-refused", window


def _cover(stage: Stage) -> Any:
    return stage.window.root.currentWidget()
