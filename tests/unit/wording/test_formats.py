from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from babel import Locale, dates, numbers
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import CURRENCIES, Money, exponent
from app.wording import locales
from app.wording.formats import Formats

N, T = "\u00a0", "\u202f"
TODAY = date(2026, 11, 22)
CEST = timezone(timedelta(hours=2))


@pytest.mark.parametrize("name", ["en_US", "en_GB"])
def test_the_locales_written_down_equal_cldr(name: str) -> None:
    from app.wording.cldr import forms_from_cldr

    ours, theirs = locales.forms(name), forms_from_cldr(name)
    assert theirs is not None
    for field in ("decimal", "group", "minus", "first_group", "next_group", "percent"):
        assert getattr(ours, field) == getattr(theirs, field), field
    assert (ours.currency_positive, ours.currency_negative) == (theirs.currency_positive, theirs.currency_negative)
    assert {c: ours.symbol(c) for c in CURRENCIES} == {c: theirs.symbol(c) for c in CURRENCIES}
    for month in range(1, 13):
        day = date(2026, month, month)
        for form in ("medium", "long", "day_month", "month"):
            assert getattr(ours.dates, form)(day) == getattr(theirs.dates, form)(day)
    for hour in range(24):
        at = datetime(2026, 1, 1, hour, 5, tzinfo=UTC).time()
        assert ours.dates.time(at) == theirs.dates.time(at)


@given(st.integers(-(10**15), 10**15), st.sampled_from(sorted(CURRENCIES)))
@pytest.mark.parametrize("name", ["en_US", "sv_SE", "de_CH", "hi_IN", "fr_FR"])
def test_money_is_what_babel_writes_but_for_spaces(name: str, minor: int, currency: str) -> None:
    decimals = exponent(currency)
    pattern = Locale.parse(name).currency_formats["standard"].pattern
    pattern = pattern.replace(".00", f".{'0' * decimals}" if decimals else "")
    theirs = numbers.format_currency(
        Decimal(minor).scaleb(-decimals), currency, pattern, locale=name, currency_digits=False
    )
    ours = Formats(name).money_minor(minor, currency).replace("−", "-")  # Babel puts ASCII's minus into patterns
    assert "".join(ours.split()) == "".join(theirs.split())


def test_money_in_the_usual_locales() -> None:
    us = Formats("en_US")
    assert us.money(Money(1842000, "USD")) == "$18,420.00"
    assert us.money(Money(1842050, "USD"), whole=True) == "$18,421"
    assert us.money(Money(-123456750, "EUR")) == "-€1,234,567.50"
    assert us.money(Money(-4, "USD"), whole=True) == "$0"
    assert us.money(Money(0, "SEK")) == f"SEK{N}0.00"
    assert us.money(Money(1234, "JPY")) == "¥1,234"
    assert us.money(Money(1234567, "KWD")) == f"KWD{N}1,234.567"
    assert us.money_minor(1999, None) == "19.99"
    assert Formats("sv_SE").money(Money(-123456750, "EUR")) == f"−1{N}234{N}567,50{N}€"
    assert Formats("de_DE").money(Money(123456, "EUR")) == f"1.234,56{N}€"
    assert Formats("hi_IN").money(Money(123456750, "INR")) == "₹12,34,567.50"


def test_nothing_is_a_dash_never_zero() -> None:
    f = Formats("en_US")
    shown = [
        f.number(None), f.money(None), f.money_minor(None, "USD"), f.quantity(None), f.percent(None),
        f.percent_ppm(None), f.days(None), f.count(None, "a", "b"), f.file_size(None), f.date(None),
        f.date_long(None), f.time(None), f.timestamp(None), f.moment(None, datetime.now(UTC)), f.relative(None, TODAY),
        f.due(None, TODAY), f.duration(None), f.month(None), f.day_month(None, TODAY),
    ]  # fmt: skip
    assert set(shown) == {"–"}


def test_numbers_quantities_and_rates() -> None:
    f = Formats("en_US")
    assert f.number(1234567) == "1,234,567"
    assert f.number(999) == "999"
    assert f.number(Decimal("0.005"), 2) == "0.01"
    assert f.number(-0.001, 1) == "0.0"
    assert f.number(Decimal("1E+3")) == "1,000"
    assert f.quantity(2500, 3, "kg") == f"2.5{N}kg"
    assert f.quantity(12, 0, "pcs") == f"12{N}pcs"
    assert f.quantity(-1500, 3) == "-1.5"
    assert f.percent(0.9543, 2) == "95.43%"
    assert f.percent(Decimal("0.125")) == "13%"
    assert f.percent(1) == "100%"
    assert f.percent_ppm(50_000) == "5%"
    assert f.percent_ppm(125) == "0.0125%"
    assert f.percent(Fraction(772, 809), 2) == "95.43%"
    assert f.number(Fraction(1, 8), 2) == "0.13"
    assert f.number(Fraction(1, 3)) == "0.33"
    assert f.days(1) == f"1{N}day"
    assert f.days(8.494, 1) == f"8.5{N}days"
    assert Formats("sv_SE").percent(0.954, 1) == f"95,4{N}%"
    with pytest.raises(ValueError, match="finite"):
        f.number(float("nan"))


@given(st.integers(-(10**18), 10**18))
def test_a_whole_number_reads_back(value: int) -> None:
    assert int(Formats("en_US").number(value).replace(",", "")) == value
    assert Formats("en_US").number(value) == numbers.format_decimal(value, locale="en_US")


@pytest.mark.parametrize("name", ["sv_SE", "de_DE", "fr_FR", "hi_IN", "pt_BR"])
def test_other_locales_write_numbers_and_dates_as_babel_does(name: str) -> None:
    f = Formats(name)
    for value in (0, 1000, 1234567, 98765432):
        assert f.number(value) == numbers.format_decimal(value, locale=name).replace(" ", N)
    assert f.date(TODAY) == dates.format_date(TODAY, "medium", locale=name).replace(" ", N)
    assert f.date_long(TODAY) == dates.format_date(TODAY, "long", locale=name).replace(" ", N)


def test_dates_and_times_are_local() -> None:
    f = Formats("en_US", CEST)
    assert f.date("2026-11-05") == f"Nov{N}5,{N}2026"
    assert f.date_long(date(2026, 11, 5)) == f"November{N}5,{N}2026"
    assert f.timestamp("2026-11-05T22:30:00.000000Z") == f"Nov{N}6,{N}2026, 12:30{T}AM"
    assert Formats("en_GB", CEST).timestamp(datetime(2026, 11, 5, 7, 30, tzinfo=UTC)) == f"5{N}Nov{N}2026, 09:30"
    assert f.local_date("2026-11-05T22:30:00.000000Z") == date(2026, 11, 6)
    assert f.day_month(date(2026, 2, 1), TODAY) == f"Feb{N}1"
    assert f.day_month(date(2025, 2, 1), TODAY) == f"Feb{N}1,{N}2025"


def test_relative_days() -> None:
    f = Formats("en_US")

    def away(days: int) -> date:
        return TODAY + timedelta(days=days)

    assert [f.relative(away(n), TODAY) for n in (0, -1, 1, -2, 4, -1000)] == [
        "today", "yesterday", "tomorrow", f"2{N}d", f"in{N}4{N}d", f"1,000{N}d",
    ]  # fmt: skip
    assert [f.due(away(n), TODAY) for n in (-3, -1, 0, 1, 4)] == [
        f"3{N}d{N}late", f"1{N}d{N}late", f"due{N}today", f"due{N}tomorrow", f"due{N}in{N}4{N}d",
    ]  # fmt: skip
    now = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    british = Formats("en_GB", UTC)
    assert british.moment(datetime(2026, 11, 22, 8, 52, tzinfo=UTC), now) == "today 08:52"
    assert british.moment(datetime(2026, 11, 21, 10, 14, tzinfo=UTC), now) == "yesterday 10:14"
    assert british.moment(datetime(2026, 11, 16, tzinfo=UTC), now) == f"16{N}Nov"


def test_durations_and_sizes() -> None:
    f = Formats("en_US")
    assert [f.duration(s) for s in (0, 40, 60, 361, 3600, 3900, 3570)] == [
        f"0{N}s", f"40{N}s", f"1{N}min", f"6{N}min", f"1{N}h{N}00{N}min", f"1{N}h{N}05{N}min", f"1{N}h{N}00{N}min",
    ]  # fmt: skip
    assert [f.file_size(s) for s in (1, 640, 1200, 999_499, 999_500, 1_234_567, 45_600_000, 10**15)] == [
        f"1{N}byte", f"640{N}bytes", f"1.2{N}kB", f"999{N}kB", f"1.0{N}MB", f"1.2{N}MB", f"46{N}MB", f"1,000{N}TB",
    ]  # fmt: skip


def test_the_systems_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LC_ALL", "LC_MONETARY", "LC_TIME", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert locales.system_locale() == "en_US"
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")
    assert locales.system_locale() == "sv_SE"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert locales.system_locale() == "sv_SE"
    assert locales.normal_name("zh-hant-tw") == "zh_Hant_TW"
    assert locales.normal_name("POSIX") is None
    assert Formats("xx_XX").money_minor(5, "USD") == "$0.05"
    assert Formats("sv_XX").money_minor(500, "SEK") == f"5,00{N}kr"


def test_the_first_figure_needs_no_babel() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from app.wording.formats import Formats; f = Formats('en_US'); f.money_minor(5, 'USD');"
        "f.date('2026-11-05'); sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
