"""Turns a template and data into a PDF or into pictures of its pages.

The whole project of a document is in memory: our templates, one JSON file and the charts. Data never becomes source,
so nothing a person typed can act as markup. Same data, same bytes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app.config.paths import resources_folder

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Pictures = Mapping[str, str | bytes]
"""SVG texts, and the bytes of other pictures, by the names the data gives them."""

PDF_STANDARD: Final = "ua-1"
_LIBRARY: Final = "lib.typ"
_NO_GLYPH: Final = "could not be displayed with"
_BAD_PICTURE: Final = ("failed to decode image", "failed to parse SVG")
# Embeddings, overrides and isolates would reach beyond their own cell; line and paragraph marks become new lines.
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
# Scripts that none of our fonts has; what else they lack (signs, emoji) shows as a box.
_FOREIGN = re.compile(
    "[\u0700-\u1cff\u2e80-\u303f\u3041-\ua63f\ua880-\ufaff\ufe30-\ufe4f\uff01-\uffef\U00010280-\U0003ffff]"
)
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class TypesettingError(Exception):
    """A template or a font of ours is wrong: a bug, never the data's fault."""


class PictureError(TypesettingError):
    """A picture that was handed in cannot be decoded."""


def pdf(template: str, data: Mapping[str, Json], pictures: Pictures) -> bytes:
    """The document as a tagged PDF (PDF/UA-1 unless a character has no glyph, which then shows as a box).

    `template` is a file of `resources/reports`. Text in a script that our fonts lack borrows one of the computer's.
    """
    import typst

    project = _project(template, data, pictures)
    try:
        return _compiled(project, standards=[PDF_STANDARD])[0]
    except typst.TypstError as error:
        if _NO_GLYPH not in str(error):
            raise _our_error(error) from error
    try:
        return _compiled(project, standards=[])[0]
    except typst.TypstError as error:
        raise _our_error(error) from error


def pages(template: str, data: Mapping[str, Json], pictures: Pictures, ppi: float) -> list[bytes]:
    """The same pages as PNG pictures of `ppi` dots an inch, for a preview."""
    import typst

    try:
        return _compiled(_project(template, data, pictures), ppi=ppi)
    except typst.TypstError as error:
        raise _our_error(error) from error


def _our_error(error: Exception) -> TypesettingError:
    text = str(error)
    return (PictureError if any(words in text for words in _BAD_PICTURE) else TypesettingError)(text)


def printable(value: Json) -> Json:
    r"""Data as it can be printed: text in NFC, control characters spelt (`\x1b`), direction marks gone."""
    if isinstance(value, str):
        return _printable_text(value)
    if isinstance(value, list):
        return [printable(item) for item in value]
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    return value


def _printable_text(text: str) -> str:
    text = _DIRECTION.sub("", _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)))
    return "".join(map(_visible, text.expandtabs(4)))


def _visible(char: str) -> str:
    if char == "\n" or not unicodedata.category(char).startswith("C"):
        return char
    # Joiners shape letters; what else is invisible has nothing to print.
    if char in "\u200c\u200d":
        return char
    if unicodedata.category(char) == "Cf":
        return ""
    return char.encode("unicode_escape").decode("ascii") if unicodedata.category(char) == "Cc" else "\ufffd"


def _project(template: str, data: Mapping[str, Json], pictures: Pictures) -> dict[str, bytes]:
    folder = resources_folder() / "reports"
    text = json.dumps(printable(dict(data)), ensure_ascii=False, sort_keys=True)
    files = {
        "main.typ": (folder / template).read_bytes(),
        _LIBRARY: (folder / _LIBRARY).read_bytes(),
        "data.json": text.encode("utf-8"),
    }
    return files | {
        # The library takes files of text only; bytes go in as a list of numbers.
        name: (picture if isinstance(picture, str) else json.dumps(list(picture))).encode("utf-8")
        for name, picture in pictures.items()
    }


def _compiled(
    project: dict[str, bytes], *, standards: list[str] | None = None, ppi: float | None = None
) -> list[bytes]:
    import typst

    # The stubs do not know the project as a dictionary of files, which the library documents.
    compile_project: Any = typst.compile_with_warnings
    if ppi is None:
        options: dict[str, Any] = {"format": "pdf", "pdf_standards": standards or []}
    else:
        options = {"format": "png", "ppi": ppi}
    # Their own fonts only, so that a document is the same everywhere, unless that would print boxes for words.
    own_only = _FOREIGN.search(project["data.json"].decode("utf-8")) is None
    result, warnings = compile_project(project, font_paths=_fonts(), ignore_system_fonts=own_only, **options)
    if warnings:
        raise TypesettingError("; ".join(str(warning) for warning in warnings))
    return result if isinstance(result, list) else [result]


def _fonts() -> list[Path]:
    return [resources_folder() / "fonts"]
