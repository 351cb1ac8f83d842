"""Numbers and dates: whatever the text, one exact reading or a refusal; and files never break the reader."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.domain.parsing.dates import FORMATS, find_format, parse_moment
from app.domain.parsing.numbers import MAX_DIGITS, find_mark, parse_number
from app.domain.parsing.problems import ParseProblem
from app.domain.parsing.times import parse_duration, parse_time
from app.services.transfer.guard import guard, unguard
from app.services.transfer.maps import ImportMap, Options
from app.services.transfer.readers.read import read_table
from app.services.transfer.readers.tables import FileRefused

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)
days = st.dates(dt.date(1800, 1, 1), dt.date(2199, 12, 31))
noise = st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | st.text(
    "0123456789.,'-+eE()$€ %/:_xNnaif", max_size=24
)


@given(numbers, st.sampled_from(".,"), st.booleans())
def test_a_formatted_number_reads_back_exactly(number: Decimal, mark: str, grouped: bool) -> None:
    text = f"{number:,f}" if grouped else f"{number:f}"
    if mark == ",":
        text = text.translate(str.maketrans(".,", ",."))
    assert parse_number(text, mark) == number  # type: ignore[arg-type]


@given(noise)
def test_a_number_is_read_within_bounds_or_refused(text: str) -> None:
    for mark in (".", ","):
        try:
            value = parse_number(text, mark)  # type: ignore[arg-type]
        except ParseProblem:
            continue
        assert text.isascii() or any(not character.isascii() for character in text)
        assert value.is_finite()
        assert len(f"{abs(value):f}".replace(".", "").lstrip("0")) <= MAX_DIGITS


@given(st.lists(noise, max_size=6))
def test_a_column_has_one_mark_or_is_refused(values: list[str]) -> None:
    try:
        mark = find_mark(values)
    except ParseProblem:
        return
    assert mark in (".", ",")


@given(days, st.sampled_from(FORMATS))
def test_a_formatted_day_reads_back(day: dt.date, pattern: str) -> None:
    text = f"{day.year:04}".join(day.strftime(part) for part in pattern.split("%Y"))
    assert parse_moment(text, pattern).day == day


@given(st.lists(days, min_size=1, max_size=30), st.sampled_from(FORMATS))
def test_a_column_in_one_format_is_read_in_it_or_asked_for(column: list[dt.date], pattern: str) -> None:
    texts = [f"{day.year:04}".join(day.strftime(part) for part in pattern.split("%Y")) for day in column]
    try:
        found = find_format(texts)
    except ParseProblem:
        return
    assert [parse_moment(text, found).day for text in texts] == column


@given(noise)
def test_dates_times_and_durations_are_read_or_refused(text: str) -> None:
    for read in (
        lambda: find_format([text]),
        lambda: parse_moment(text, "%d/%m/%Y"),
        lambda: parse_time(text),
        lambda: parse_duration(text),
    ):
        try:
            read()
        except ParseProblem:
            continue


@given(st.text())
def test_the_formula_guard_is_exact(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@given(st.binary(max_size=300) | st.text("a,;|\t\"\n\r'é=", max_size=120).map(str.encode))
def test_any_bytes_are_read_or_refused(tmp_path_factory: object, data: bytes) -> None:
    path = Path(tmp_path_factory.getbasetemp()) / "any.csv"  # type: ignore[attr-defined]
    path.write_bytes(data)
    for suffix in (".csv", ".vcf"):
        try:
            table = read_table(path if suffix == ".csv" else path.rename(path.with_suffix(suffix)), Options())
        except FileRefused:
            continue
        assert all(len(row) == len(table.headers) for row in table.rows)


@given(
    st.dictionaries(
        st.sampled_from(["name", "code", "city"]), st.lists(st.text(min_size=1), min_size=1, max_size=3).map(tuple)
    ),
    st.dictionaries(st.sampled_from(["country", "notes"]), st.text()),
)
def test_a_map_is_written_and_read_back(columns: dict[str, tuple[str, ...]], constants: dict[str, str]) -> None:
    made = ImportMap("customers", Options(null=("NULL",)), columns, constants)
    try:
        text = made.to_toml()
        text.encode()
    except UnicodeEncodeError:
        return
    assert ImportMap.from_toml(text) == made
