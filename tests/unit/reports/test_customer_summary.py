import io
import json
import re
import struct
import unicodedata
import zlib
from datetime import UTC, date, datetime, timedelta

import pytest
from pypdf import PdfReader

from app.domain.money import Money
from app.domain.states import SalesOrderState, ShipmentState
from app.domain.vocabulary import CallOutcome, InteractionKind, Segment
from app.reports import typesetting
from app.reports.customer_summary import (
    CustomerSummary,
    EventKind,
    Figures,
    HistoryEntry,
    MonthSales,
    Order,
    Person,
    Profile,
)
from app.reports.documents import document, documents, file_name, render, render_pages
from app.services.business.read_models import Business
from app.services.documents.letterhead import Letterhead
from app.wording.formats import Formats
from tests.support.environment import data_folder

F = Formats("en_US", UTC)
MADE = date(2026, 11, 22)
HEAD = Letterhead(Business("Greenleaf Kitchen Supply", "USD", street="Storgatan 12"), "Maya Holm", MADE)
KIND = document("customer_summary")
assert KIND is not None

CANARIES = [
    '#read("/etc/passwd")',
    "#eval(\"3*14\")",
    "#{3*14}",
    "#set page(fill: red)",
    "*bold* _emph_ `raw` $x^2$ <label> @ref = head",
    "- list\n+ enum\n/ term: x",
    "https://example.com/?a=1&b=2",
    "<b>bold</b><img src=/srv/canary.png><script>alert(1)</script>",
    "&lt;b&gt; &amp;",
    "\\u{1F600} \\n \\\\ \\#",
    "--- -- ... ~ \"quoted\" 'single'",
    "${jndi:ldap://x} %s %n {0} {{7*7}} <%= 7*7 %>",
    "#import \"@preview/cetz:0.1.0\"",
    "]) #panic() #[",
]  # fmt: skip


def summary(orders: int = 3, text: str = "Harbour Café", history: tuple[HistoryEntry, ...] = ()) -> CustomerSummary:
    placed = tuple(
        Order(
            f"SO-{1000 + i}", MADE - timedelta(days=i), SalesOrderState.CLOSED, Money(10_000 + i, "USD"),
            promised=MADE, shipped=MADE + timedelta(days=2), carrier=text, late_days=2,
        )
        for i in range(orders)
    )  # fmt: skip
    months = tuple(MonthSales(date(2026, month, 1), month * 10_000) for month in range(1, 12))
    called = HistoryEntry(
        datetime(2026, 11, 22, 8, 52, tzinfo=UTC), InteractionKind.CALL, "Jonas", "Rosa", text,
        outcome=CallOutcome.NO_ANSWER, duration_seconds=361, next_step="send the offer",
    )  # fmt: skip
    sent = HistoryEntry(date(2026, 11, 16), EventKind.SHIPMENT, reference="OUT-1", state=ShipmentState.DELIVERED)
    return CustomerSummary(
        HEAD,
        Profile("HARBO", text, (text,), owner="Jonas Ek", segment=Segment.AT_RISK, people=(Person(text, "Owner"),)),
        Figures(sales_12_months=Money(1_842_000, "USD"), orders_12_months=1, on_time_rate=0.9135, shipped_orders=46),
        "USD",
        months=months if orders else (),
        orders=placed,
        history=history or (called, sent),
    )


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_same_data_and_date_give_the_same_bytes() -> None:
    assert render(KIND, summary(), F) == render(KIND, summary(), F)
    assert render(KIND, summary(2), F) != render(KIND, summary(), F)


def test_it_is_tagged_titled_dated_and_in_a_language() -> None:
    reader = read(render(KIND, summary(), F))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata.title == "Customer summary: Harbour Café"
    assert reader.metadata.author == "Greenleaf Kitchen Supply"
    assert reader.metadata.creation_date.date() == MADE
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def structure(node: object, found: list[dict]) -> list[dict]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            structure(child, found)
    elif isinstance(node, dict):
        found.append(node)
        if "/K" in node:
            structure(node["/K"], found)
    return found


def test_headings_tables_and_the_charts_words_are_in_the_structure() -> None:
    root = read(render(KIND, summary(), F)).trailer["/Root"]
    nodes = structure(root["/StructTreeRoot"], [])
    kinds = [str(node.get("/S")) for node in nodes]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 5
    assert "/Table" in kinds
    assert "/TH" in kinds
    alternatives = [str(node["/Alt"]) for node in nodes if "/Alt" in node]
    assert any("highest 1,100 (Nov\u00a02026)" in text for text in alternatives), alternatives


def test_every_font_is_embedded_and_ours() -> None:
    fonts = set()
    for page in read(render(KIND, summary(), F)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
            fonts.add(str(descriptor["/FontName"]).split("+")[-1])
    assert fonts
    assert all(name.startswith(("Inter", "NotoSans")) for name in fonts), fonts


def test_long_tables_repeat_their_header_and_pages_are_counted() -> None:
    reader = read(render(KIND, summary(300), F))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Greenleaf Kitchen Supply" in page
        if number > 1:
            assert "Customer summary · Harbour Café" in page
        if "SO-" in page:
            assert "Promised" in page, f"no table header on page {number}"
    shown = [line for page in pages for line in re.findall(r"SO-\d{4}", page)]
    assert shown == [f"SO-{1000 + i}" for i in range(300)]
    total = sum(10_000 + i for i in range(300))
    assert F.money_minor(total, "USD") in text_of(render(KIND, summary(300), F))


def test_printed_numbers_are_the_screens() -> None:
    text = text_of(render(KIND, summary(), F)).replace("\u00a0", " ")
    for expected in ("$18,420.00", "1 order", "91.4%", "of 46 shipped orders", "$300.03", "Nov 24, 2026, 2 d late",
                     "Call, 6 min, no answer", "Next: send the offer", "Shipment OUT-1, delivered", "At risk",
                     "November 22, 2026 by Maya Holm"):  # fmt: skip
        assert expected in text, expected
    swedish = text_of(render(KIND, summary(), Formats("sv_SE", UTC)))
    assert "18\u00a0420,00\u00a0US$" in swedish or "18 420,00 US$" in swedish


def test_a_customer_without_anything_fits_on_a_page() -> None:
    empty = CustomerSummary(Letterhead(Business("Shop", "USD"), "", MADE), Profile("NEW", "New one"), Figures(), "USD")
    pdf = render(KIND, empty, F)
    assert len(read(pdf).pages) == 1
    for words in ("No orders in this period.", "Nothing was logged", "No sales in this period.", "no data yet"):
        assert words in text_of(pdf)


def test_arrows_and_ligatures_are_not_made_of_data() -> None:
    typed = "-> <- => != fi 1/2 --"
    assert squeezed(typed) in squeezed(text_of(render(KIND, summary(text=typed), F)))


def test_a_long_word_breaks_inside_the_page_and_is_copied_whole() -> None:
    word = "x" * 150 + "@example.com"
    pdf = render(KIND, summary(text=word), F)
    assert squeezed(text_of(pdf)).count(word) >= 7
    for page in render_pages(KIND, summary(text=word), 36, F):
        width, rows = pixels(page)
        margin = int(width * 18 / 210) - 1
        assert all(row[-margin:] == b"\xff" * margin for row in rows), "something is printed in the right margin"


def pixels(png: bytes) -> tuple[int, list[bytes]]:
    """The width and the red channel of each row of an 8-bit RGBA picture without interlacing."""
    width, height = struct.unpack(">II", png[16:24])
    assert png[24:26] == b"\x08\x06"
    packed, at = b"", 8
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        packed += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    raw, before, rows = zlib.decompress(packed), bytes(width * 4), []
    for line in range(height):
        start = line * (width * 4 + 1)
        before = unfiltered(raw[start], raw[start + 1 : start + 1 + width * 4], before)
        rows.append(before[::4])
    return width, rows


def unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    done = bytearray(len(line))
    for i, value in enumerate(line):
        left, up, corner = (done[i - 4] if i > 3 else 0), above[i], (above[i - 4] if i > 3 else 0)
        guess = left + up - corner
        nearest = min((left, up, corner), key=lambda one: abs(guess - one))
        done[i] = (value + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
    return bytes(done)


@pytest.mark.parametrize("canary", CANARIES)
def test_text_never_acts_as_markup(canary: str) -> None:
    pdf = render(KIND, summary(text=canary), F)
    text = squeezed(text_of(pdf))
    # Name, address, a person, a carrier in each of three rows, and what was said: each of them to the letter.
    assert text.count(squeezed(canary)) >= 7, text
    assert "root:x:0" not in text
    assert all("/Annots" not in page for page in read(pdf).pages), "a link was made of data"


def naughty() -> list[str]:
    return json.loads((data_folder() / "csv" / "blns" / "blns.json").read_text("utf-8"))


def plain(text: str) -> str:
    """Only letters and digits that Inter and Noto Sans have; what else is drawn is looked at by the eye."""
    return re.sub(r"[^!-~À-ɏΑ-ωА-я]", "", text)


def test_the_big_list_of_naughty_strings_prints_to_the_letter() -> None:
    strings = naughty()
    assert len(strings) > 400
    entries = tuple(
        HistoryEntry(MADE, InteractionKind.NOTE, text=f"[{i} < {text} > {i}]") for i, text in enumerate(strings)
    )
    pages = [page.extract_text() for page in read(render(KIND, summary(history=entries), F)).pages]
    # An entry may go on over a page's end: the running header and footer are taken out.
    around = (
        r"Greenleaf Kitchen Supply\s*Customer summary · Harbour Café|Greenleaf Kitchen Supply · made.*Page \d+ of \d+"
    )
    text = re.sub(around, "", "\n".join(pages))
    found = plain(text)
    missed = []
    for i, string in enumerate(strings):
        expected = plain(f"[{i}<{typesetting.printable(string)}>{i}]")
        if re.search("[\u0590-\u08ff\ufb1d-\ufefc]", string):
            continue  # right-to-left text is extracted in visual order
        if any(unicodedata.combining(char) for char in unicodedata.normalize("NFC", string)):
            continue  # the extractor does not follow the PDF's own text for stacked marks
        if expected not in found:
            missed.append((i, string))
    assert not missed


@pytest.mark.parametrize(
    "text", ["漢字 カナ 한국어", "\U0001f600 👩‍👩‍👧", "\ue000\U0010ffff", "Z̸̧̨̛͎̦̗͔̿̈́͌͘ȃ̵l̶g̷o̵" * 20, "𝕿𝖍𝖊 𝓺𝓾𝓲𝓬𝓴",
     "\u202eevil\u202c", "a\u0000b\x1b[31m\x07"]
)  # fmt: skip
def test_characters_without_a_glyph_do_no_harm(text: str) -> None:
    pdf = render(KIND, summary(text=text), F)
    reader = read(pdf)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert "Jonas Ek" in text_of(pdf)
    assert render_pages(KIND, summary(text=text), 30, F)


def test_right_to_left_names_have_glyphs() -> None:
    pdf = render(KIND, summary(text="مطعم الميناء הנמל"), F)
    assert b"pdfuaid" in read(pdf).trailer["/Root"]["/Metadata"].get_object().get_data()


def test_control_and_direction_marks_are_shown_or_gone() -> None:
    assert typesetting.printable({"a": ["x\u202ey\u2066z\x1b\x00\x7f\ud800\ufeff\u200b"]}) == {
        "a": ["xyz\\x1b\\x00\\x7f\ufffd"]
    }
    assert typesetting.printable("e\u0301\r\nb\u2028c\td") == "é\nb\nc   d"


def test_pages_for_the_preview() -> None:
    pages = render_pages(KIND, summary(30), 50, F)
    assert len(pages) == len(read(render(KIND, summary(30), F)).pages)
    assert all(page.startswith(b"\x89PNG") for page in pages)
    assert pages == render_pages(KIND, summary(30), 50, F)


def test_an_unknown_font_or_a_broken_template_is_a_bug_that_shows(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    folder = typesetting.resources_folder()
    (tmp_path / "reports").mkdir()
    (tmp_path / "fonts").symlink_to(folder / "fonts")
    (tmp_path / "reports" / "lib.typ").write_text("")
    monkeypatch.setattr(typesetting, "resources_folder", lambda: tmp_path)
    for source in ('#set text(font: "Nowhere Sans")\nx', "#unknown()", '#read("/etc/passwd")'):
        (tmp_path / "reports" / "t.typ").write_text(source)
        with pytest.raises(typesetting.TypesettingError):
            typesetting.pdf("t.typ", {}, {})


def test_templates_never_make_source_of_data() -> None:
    for template in (typesetting.resources_folder() / "reports").glob("*.typ"):
        source = "\n".join(line for line in template.read_text("utf-8").splitlines() if not line.startswith("//"))
        assert not re.search(r"\beval\b|@preview|sys\.inputs|\bread\(", source), template


def test_the_list_of_documents() -> None:
    assert [kind.name for kind in documents()] == [
        "customer_summary", "business_summary", "supplier_scorecard", "purchase_order", "quote",
        "order_confirmation", "packing_list",
    ]  # fmt: skip
    assert document("nothing") is None
    assert file_name(KIND, "../Café <x>: 漢", MADE) == "Customer-summary-Café-x-漢-2026-11-22.pdf"
