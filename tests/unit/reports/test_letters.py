"""Purchase order, quote and packing list: what they say, by whom they may be made, and that data stays data."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from app.db.engine import Database
from app.db.models import Address, Partner, Product, PurchaseOrder, SalesOrderLine, Setting, Staff, SupplierItem
from app.domain.errors import NotFoundError, PermissionDenied, Problem, ValidationError
from app.domain.vocabulary import Role
from app.reports import orders
from app.reports.documents import DocumentKind, document, render, render_pages
from app.services.business.commands import save_business
from app.services.business.read_models import Business
from app.services.documents.order_models import PricedLine, PurchaseOrderDocument
from app.services.operations import WriteContext, command
from app.services.purchasing import commands as purchasing
from app.services.purchasing.read_models import PurchaseLineDraft, PurchaseOrderDraft
from app.services.sales_orders import answers
from app.services.sales_orders import commands as sales
from app.services.sales_orders.read_models import SalesLineDraft, SalesOrderDraft
from app.services.shipments import outbound
from app.services.shipments.read_models import ShipmentDraft, ShipmentLineDraft
from app.wording.formats import Formats
from tests.support.database import database, template  # noqa: F401
from tests.support.pictures import png
from tests.support.trade import Trade, open_shop
from tests.unit.reports.test_customer_summary import CANARIES, squeezed

F = Formats("en_US")
BUSINESS = Business(
    "Greenleaf Kitchen Supply", "USD", street="Storgatan 12", postal_code="411 38", city="Göteborg",
    country="Sweden", phone="+46 31 555 01 42", email="hello@greenleaf.example", website="greenleaf.example",
    tax_id="SE556677889901", footer="IBAN SE35 5000\nReg. no. 5566", quote_days=30,
)  # fmt: skip


@pytest.fixture
def trade(database: Database) -> Trade:  # noqa: F811
    trade = open_shop(database)
    trade.ops.run(furnish, trade.supplier, trade.customer, trade.products[0])
    trade.ops.run(save_business, BUSINESS, png(40, 20))
    return trade


@command("profile.create", undoable=False)
def furnish(ctx: WriteContext, supplier: int, customer: int, product: int) -> None:
    ctx.session.add_all(
        [
            Address(partner_id=supplier, street="Kiln Road 4", city="Stoke", postal_code="ST1", country="UK"),
            Address(partner_id=customer, street="Quay 1", city="Lund", postal_code="222 22"),
            Address(partner_id=customer, label="Delivery", street="Back door 7", city="Lund", is_main=False),
            SupplierItem(supplier_id=supplier, product_id=product, supplier_sku="AC-16-S", pack_quantity=6),
        ]
    )
    ctx.session.get_one(Partner, customer).payment_days = 30
    ctx.session.get_one(Product, product).weight_g = 310


def kind_of(name: str) -> DocumentKind:
    kind = document(name)
    assert kind is not None
    return kind


def pages_of(name: str, data: object, formats: Formats = F) -> list[str]:
    reader = PdfReader(io.BytesIO(render(kind_of(name), data, formats)))
    return [" ".join(page.extract_text().replace("\xa0", " ").split()) for page in reader.pages]


def text_of(name: str, data: object, formats: Formats = F) -> str:
    return " ".join(pages_of(name, data, formats))


def order_of(trade: Trade, *lines: PurchaseLineDraft, **fields: object) -> PurchaseOrderDocument:
    draft = PurchaseOrderDraft(trade.supplier, lines, ordered=date(2026, 11, 2), **fields)  # type: ignore[arg-type]
    return orders.purchase_order_of(trade.ops, trade.ops.run(purchasing.create, draft).value)


def item_of(trade: Trade) -> int:
    from sqlalchemy import select

    with trade.ops.database.read() as session:
        return session.execute(select(SupplierItem.id)).scalar_one()


def test_a_purchase_order_says_what_is_ordered(trade: Trade) -> None:
    first = PurchaseLineDraft(
        trade.products[0], 24, 505, discount_ppm=25_000, requested=date(2026, 12, 1), supplier_item_id=item_of(trade)
    )
    second = PurchaseLineDraft(trade.products[4], 1_500, 333, requested=date(2026, 12, 8))
    order = order_of(trade, first, second, freight_minor=1_250, notes="Ring before you come.")
    # 24 × 5.05 less 2.5 % is 118.17; 1.5 kg at 3.33 is 4.995, rounded up.
    assert [line.net_minor for line in order.lines] == [11_817, 500]
    assert (order.net_minor, order.total_minor) == (12_317, 13_567)
    text = text_of("purchase_order", order)
    for words in (
        "Purchase order", order.number, "Alder Ceramics", "Kiln Road 4", "ST1 Stoke", "November 2, 2026",
        "Greenleaf Kitchen Supply", "Storgatan 12", "411 38 Göteborg", "+46 31 555 01 42", "Tax ID SE556677889901",
        "IBAN SE35 5000", "Reg. no. 5566", "AC-16-S", "Bowl 16 cm, sand", "24 pcs", "4 × 6", "$5.05", "2.5%", "$118.17",
        "1.5 kg", "$3.33", "$5.00", "Net $123.17", "Freight $12.50", "Total $135.67", "Requested Dec 1, 2026",
        "Requested Dec 8, 2026", "Ring before you come.", "Draft", "Page 1 of 1", "Deliver to",
    ):  # fmt: skip
        assert words in text, (words, text)


def test_a_day_that_all_lines_share_is_said_once(trade: Trade) -> None:
    lines = [PurchaseLineDraft(trade.products[place], 1, 100, requested=date(2026, 12, 1)) for place in (0, 1)]
    text = text_of("purchase_order", order_of(trade, *lines))
    assert text.count("December 1, 2026") == 1
    assert "Requested Dec 1," not in text
    assert "Discount" not in text
    assert "Packs" not in text


def test_amounts_are_in_the_orders_own_currency(trade: Trade) -> None:
    order = order_of(trade, PurchaseLineDraft(trade.products[0], 3, 1_234), currency="JPY")
    text = text_of("purchase_order", order)
    assert "¥1,234" in text
    assert "Total ¥3,702" in text
    assert "Currency JPY" in text
    swedish = text_of("purchase_order", replace(order, currency="EUR"), Formats("sv_SE"))
    assert "37,02 €" in swedish


def test_an_order_without_lines_or_addresses_still_prints(trade: Trade) -> None:
    order = order_of(trade, PurchaseLineDraft(trade.products[0], 1, 100))
    bare = replace(
        order, lines=(), letterhead=replace(order.letterhead, business=Business("Shop", "USD"), logo=None),
        recipient=replace(order.recipient, address=None), contact=None,
    )  # fmt: skip
    pages = pages_of("purchase_order", bare)
    assert len(pages) == 1
    assert "There are no lines." in pages[0]
    assert "Total $0.00" in pages[0]
    assert "Deliver to" not in pages[0]


def test_two_hundred_lines_break_over_pages_under_their_head(trade: Trade) -> None:
    order = order_of(trade, PurchaseLineDraft(trade.products[0], 1, 100))
    line = order.lines[0]
    many = replace(order, lines=tuple(replace(line, sku=f"S-{i:03}", product=f"Bowl {i}") for i in range(200)))
    pages = pages_of("purchase_order", many)
    assert len(pages) > 4
    assert re.findall(r"S-\d{3}", " ".join(pages)) == [f"S-{i:03}" for i in range(200)]
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "IBAN SE35 5000" in page
        assert ("Unit price" in page) == ("S-" in page)
        if number > 1:
            assert f"Purchase order {order.number}" in page
    assert "Total $200.00" in pages[-1]


def test_a_quote_says_until_when_it_holds(trade: Trade) -> None:
    lines = [SalesLineDraft(trade.products[0], 2, 900, promised=date(2026, 12, 4))]
    order = trade.ops.run(sales.quote, SalesOrderDraft(trade.customer, lines, ordered=date(2026, 11, 2))).value
    quote = orders.quote_of(trade.ops, order)
    assert orders.build_quote(trade.ops, quote.number.lower()) == quote
    text = text_of("quote", quote)
    for words in (
        "Quote", quote.number, "Harbour Café", "Quay 1", "222 22 Lund", "Valid until December 2, 2026",
        "Payment within 30 days", "December 4, 2026", "$9.00", "Total $18.00",
    ):  # fmt: skip
        assert words in text, (words, text)
    assert "Back door" not in text
    trade.ops.run(sales.confirm, order)
    for refused in (lambda: orders.quote_of(trade.ops, order), lambda: orders.build_quote(trade.ops, quote.number)):
        with pytest.raises(ValidationError) as caught:
            refused()
        assert caught.value.code is Problem.NOT_ALLOWED_IN_STATE


def test_what_was_confirmed_is_an_order_confirmation(trade: Trade) -> None:
    lines = [SalesLineDraft(trade.products[0], 2, 900, promised=date(2026, 12, 4))]
    order = trade.ops.run(sales.quote, SalesOrderDraft(trade.customer, lines, ordered=date(2026, 11, 2))).value
    number = orders.quote_of(trade.ops, order).number

    def refusals() -> list[Problem]:
        found = []
        for make in (
            lambda: orders.confirmation_of(trade.ops, order),
            lambda: orders.build_confirmation(trade.ops, number),
        ):
            with pytest.raises(ValidationError) as caught:
                make()
            found.append(caught.value.code)
        return found

    assert refusals() == [Problem.NOT_ALLOWED_IN_STATE] * 2
    trade.ops.run(sales.confirm, order)
    said = orders.confirmation_of(trade.ops, order)
    assert orders.build_confirmation(trade.ops, number.lower()) == said
    text = text_of("order_confirmation", said)
    for words in ("Order confirmation", number, "Harbour Café", "December 4, 2026", "$9.00", "Total $18.00"):
        assert words in text, (words, text)
    assert "Valid until" not in text
    # Another day agreed is the one that is confirmed now.
    (line,) = trade.lines_of(order, SalesOrderLine)
    trade.ops.run(answers.repromise, order, {line: date(2026, 12, 9)})
    assert "December 9, 2026" in text_of("order_confirmation", orders.confirmation_of(trade.ops, order))
    trade.ops.run(sales.hold, order)
    assert orders.confirmation_of(trade.ops, order).number == number
    trade.ops.run(sales.resume, order)
    trade.ops.run(sales.cancel, order)
    assert refusals() == [Problem.NOT_ALLOWED_IN_STATE] * 2


def test_a_packing_list_has_lots_weights_and_what_follows_but_no_price(trade: Trade) -> None:
    trade.stock([(0, 10)])
    receive_lots(trade)
    order = trade.sell([(0, 8), (4, 2_500)], promised=date(2026, 12, 11))
    parts = [ShipmentLineDraft(line, count) for line, count in zip(lines_of(trade, order), (5, 2_500), strict=True)]
    draft = ShipmentDraft(order, parts, carrier_id=trade.carrier, tracking="JD0099", weight_g=4_300)
    shipment = trade.ops.run(outbound.plan, draft).value
    before = orders.packing_list_of(trade.ops, shipment)
    trade.ops.run(outbound.dispatch, shipment)
    after = orders.packing_list_of(trade.ops, shipment)
    assert before.following == after.following
    assert [(line.product, line.quantity) for line in after.following] == [("Bowl 16 cm, sand", 3)]
    assert [[(lot.code, lot.quantity) for lot in line.lots] for line in after.lines] == [
        [], [("L-1", 1_500), ("L-2", 1_000)]
    ]  # fmt: skip
    assert orders.build_packing_list(trade.ops, after.number) == after
    text = text_of("packing_list", after)
    for words in (
        "Packing list", after.number, "Harbour Café", "Back door 7", "DPD", "JD0099", "8 pcs", "5 pcs", "1.55 kg",
        "Lot L-1, 1.5 kg, use by Jan 31, 2027", "Lot L-2, 1 kg", "Weight of the parcel 4.3 kg", "Still to follow",
        "3 pcs Dec 11, 2026", "Shipped November 23, 2026",
    ):  # fmt: skip
        assert words in text, (words, text)
    assert "$" not in text
    assert "9.00" not in text
    # The flour's weight is not known, so neither is that of all goods.
    assert "Weight of the goods" not in text


def receive_lots(trade: Trade) -> None:
    from app.services.shipments import inbound
    from app.services.shipments.read_models import ReceiptLine

    for code, quantity, expiry in (("L-1", 1_500, date(2027, 1, 31)), ("L-2", 2_000, date(2027, 3, 31))):
        shipment = trade.ops.run(inbound.announce, ShipmentDraft(trade.buy([(4, quantity)]))).value
        line = ReceiptLine(trade.items(shipment)[0], quantity, lot_code=code, expiry=expiry)
        trade.ops.run(inbound.receive, shipment, [line])


def lines_of(trade: Trade, order: int) -> list[int]:
    from app.db.models import SalesOrderLine

    return trade.lines_of(order, SalesOrderLine)


def test_only_what_leaves_has_a_packing_list(trade: Trade) -> None:
    inbound = trade.stock([(0, 1)])
    with pytest.raises(NotFoundError):
        orders.packing_list_of(trade.ops, inbound)
    with pytest.raises(ValidationError) as caught:
        orders.build_packing_list(trade.ops, "nothing")
    assert (caught.value.field, caught.value.code) == ("number", Problem.UNKNOWN)


@pytest.mark.parametrize("role", [Role.SALES, Role.WAREHOUSE, Role.READ_ONLY])
def test_prices_of_purchases_are_for_those_who_may_see_them(trade: Trade, role: Role) -> None:
    order = trade.buy([(0, 1)])
    trade.ops.sign_in_as(trade.ops.run(hire, role).value)
    with pytest.raises(PermissionDenied):
        orders.purchase_order_of(trade.ops, order)


@command("profile.create", undoable=False)
def hire(ctx: WriteContext, role: Role) -> int:
    owner = Staff(name="Maya", name_fold="maya", role=Role.OWNER, signs_in=True)
    person = Staff(name="Somebody", name_fold="somebody", role=role, signs_in=True)
    ctx.session.add_all([owner, person])
    ctx.session.flush()
    return person.id


@pytest.mark.parametrize("canary", CANARIES)
def test_text_never_acts_as_markup(trade: Trade, canary: str) -> None:
    order = order_of(trade, PurchaseLineDraft(trade.products[0], 1, 100))
    line: PricedLine = replace(order.lines[0], product=canary, sku=canary, their_sku=canary)
    business = replace(BUSINESS, name=canary, street=canary, footer=canary)
    told = replace(
        order, lines=(line,), notes=canary, letterhead=replace(order.letterhead, business=business),
        recipient=replace(order.recipient, name=canary, person=canary),
    )  # fmt: skip
    text = squeezed(text_of("purchase_order", told))
    assert text.count(squeezed(canary)) >= 9, text
    assert "root:x:0" not in text


def test_same_data_same_bytes_with_the_logo_in(trade: Trade) -> None:
    order = order_of(trade, PurchaseLineDraft(trade.products[0], 1, 100))
    kind = kind_of("purchase_order")
    pdf = render(kind, order, F)
    assert pdf == render(kind, orders.purchase_order_of(trade.ops, first_order(trade)), F)
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages[0].images) == 1
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == f"Purchase order {order.number}: Alder Ceramics"


def first_order(trade: Trade) -> int:
    from sqlalchemy import select

    with trade.ops.database.read() as session:
        return session.execute(select(PurchaseOrder.id)).scalar_one()


def test_a_logo_that_cannot_be_decoded_stops_no_letter(trade: Trade) -> None:
    order = order_of(trade, PurchaseLineDraft(trade.products[0], 1, 100))
    logo = order.letterhead.logo
    assert logo is not None
    broken = replace(order, letterhead=replace(order.letterhead, logo=replace(logo, content=logo.content[:40])))
    assert "Total $1.00" in text_of("purchase_order", broken)
    assert render_pages(kind_of("purchase_order"), broken, 40, F)


def test_a_script_that_our_fonts_lack_does_no_harm(trade: Trade) -> None:
    order = order_of(trade, PurchaseLineDraft(trade.products[0], 1, 100))
    foreign = replace(order, recipient=replace(order.recipient, name="漢字 ไทย हिन्दी"))
    pdf = render(kind_of("purchase_order"), foreign, F)
    assert pdf == render(kind_of("purchase_order"), foreign, F)
    assert "Total $1.00" in text_of("purchase_order", foreign)


def test_every_setting_of_the_business_is_its_own(trade: Trade) -> None:
    from sqlalchemy import select

    with trade.ops.database.read() as session:
        keys = set(session.execute(select(Setting.key)).scalars())
    assert {"business.street", "business.logo", "business.quote_days"} <= keys
    assert "business.region" not in keys
