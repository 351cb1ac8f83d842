"""What the killed child of the fault tests does: keyed operations through the services, each acknowledged on a pipe."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app.config.paths import profile_paths
from app.db.models import Partner, Product
from app.domain import places
from app.domain.text import fold
from app.domain.vocabulary import MoveKind
from app.services.operations import Operations, WriteContext, command
from app.services.profile.opening import open_profile
from app.services.stock.ledger import Posting, post
from app.services.transfer.commands import run_import


@command("settings.save")
def book(ctx: WriteContext, key: str) -> int:
    """Store a customer and its product, and take ten pieces of it in: rows, a posting, balances, index, audit."""
    partner = Partner(name=f"Customer {key}", name_fold=fold(f"Customer {key}"), is_customer=True)
    product = Product(sku=key, sku_fold=fold(key), name=f"Thing {key}", name_fold=fold(f"Thing {key}"))
    ctx.session.add_all([partner, product])
    ctx.session.flush()
    post(
        ctx,
        [Posting(product.id, places.SUPPLIER, places.MAIN_SITE, 10, MoveKind.ADJUSTMENT, "audit_entry", None, 1000)],
    )
    return product.id


def work(hook: Callable[..., None], folder: str, first: str, count: str, acknowledged: str) -> None:
    """Book `count` operations from `first` on; each one's key is written to a file after its reply.

    `hook` is called after each statement, and after each COMMIT before the reply is out.
    """
    profile = open_profile(profile_paths(Path(folder)))
    ops = profile.sign_in()
    event.listen(profile.database.engine, "after_cursor_execute", hook)
    descriptor = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number in range(int(first), int(first) + int(count)):
        _book_once(ops, f"key-{number}")
        # The reply is lost when the kill comes here, after the commit.
        hook()
        os.write(descriptor, f"key-{number}\n".encode())
    os.close(descriptor)
    profile.close()


def _book_once(ops: Operations, key: str) -> None:
    ops.run_once(key, book, key)


def load(hook: Callable[..., None], folder: str, file: str, when: str) -> None:
    """Import a file of customers. `hook` is called before each of its rows, or at every few steps of the database."""
    profile = open_profile(profile_paths(Path(folder)))
    ops = profile.sign_in()

    def arm(connection: Any, _record: object) -> None:
        if when == "rows":
            connection.create_function("hook", 0, hook)
            connection.execute("CREATE TEMP TRIGGER armed BEFORE INSERT ON main.partner BEGIN SELECT hook(); END")
        else:
            connection.set_progress_handler(hook, int(when))

    profile.database.engine.dispose()
    event.listen(profile.database.engine, "connect", arm)
    ops.run(run_import, [Path(file)], "customers")
    profile.close()


if __name__ == "__main__":
    work(lambda *_: None, *sys.argv[1:5])
