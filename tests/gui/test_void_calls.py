"""The pair of Qt and Python is sound: a void call loses no reference to None and no memory.

PySide6 6.12.0 on Python 3.11 drops one reference at each and ends the program after some thousand.
"""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSpinBox, QWidget
from pytestqt.qtbot import QtBot

CALLS = 200_000
BATCH = 1_000


def resident_bytes() -> int:
    """Memory of this process that is in use now (Linux; 0 elsewhere)."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else 0


def call_void_methods(times: int, widget: QWidget, box: QSpinBox, thing: QObject) -> None:
    color, point = QColor(), QPoint()
    for number in range(times // 5):
        widget.setObjectName("name")
        box.setValue(number & 1)
        thing.setProperty("of", number & 1)
        color.setRgb(1, 2, 3)
        point.setX(4)


def test_a_void_call_loses_no_reference_to_none(qtbot: QtBot) -> None:
    parts = QWidget(), QSpinBox(), QObject()
    for part in parts[:2]:
        qtbot.addWidget(part)
    call_void_methods(BATCH, *parts)
    before = sys.getrefcount(None)

    call_void_methods(BATCH, *parts)

    assert abs(sys.getrefcount(None) - before) < BATCH // 20


def test_200_000_void_calls_leave_the_memory_alone(qtbot: QtBot) -> None:
    parts = QWidget(), QSpinBox(), QObject()
    for part in parts[:2]:
        qtbot.addWidget(part)
    call_void_methods(BATCH, *parts)
    before = resident_bytes()

    call_void_methods(CALLS, *parts)

    assert resident_bytes() - before < 5_000_000
