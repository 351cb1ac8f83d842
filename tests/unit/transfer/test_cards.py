# ruff: noqa: E501 - rows of files stay on one line
"""vCards of three versions and several programs; what is broken is named by its line."""

from pathlib import Path

import pytest

from app.domain.parsing.problems import ProblemCode
from app.services.transfer.maps import Options
from app.services.transfer.readers.read import read_table
from app.services.transfer.readers.tables import Table
from tests.unit.transfer.conftest import Shop


def read(folder: Path, text: str | bytes) -> tuple[Table, list[dict[str, object]]]:
    path = folder / "a.vcf"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    table = read_table(path, Options())
    return table, [{key: value for key, value in zip(table.headers, row, strict=True) if value} for row in table.rows]


def test_a_card_of_version_3(tmp_path: Path) -> None:
    _, [card] = read(
        tmp_path,
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Dr. Ann Lee\r\nN:Lee;Ann;;Dr.;\r\nORG:Acme\\, Inc.;Sales\r\nTEL;TYPE=CELL:1\r\n"
        "TEL;TYPE=WORK,FAX:2\r\nTEL;TYPE=WORK:3\r\nitem1.TEL:4\r\nEMAIL:a@x.org\r\nADR;TYPE=WORK:;;1 Main St;Rome;;00100;\r\n Italy\r\n"
        "BDAY:1980-03-22\r\nNOTE:one\\ntwo\\; three\r\nCATEGORIES:vip,north\r\nEND:VCARD\r\n",
    )
    assert card == {
        "name": "Dr. Ann Lee", "first_name": "Ann", "last_name": "Lee", "company": "Acme, Inc.", "mobile": "1", "phone": "3", "phone 2": "4",
        "email": "a@x.org", "street": "1 Main St", "city": "Rome", "postal_code": "00100", "country": "Italy", "birthday": "1980-03-22",
        "notes": "one\ntwo; three", "tags": "vip, north",
    }  # fmt: skip


def test_a_card_of_version_2_with_quoted_printable_and_its_charset(tmp_path: Path) -> None:
    text = (
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=Windows-1251;ENCODING=QUOTED-PRINTABLE:=C8=E2=E0=ED=EE=E2;=C8=E2=E0=ED\n"
        "FN;CHARSET=Windows-1251;ENCODING=QUOTED-PRINTABLE:=C8=E2=E0=ED =\n=C8=E2=E0=ED=EE=E2\nTEL;CELL;VOICE:1\n"
        "PHOTO;ENCODING=BASE64;JPEG:\n /9j/4AAQ\n  SkZJ===\n\nEND:VCARD\n"
    )
    _, [card] = read(tmp_path, text)
    assert card == {"name": "Иван Иванов", "first_name": "Иван", "last_name": "Иванов", "mobile": "1"}


def test_lower_case_and_uris_of_version_4(tmp_path: Path) -> None:
    text = 'begin:vcard\nversion:4.0\nfn:Simon\nTEL;VALUE=uri;TYPE="work,voice":tel:+1-418-656-9254;ext=102\nBDAY:--0203\nend:vcard\n'
    _, [card] = read(tmp_path, text)
    assert card == {"name": "Simon", "phone": "+1-418-656-9254 ext. 102"}


def test_what_is_broken_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    text = "BEGIN:VCARD\nFN:One\nno colon here\nEND:VCARD\nstray\nBEGIN:VCARD\nFN:Cut\nBEGIN:VCARD\nFN:Two\nEND:VCARD\nBEGIN:VCARD\nFN:Open\n"
    table, cards = read(tmp_path, text)
    assert [card["name"] for card in cards] == ["One", "Two"]
    assert [(item.row, item.code) for item in table.refusals] == [
        (3, ProblemCode.BAD_CARD), (5, ProblemCode.BAD_CARD), (6, ProblemCode.BAD_CARD), (11, ProblemCode.BAD_CARD),
    ]  # fmt: skip


def test_a_photo_of_twenty_megabytes_is_passed_over(tmp_path: Path) -> None:
    photo = "\n ".join(["A" * 72] * 280_000)
    _, [card] = read(tmp_path, f"BEGIN:VCARD\nFN:Ann\nPHOTO;ENCODING=b:{photo}\nTEL:1\nEND:VCARD\n")
    assert card == {"name": "Ann", "phone": "1"}


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("John_Doe_GMAIL", 1),
        ("John_Doe_MS_OUTLOOK", 1),
        ("gmail-list", 3),
        ("gmail-single", 1),
        ("outlook-2003", 1),
        ("rfc2426-example", 2),
        ("rfc6350-example", 1),
    ],
)
def test_real_address_books_are_imported(shop: Shop, data_folder: Path, name: str, count: int) -> None:
    toml = "[options]\ncreate_missing = ['partner']"
    report = shop.load("contacts", data_folder / "vcards" / f"{name}.vcf", toml=toml)
    assert (report.created, report.refused) == (count, 0)
    assert shop.load("contacts", data_folder / "vcards" / f"{name}.vcf", toml=toml).unchanged == count


@pytest.mark.parametrize(
    ("name", "created", "refused"),
    [
        ("google_as_outlook_csv", 3, 1),
        ("google_new_labels_layout", 1, 0),
        ("google_new_layout_labels_pt", 1, 0),
        ("outlook_com_csv", 2, 0),
        ("hubspot_contacts", 3, 2),
    ],
)
def test_other_programs_contacts_are_imported(
    shop: Shop, data_folder: Path, name: str, created: int, refused: int
) -> None:
    toml = "[options]\ncreate_missing = ['partner']"
    report = shop.load("contacts", data_folder / "contacts" / f"{name}.csv", toml=toml, skip_refused=True)
    assert (report.created, report.refused) == (created, refused)
