"""The customer summary from the real window: preview by Ctrl+P, saved by Ctrl+S, a whole PDF with the name in it."""

from pathlib import Path

from tests.e2e.program import eventually, make_business, program, tab_key
from tests.support.display import Display


def test_the_customer_summary_is_saved_by_the_keyboard(display: Display, profile: Path, tmp_path: Path) -> None:
    from pypdf import PdfReader

    make_business(profile)
    target = tmp_path / "summary.pdf"
    with program(display, profile):
        display.keys(tab_key("customers"))
        display.keys("ctrl+f")
        display.type("harb")
        display.keys("Return")
        preview = eventually(lambda: _after(display, "ctrl+p", "^Customer summary: Harbour Cafe$"))
        display.activate(preview)
        # Saving waits for the pages: the key counts once they are there.
        dialog = eventually(lambda: _after(display, "ctrl+s", "^Save PDF$"))
        display.activate(dialog)
        display.keys("ctrl+a")
        display.type(str(target))
        display.keys("Return")
        eventually(target.exists)
        display.activate(preview)
        display.keys("Escape")
    text = "\n".join(page.extract_text() for page in PdfReader(target).pages)
    assert "Harbour Cafe" in text
    assert not list(tmp_path.glob("*.part"))


def _after(display: Display, keys: str, title: str) -> str:
    """The window that the keys open, if they do already."""
    display.keys(keys)
    try:
        return display.window(title, seconds=2)
    except RuntimeError:
        return ""
