"""What a person chose beside their locale is what is written, and only that."""

from datetime import date

import pytest

from app.config.settings import Settings
from app.domain.money import Money
from app.wording.chosen import DATE_FORMS, LOCALES, NUMBER_FORMS, formats_of, locale_words

AMERICAN = Settings(locale="en_US")
DAY = date(2026, 11, 5)


def test_nothing_chosen_is_the_locales_form() -> None:
    words = formats_of(AMERICAN)

    assert words.number(1234567.5) == "1,234,567.5"
    assert words.date(DAY) == "Nov\u00a05,\u00a02026"
    assert words.first_weekday == 6


@pytest.mark.parametrize(("form", "number"), [("point-comma", "1.234.567,5"), ("none-point", "1234567.5")])
def test_numbers_and_money_follow_the_chosen_form(form: str, number: str) -> None:
    words = formats_of(AMERICAN._replace(number_form=form))

    assert words.number(1234567.5) == number
    assert words.money(Money(123456750, "EUR")).startswith("€" + number)


@pytest.mark.parametrize(
    ("form", "day", "short"),
    [("iso", "2026-11-05", "11-05"), ("day-point", "05.11.2026", "05.11."), ("month-slash", "11/05/2026", "11/05")],
)
def test_days_follow_the_chosen_form(form: str, day: str, short: str) -> None:
    words = formats_of(AMERICAN._replace(date_form=form))

    assert words.date(DAY) == day
    assert words.day_month(DAY, DAY) == short


def test_a_week_begins_where_the_country_or_the_person_says() -> None:
    assert formats_of(Settings(locale="en_GB")).first_weekday == 0
    assert formats_of(Settings(locale="sv_SE")).first_weekday == 0
    assert formats_of(AMERICAN._replace(first_weekday=5)).first_weekday == 5


def test_a_name_that_nobody_knows_changes_nothing() -> None:
    assert formats_of(AMERICAN._replace(number_form="roman", date_form="moon")).number(1234.5) == "1,234.5"


def test_every_choice_has_words_and_a_form() -> None:
    assert len({locale_words(name) for name in LOCALES}) == len(LOCALES)
    for form in NUMBER_FORMS:
        assert formats_of(AMERICAN._replace(number_form=form)).number(-1) == "-1"
    assert len({full(DAY) for full, _ in DATE_FORMS.values()}) == len(DATE_FORMS)
