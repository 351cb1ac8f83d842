"""What books beside the open window in the kill test: one call after the other, each acknowledged after its reply."""

import os
import sys
from pathlib import Path

from app.config.paths import profile_paths
from app.db.engine import Database
from app.domain.vocabulary import InteractionKind
from app.services.interactions.commands import log
from app.services.interactions.read_models import InteractionDraft
from app.services.operations import Operations


def work(folder: Path, acknowledged: Path, mark: str) -> None:
    """Log calls with the first customer until somebody kills this process."""
    operations = Operations(Database(profile_paths(folder).database))
    descriptor = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    number = 0
    while True:
        note = f"{mark}-{number}"
        operations.run(log, InteractionDraft(InteractionKind.CALL, 1, notes=note))
        os.write(descriptor, f"{note}\n".encode())
        number += 1


if __name__ == "__main__":
    work(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
