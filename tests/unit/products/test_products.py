"""Products: made, edited, refused in place, archived, taken back."""

from dataclasses import replace

import pytest

from app.db.engine import Database
from app.db.models import Product
from app.domain.errors import AppError, ConflictError, NotFoundError, Problem, ValidationError, ValidationErrors
from app.domain.vocabulary import ProductStatus, Role, Tracking
from app.services.products import commands
from app.services.products.queries import form
from app.services.products.read_models import ProductDraft
from tests.support.customers import acting, staff
from tests.support.trade import NOW, Trade, open_shop

NEW = ProductDraft(sku="NEW-1", name="New bowl", price_minor=1450, reorder_point=5, target_stock=20, currency="USD")


@pytest.fixture
def trade(database: Database) -> Trade:
    return open_shop(database)


def saved(trade: Trade, draft: ProductDraft) -> Product:
    return trade.stored(Product, trade.ops.run(commands.save, draft).value)  # type: ignore[return-value]


def refused(trade: Trade, draft: ProductDraft) -> AppError:
    with pytest.raises(AppError) as caught:
        trade.ops.run(commands.save, draft)
    return caught.value


def test_a_product_is_made_edited_and_taken_back(trade: Trade) -> None:
    made = saved(trade, NEW)
    opened = trade.ops.read(form, made.id)

    assert (made.sku, made.name, made.price_minor, made.reorder_point, made.target_stock) == (
        "NEW-1", "New bowl", 1450, 5, 20,
    )  # fmt: skip
    assert opened.draft == replace(NEW, id=made.id, version=opened.draft.version)
    assert not opened.unit_fixed
    trade.ops.run(commands.save, replace(opened.draft, name="Newer bowl", unit_decimals=2, original=opened.draft))
    assert trade.stored(Product, made.id).name == "Newer bowl"  # type: ignore[attr-defined]
    trade.ops.undo()
    assert trade.stored(Product, made.id).name == "New bowl"  # type: ignore[attr-defined]
    trade.ops.undo()
    with pytest.raises(NotFoundError):
        trade.ops.read(form, made.id)
    trade.sound()


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"sku": "p-0"}, "sku", Problem.DUPLICATE),
        ({"sku": " "}, "sku", Problem.REQUIRED),
        ({"sku": "A\u202eB"}, "sku", Problem.HIDDEN_CHARACTERS),
        ({"name": ""}, "name", Problem.REQUIRED),
        ({"gtin": "4006381333930"}, "gtin", Problem.DUPLICATE),
        ({"gtin": "40063813339x0"}, "gtin", Problem.NOT_A_NUMBER),
        ({"gtin": "123"}, "gtin", Problem.OUT_OF_RANGE),
        ({"unit": ""}, "unit", Problem.REQUIRED),
        ({"unit_decimals": 7}, "unit_decimals", Problem.OUT_OF_RANGE),
        ({"currency": "XXY"}, "currency", Problem.NOT_A_CURRENCY),
        ({"price_minor": -1}, "price_minor", Problem.NEGATIVE),
        ({"cost_minor": 10**16}, "cost_minor", Problem.TOO_LARGE),
        ({"reorder_point": -1}, "reorder_point", Problem.NEGATIVE),
        ({"reorder_point": 9, "target_stock": 8}, "target_stock", Problem.LESS_THAN),
        ({"shelf_life_days": 99_999}, "shelf_life_days", Problem.TOO_LARGE),
    ],
)
def test_bad_input_is_refused_at_its_field(trade: Trade, values: dict[str, object], field: str, code: Problem) -> None:
    error = refused(trade, replace(NEW, **values))  # type: ignore[arg-type]

    assert isinstance(error, ValidationError)
    assert (error.field, error.code) == (field, code)


def test_everything_wrong_is_said_at_once(trade: Trade) -> None:
    error = refused(trade, replace(NEW, sku="", name="", price_minor=-1))

    assert isinstance(error, ValidationErrors)
    assert {one.field for one in error.errors} == {"sku", "name", "price_minor"}


def test_the_unit_is_fixed_once_it_is_counted_in(trade: Trade) -> None:
    trade.stock([(0, 3)])
    opened = trade.ops.read(form, trade.products[0])

    assert (opened.unit_fixed, opened.tracking_fixed) == (True, True)
    error = refused(trade, replace(opened.draft, unit_decimals=2, tracking=Tracking.LOT))
    assert isinstance(error, ValidationErrors)
    assert [one.field for one in error.errors] == ["unit_decimals", "tracking"]
    assert saved(trade, replace(opened.draft, name="Bowl")).name == "Bowl"


def test_two_who_edit_the_same_field_are_told(trade: Trade) -> None:
    opened = trade.ops.read(form, trade.products[0]).draft
    trade.ops.run(commands.save, replace(opened, price_minor=1000, original=opened))

    error = refused(trade, replace(opened, price_minor=1100, original=opened))

    assert isinstance(error, ConflictError)
    assert [(one.field, one.before, one.ours, one.theirs) for one in error.fields] == [("price_minor", 900, 1100, 1000)]
    assert saved(trade, replace(opened, name="Other", original=opened)).price_minor == 1000


def test_what_is_in_stock_or_awaited_is_not_archived(trade: Trade) -> None:
    trade.stock([(0, 3)])
    trade.buy([(1, 3)])
    trade.sell([(2, 3)])
    for place in (0, 1, 2):
        with pytest.raises(ValidationError) as caught:
            trade.ops.run(commands.archive, trade.products[place])
        assert caught.value.code is Problem.NOT_EMPTY

    trade.ops.run(commands.archive, trade.products[3])
    assert trade.stored(Product, trade.products[3]).status is ProductStatus.ARCHIVED  # type: ignore[attr-defined]
    trade.ops.run(commands.unarchive, trade.products[3])
    assert trade.stored(Product, trade.products[3]).status is ProductStatus.ACTIVE  # type: ignore[attr-defined]


def test_a_manager_opens_the_form_with_its_cost(trade: Trade, database: Database) -> None:
    made = saved(trade, replace(NEW, cost_minor=610, category="Tableware"))
    ops = acting(database, staff(database, Role.MANAGER), NOW)

    opened = ops.read(form, made.id)

    assert (opened.draft.cost_minor, opened.shows_costs, opened.categories) == (610, True, ("Tableware",))
