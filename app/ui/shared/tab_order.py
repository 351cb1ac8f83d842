"""Where Tab leads when parts of a form come and go: Qt puts what is made later at the end of the whole window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def tab_before(part: QWidget, target: QWidget) -> None:
    """Let Tab come through `part` just before `target`; its own controls keep their order."""
    anchor = target.previousInFocusChain()
    while anchor is not target and (anchor is part or part.isAncestorOf(anchor)):
        anchor = anchor.previousInFocusChain()
    inside: list[QWidget] = []
    one = part.nextInFocusChain()
    while part.isAncestorOf(one):
        inside.append(one)
        one = one.nextInFocusChain()
    for widget in inside:
        QWidget.setTabOrder(anchor, widget)
        anchor = widget
