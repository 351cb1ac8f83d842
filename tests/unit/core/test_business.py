"""What the business says of itself: checked at its field, kept setting by setting, undone in one step."""

from dataclasses import replace

import pytest

from app.db.engine import Database
from app.db.models import Attachment
from app.domain.errors import Problem, ValidationError, ValidationErrors
from app.services.business.commands import save_business
from app.services.business.queries import business, business_and_logo
from app.services.business.read_models import Business
from app.services.contacts.points import default_region
from app.services.integrity import check
from app.services.operations import Operations
from tests.support.database import database, template  # noqa: F401
from tests.support.pictures import png, svg

FULL = Business(
    "Greenleaf", "SEK", street="Storgatan 12", postal_code="411 38", city="Göteborg", country="Sweden",
    phone="+46 31 555 01 42", email="hello@greenleaf.example", website="greenleaf.example", tax_id="SE55",
    footer="IBAN SE35\nReg. no. 55", quote_days=30,
)  # fmt: skip


@pytest.fixture
def ops(database: Database) -> Operations:  # noqa: F811
    return Operations(database)


def test_it_is_kept_as_it_was_typed(ops: Operations) -> None:
    ops.run(save_business, FULL)
    assert ops.read(business) == FULL
    with ops.database.read() as session:
        assert default_region(session) == "SE"
    assert ops.read(check.run_check).errors == 0


def test_saving_the_same_again_changes_nothing(ops: Operations) -> None:
    ops.run(save_business, FULL, png(4, 4))
    kept = ops.read(business)
    assert ops.run(save_business, kept).entry is None
    assert ops.run(save_business, kept, png(4, 4)).entry is None


def test_the_logo_is_replaced_removed_and_brought_back(ops: Operations) -> None:
    ops.run(save_business, FULL, png(4, 4))
    first = ops.read(business)
    ops.run(save_business, first, svg())
    _, logo = ops.read(business_and_logo)
    assert logo is not None
    assert logo.content == svg()
    ops.run(save_business, replace(first, logo=None))
    assert ops.read(business_and_logo)[1] is None
    ops.undo()
    ops.undo()
    found, logo = ops.read(business_and_logo)
    assert (found, logo.content if logo else None) == (first, png(4, 4))
    ops.redo()
    assert ops.read(business).logo != first.logo
    assert ops.read(check.run_check).errors == 0


def test_each_refusal_is_at_its_field_and_nothing_is_kept(ops: Operations) -> None:
    wrong = replace(
        FULL, name=" ", currency="XYZ", phone="ring me", email="no at", website="no", quote_days=0, footer="x" * 500
    )
    with pytest.raises(ValidationErrors) as caught:
        ops.run(save_business, wrong, b"GIF89a")
    assert {error.field: error.code for error in caught.value.errors} == {
        "name": Problem.REQUIRED,
        "currency": Problem.NOT_A_CURRENCY,
        "footer": Problem.TOO_LONG,
        "phone": Problem.NOT_A_PHONE,
        "email": Problem.NOT_AN_EMAIL,
        "website": Problem.NOT_A_URL,
        "quote_days": Problem.OUT_OF_RANGE,
        "logo": Problem.NOT_A_PICTURE,
    }
    assert ops.read(business).name == ""
    with ops.database.read() as session:
        assert session.query(Attachment).count() == 0


def test_a_logo_that_was_never_attached_is_refused(ops: Operations) -> None:
    with pytest.raises(ValidationError) as caught:
        ops.run(save_business, replace(FULL, logo="0" * 64))
    assert (caught.value.field, caught.value.code) == ("logo", Problem.UNKNOWN)
