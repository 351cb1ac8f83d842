"""The customer summary from the real window: preview by Ctrl+P, saved by Ctrl+S, a whole PDF with the name in it."""

from pathlib import Path

from tests.e2e.program import eventually, make_business, program, tab_key
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
