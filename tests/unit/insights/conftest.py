"""A small shop whose figures are worked out by hand."""

from pathlib import Path

import pytest

from app.services.operations import Operations
from tests.unit.transfer.conftest import Shop

HEADS = "number,customer,ordered,product,quantity,price,currency,discount,promised,shipped,carrier,freight,staff,status"
ORDERS = """
SO-1,ANNA,2026-01-10,CUP,3,10.00,USD,0,2026-01-14,2026-01-14,FAST,5.00,Jo,
SO-1,ANNA,2026-01-10,POT,1,99.99,USD,0.15,2026-01-14,2026-01-14,FAST,5.00,Jo,
SO-2,ANNA,2026-02-03,CUP,10,9.99,USD,0,2026-02-05,2026-02-09,SLOW,7.50,Jo,
SO-3,BEN,2026-02-10,POT,2,100.00,USD,0,2026-02-20,2026-02-12,SLOW,0,Kim,
SO-4,BEN,2026-03-01,CUP,5,10.00,USD,0,,,,,Kim,quote
SO-5,BEN,2026-03-02,CUP,5,10.00,USD,0,,,,,Kim,cancelled
SO-6,ANNA,2026-03-05,CUP,-1,10.00,USD,0,,2026-03-05,,,Jo,closed
SO-7,CARL,2026-03-09,POT,1,100.00,USD,0,2026-03-20,,,3.00,Kim,confirmed
"""
PRODUCTS = """sku,name,category,price,cost,currency,reorder_point
CUP,Cup,Table,10.00,4.00,USD,50
POT,Pot,Kitchen,100.00,40.00,USD,4
LID,Lid,Kitchen,12.00,5.00,USD,
PAN,Pan,Kitchen,30.00,11.00,USD,0
"""


@pytest.fixture
def shop(ops: Operations, tmp_path: Path) -> Shop:
    """Seven orders, of which five count; a return; one quote; one cancelled."""
    shop = Shop(ops, tmp_path)
    shop.load("staff", "name\nJo\nKim\n")
    shop.load("customers", "code,name\nANNA,Anna's\nBEN,Ben & Sons\nCARL,Carl\nDORA,Dora\n")
    shop.load("carriers", "code,name\nFAST,Fast Parcel\nSLOW,Slow Parcel\n")
    shop.load("suppliers", "code,name\nONE,One Ltd\nTWO,Two Ltd\n")
    shop.load("products", PRODUCTS)
    shop.load(
        "supplier_items", "supplier,product,price,currency\nONE,CUP,4.00,USD\nTWO,POT,40.00,USD\nONE,POT,39.00,USD\n"
    )
    shop.load("stock", "product,quantity,as_of\nCUP,60,2026-01-01\nPOT,10,2026-01-01\n")
    shop.load("sales_orders", HEADS + ORDERS, toml='[options]\ndiscount_as = "fraction"\n')
    return shop
