"""Summaries of a customer and of the business from the real window: shown by Ctrl+P, saved by Ctrl+S, and right."""

from pathlib import Path

from tests.e2e.program import eventually, make_business, program, tab_key
from tests.e2e.shop import add_jug, sell
from tests.support.display import Display


def test_the_customer_summary_is_saved_by_the_keyboard(display: Display, profile: Path, tmp_path: Path) -> None:
    from pypdf import PdfReader

    make_business(profile)
    target = tmp_path / "summary.pdf"
    with program(display, profile) as screen:
        screen.press(tab_key("customers"), "ctrl+f")
        screen.type("harb")
        screen.press("Return", "ctrl+p")
        screen.titled("^Customer summary: Harbour Cafe$")
        screen.press("ctrl+s")
        screen.titled("^Save PDF$")
        screen.press("ctrl+a")
        screen.type(str(target))
        screen.press("Return")
        eventually(target.exists)
        screen.titled("^Customer summary: Harbour Cafe$")
        screen.press("Escape")
    text = "\n".join(page.extract_text() for page in PdfReader(target).pages)
    assert "Harbour Cafe" in text
    assert not list(tmp_path.glob("*.part"))


def test_the_business_summary_is_saved_by_the_keyboard(display: Display, profile: Path, tmp_path: Path) -> None:
    """18 jugs at 5.00 in four orders, of which three have come, one of them two days late."""
    from pypdf import PdfReader

    make_business(profile)
    add_jug(profile, on_hand=20)
    sell(profile, 6, delivered=7)
    sell(profile, 5, days_ago=8, promised=6, delivered=4)
    sell(profile, 4, days_ago=5, delivered=3)
    sell(profile, 3, days_ago=2)
    target = tmp_path / "business.pdf"
    with program(display, profile) as screen:
        screen.press(tab_key("performance"), "ctrl+p")
        screen.titled("^Business summary")
        screen.press("ctrl+s", "ctrl+a")
        screen.type(str(target))
        screen.press("Return")
        eventually(target.exists)
        screen.titled("^Business summary")
        screen.press("Escape")
    text = " ".join("\n".join(page.extract_text() for page in PdfReader(target).pages).split())
    for figure in (
        "Business summary Greenleaf",
        "Revenue SEK 90",
        "Orders 4",
        "Delivered on time 66.7%",
        "Harbour Cafe SEK 90.00 4",
    ):
        assert figure in text.replace("\xa0", " "), text
