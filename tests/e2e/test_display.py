"""The display of the end-to-end tests works: a window opens, has the focus and gets keys."""

import subprocess
import sys

from tests.support.display import Display

WINDOW = """
import sys
from PySide6.QtWidgets import QApplication, QLineEdit
application = QApplication(sys.argv)
line = QLineEdit()
line.setWindowTitle("A line to type in")
line.returnPressed.connect(application.quit)
line.show()
application.exec()
print(line.text())
"""


def test_keys_reach_a_real_window(display: Display) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WINDOW], env=display.environment, stdout=subprocess.PIPE, text=True
    ) as process:
        display.activate(display.window("A line to type in"))

        display.type("hello")
        display.keys("Return")

        assert process.communicate(timeout=20)[0] == "hello\n"
