"""Many desktops at once: processes that sell from the same shelf, started together.

Run as a program: `working.py ADDRESS SEED PROCESSES SALES PRODUCT…` prints how many sales were acknowledged.
"""

import os
import sys
from random import Random

from app.db.engine import Database
from app.domain import places
from app.domain.errors import ValidationError
from app.services.operations import Operations
from tests.unit.core.test_ledger import move


def sell(address: str, seed: int, sales: int, products: list[int]) -> int:
    """Take one piece of something, again and again; how often it was there."""
    ops, dice, sold = Operations(Database(address)), Random(seed), 0
    for _ in range(sales):
        try:
            ops.run(move, dice.choice(products), places.MAIN_SITE, places.CUSTOMER, 1)
        except ValidationError:
            continue
        sold += 1
    return sold


def main(address: str, seed: int, processes: int, sales: int, products: list[int]) -> None:
    """Fork the sellers, and add up what they sold."""
    ends = []
    for number in range(processes):
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.write(writer, str(sell(address, seed * 100 + number, sales, products)).encode())
            os._exit(0)
        os.close(writer)
        ends.append(reader)
    print(sum(int(os.read(reader, 32) or b"-1000000") for reader in ends))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]), [int(product) for product in sys.argv[5:]])
