"""What the way to the first picture loads: with everything, the window comes at twice the time of a bare one."""

import subprocess
import sys

from tests.support.environment import ROOT

NOT_YET = {
    "app.cli",
    "app.domain",
    "app.services",
    "app.wording",
    "dataclasses",
    "html.entities",
    "logging.handlers",
    "sqlalchemy",
    "sqlcipher3",
}
SCRIPT = """
import sys
import PySide6.QtWidgets
bare = set(sys.modules)
import app.__main__
import app.bootstrap
print(*set(sys.modules) - bare)
"""


def test_the_libraries_come_after_the_first_picture() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
    assert not NOT_YET & set(done.stdout.split())
