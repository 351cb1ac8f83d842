# ruff: noqa: DTZ001, E501 - rows of files stay on one line
"""Sheets: typed cells, error cells, and files made to break readers."""

import datetime as dt
import subprocess
import sys
import time
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.maps import Options
from app.services.transfer.readers.read import read_table
from app.services.transfer.readers.tables import FileRefused, Table

CONTENT = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(path: Path, sheet: bytes, *, before: str = "", **members: bytes) -> Path:
    """A small XLSX whose one sheet has this XML inside sheetData."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT)
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets><sheet name="A" sheetId="1" r:id="s"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="s" Type="{RELS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        head = f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}">'.encode()
        archive.writestr("xl/worksheets/sheet1.xml", head + sheet + b"</worksheet>")
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


def cell(reference: str, text: str) -> bytes:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


HEADER = b'<row r="1">' + cell("A1", "name") + cell("B1", "city") + b"</row>"


def refused(path: Path, **options: str) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_table(path, Options(**options))  # type: ignore[arg-type]
    return caught.value


def made(path: Path) -> Path:
    """A real workbook with every type of cell."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data")
    day, span, clock, stamp = (
        book.add_format({"num_format": text}) for text in ("yyyy-mm-dd", "[h]:mm:ss", "hh:mm:ss", "yyyy-mm-dd hh:mm")
    )
    sheet.write_row(2, 1, ["text", "whole", "part", "day", "stamp", "clock", "span", "flag"])
    sheet.write_string(3, 1, "=cmd|' /C calc'!A0")
    sheet.write_number(3, 2, 11)
    sheet.write_number(3, 3, 0.1)
    sheet.write_datetime(3, 4, dt.datetime(2026, 3, 1), day)
    sheet.write_datetime(3, 5, dt.datetime(2026, 3, 1, 12, 30), stamp)
    sheet.write_number(3, 6, 0.5, clock)
    sheet.write_number(3, 7, 1.25, span)
    sheet.write_boolean(3, 8, True)
    book.close()
    return path


def test_cells_keep_their_types(tmp_path: Path) -> None:
    table = read_table(made(tmp_path / "a.xlsx"), Options())
    assert table.read_as.sheet == "Data"
    assert table.read_as.header_row == 3
    assert table.lines == [4]
    assert table.headers[1:] == ("text", "whole", "part", "day", "stamp", "clock", "span", "flag")
    assert table.rows[0][1:] == [
        "=cmd|' /C calc'!A0",
        Decimal(11),
        Decimal("0.1"),
        dt.date(2026, 3, 1),
        dt.datetime(2026, 3, 1, 12, 30),
        dt.time(12, 0),
        dt.timedelta(days=1, hours=6),
        True,
    ]


def test_error_cells_and_formulas_without_a_value_are_refused_where_they_are(tmp_path: Path) -> None:
    rows = (
        HEADER
        + b'<row r="2"><c r="A2" t="e"><f>X1</f><v>#REF!</v></c>'
        + cell("B2", "x")
        + b"</row>"
        + b'<row r="3"><c r="A3"><f>1+1</f></c>'
        + cell("B3", "y")
        + b"</row>"
        + b'<row r="4"><c r="A4" t="str"><f>T("ok")</f><v>ok</v></c>'
        + cell("B4", "z")
        + b"</row>"
    )
    table = read_table(workbook(tmp_path / "a.xlsx", b"<sheetData>" + rows + b"</sheetData>"), Options())
    assert [(item.row, item.column, item.value) for item in table.refusals] == [
        (2, "name", "#REF!"),
        (3, "name", "formula"),
    ]
    assert table.rows[-1] == ["ok", "z"]


def test_several_sheets_are_asked_for(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    for name in ("One", "Two"):
        book.add_worksheet(name).write_row(0, 0, ["name", name])
    book.close()
    error = refused(tmp_path / "a.xlsx")
    assert (error.problem.code, error.problem.params) == (ProblemCode.SEVERAL_SHEETS, {"sheets": ("One", "Two")})
    assert read_table(tmp_path / "a.xlsx", Options(sheet="Two")).headers == ("name", "Two")
    assert refused(tmp_path / "a.xlsx", sheet="Three").problem.code is ProblemCode.NO_SUCH_SHEET


def test_a_sheet_beside_empty_ones_is_the_one(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    for name in ("Sheet1", "Customers", "Sheet3"):
        sheet = book.add_worksheet(name)
        if name == "Customers":
            sheet.write_row(0, 0, ["name", "code"])
            sheet.write_row(1, 0, ["Deli", "C1"])
    book.close()
    table = read_table(tmp_path / "a.xlsx", Options())
    assert (table.read_as.sheet, table.rows) == ("Customers", [["Deli", "C1"]])


OPEN_DOCUMENT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Customers">
<table:table-row><table:table-cell office:value-type="string"><text:p>name</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>limit</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>since</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>Café</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="36.300000000000004"><text:p>36.30</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2026-03-02"><text:p>2.3.2026</text:p></table:table-cell>
</table:table-row></table:table><table:table table:name="Empty"/></office:spreadsheet></office:body>
</office:document-content>"""


def test_an_open_document_sheet_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", OPEN_DOCUMENT.replace("\n", " ").replace("> <", "><"))
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            "</manifest:manifest>",
        )
    table = read_table(tmp_path / "a.ods", Options())
    assert (table.read_as.sheet, table.headers) == ("Customers", ("name", "limit", "since"))
    assert table.rows[0][:2] == ["Café", Decimal("36.3")]
    assert str(table.rows[0][2])[:10] == "2026-03-02"


def test_a_worked_out_number_is_what_the_sheet_shows(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["price", "share"])
    sheet.write_formula(1, 0, "=3*12.1", None, 3 * 12.1)
    sheet.write_number(1, 1, 0.1 + 0.2)
    book.close()
    assert read_table(tmp_path / "a.xlsx", Options()).rows == [[Decimal("36.3"), Decimal("0.3")]]


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    for name, data in (
        ("a.xlsx", b"PK\x03\x04 cut off"),
        ("b.xlsx", b"name,city\n"),
        ("c.ods", b"PK\x05\x06"),
        ("d.xls", b"\xd0\xcf\x11\xe0"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        assert refused(path).problem.code in (ProblemCode.DAMAGED, ProblemCode.UNREADABLE)


FAR = b"<sheetData>" + HEADER + b'<row r="%d">%s</row></sheetData>'
MERGE = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
BOMBS = {
    "far cell": (FAR % (1_048_576, cell("XFD1048576", "x")), {}, ""),
    "far row": (FAR % (1_048_576, cell("A1048576", "x")), {}, ""),
    "far corner inside the limits": (FAR % (999_999, cell("GR999999", "x")), {}, ""),
    "far column": (FAR % (2, cell("XFD2", "x")), {}, ""),
    "zeros": (b"<sheetData>" + HEADER + b"</sheetData>", {"xl__media__image.bin": bytes(150_000_000)}, ""),
    "long text": (b"<sheetData>" + HEADER + b'<row r="2">' + cell("A2", "x y z " * 300_000) + b"</row></sheetData>", {}, ""),
    "members": (b"<sheetData>" + HEADER + b"</sheetData>", {f"xl__m{n}.xml": b"" for n in range(2_001)}, ""),
    "names": (b"<sheetData>" + HEADER + b"</sheetData>", {"..__..__evil.xml": b""}, ""),
    "absolute": (b"<sheetData>" + HEADER + b"</sheetData>", {"__etc__evil.xml": b""}, ""),
    "entities": (
        b"<sheetData>" + HEADER + b'<row r="2"><c r="A2" t="inlineStr"><is><t>&c;</t></is></c></row></sheetData>',
        {},
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_quickly(tmp_path: Path, name: str) -> None:
    sheet, members, before = BOMBS[name]
    path = workbook(tmp_path / "bomb.xlsx", sheet, before=before, **members)
    started = time.process_time()
    error = refused(path)
    assert time.process_time() - started < 2
    assert error.problem.code in (
        ProblemCode.UNSAFE_ARCHIVE,
        ProblemCode.TOO_MANY_COLUMNS,
        ProblemCode.TOO_MANY_ROWS,
        ProblemCode.FIELD_TOO_LONG,
    )


def test_a_merge_of_the_whole_sheet_is_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", b"<sheetData>" + HEADER + b'<row r="2">' + cell("A2", "x") + b"</row></sheetData>" + MERGE
    )
    started = time.process_time()
    assert read_table(path, Options()).rows == [["x", None]]
    assert time.process_time() - started < 2


def test_a_thousand_empty_rows_end_the_sheet(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        b"<sheetData>"
        + HEADER
        + b'<row r="2">'
        + cell("A2", "x")
        + b'</row><row r="90000">'
        + cell("A90000", "y")
        + b"</row></sheetData>",
    )
    assert read_table(path, Options()).rows == [["x", None]]


MEMORY = """
import resource, sys
from pathlib import Path
from app.services.transfer.maps import Options
from app.services.transfer.readers.read import read_table
from app.services.transfer.readers.tables import FileRefused
for name in sys.argv[1:]:
    try:
        read_table(Path(name), Options())
    except FileRefused:
        pass
status = Path("/proc/self/status")
if status.exists():  # the other counter also counts what the parent had before this program began
    print(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_no_bomb_takes_memory(tmp_path: Path) -> None:
    paths = [
        str(workbook(tmp_path / f"{n}.xlsx", sheet, before=before, **members))
        for n, (sheet, members, before) in enumerate(BOMBS.values())
    ]
    result = subprocess.run([sys.executable, "-c", MEMORY, *paths], capture_output=True, text=True, check=True)
    assert int(result.stdout) < 300_000  # kB


def test_the_call_center_sheet_is_the_call_center_csv(data_folder: Path) -> None:
    sheet = read_table(data_folder / "callcenter" / "Call-Center-Dataset.xlsx", Options())
    text = read_table(data_folder / "callcenter" / "call_center.csv", Options())
    assert len(sheet.rows) == len(text.rows) == 5_000
    assert isinstance(_column(sheet, "Time")[0], dt.time)
    assert [str(value) for value in _column(sheet, "Time")] == _column(text, "Time")
    assert [
        None if value is None else f"{value}.0" for value in _column(sheet, "Speed of answer in seconds")
    ] == _column(text, "Speed of answer in seconds")


def _column(table: Table, header: str) -> list[object]:
    index = table.headers.index(header)
    return [row[index] for row in table.rows]
