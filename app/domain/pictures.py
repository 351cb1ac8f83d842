"""What a picture's bytes say it is, read without decoding it: its kind, its size, and whether it is safe to print.

Only kinds that the typesetter prints are taken. An SVG is a program of a kind: only shapes, colours and gradients are
let in, nothing that reads another file, runs, repeats itself without end, or depends on fonts of another computer.
"""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Final

from app.domain.errors import Problem, ValidationError
from app.domain.vocabulary import ImageType

MOST_BYTES: Final = 1_000_000
MOST_SVG_BYTES: Final = 250_000
MOST_PIXELS: Final = 4_000
"""Of each side."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_BARE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_SVG: Final = "{http://www.w3.org/2000/svg}"
_SHAPES: Final = frozenset(
    "svg g path rect circle ellipse line polyline polygon defs symbol use title desc metadata style "
    "linearGradient radialGradient stop clipPath".split()
)
_MOST_DEPTH: Final = 60
_MOST_ELEMENTS: Final = 5_000
# What a style sheet inside may not do: fetch, or point anywhere but into the same picture.
_REACHES_OUT: Final = re.compile(r"@import|url\(\s*['\"]?(?!#)|expression\(|javascript:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's kind and its size in pixels; an SVG has none."""

    kind: ImageType
    width: int = 0
    height: int = 0


def read_picture(content: bytes, field: str) -> Picture:
    """What the bytes are. Raises ValidationError: TOO_MANY_BYTES, NOT_A_PICTURE, TOO_MANY_PIXELS, UNSAFE_PICTURE."""
    if len(content) > MOST_BYTES:
        raise ValidationError(field, Problem.TOO_MANY_BYTES, limit=MOST_BYTES)
    if content.startswith(_PNG):
        picture = Picture(ImageType.PNG, *_png_size(content, field))
    elif content.startswith(_JPEG):
        picture = Picture(ImageType.JPEG, *_jpeg_size(content, field))
    else:
        _require_safe_svg(content, field)
        return Picture(ImageType.SVG)
    if not (0 < picture.width <= MOST_PIXELS and 0 < picture.height <= MOST_PIXELS):
        raise ValidationError(field, Problem.TOO_MANY_PIXELS, limit=MOST_PIXELS)
    return picture


def _png_size(content: bytes, field: str) -> tuple[int, int]:
    if len(content) < 33 or content[12:16] != b"IHDR" or b"IEND" not in content[-16:]:
        raise ValidationError(field, Problem.NOT_A_PICTURE)
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes, field: str) -> tuple[int, int]:
    """The size is in the first frame header; the segments before it are skipped by their lengths."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        bare = marker in _JPEG_BARE or marker == 0xFF
        place += 1 if marker == 0xFF else 2
        if not bare:
            place += int(struct.unpack(">H", content[place : place + 2])[0])
    raise ValidationError(field, Problem.NOT_A_PICTURE)


def _require_safe_svg(content: bytes, field: str) -> None:
    if b"<svg" not in content[:4_000]:
        raise ValidationError(field, Problem.NOT_A_PICTURE)
    if len(content) > MOST_SVG_BYTES:
        raise ValidationError(field, Problem.TOO_MANY_BYTES, limit=MOST_SVG_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(field, Problem.NOT_A_PICTURE) from error
    # Entities are refused before anything expands them.
    if "<!ENTITY" in text or re.search(r"<!DOCTYPE[^>]*\[", text):
        raise ValidationError(field, Problem.UNSAFE_PICTURE, part="entities")
    try:
        root = ET.fromstring(text)  # noqa: S314 - without entities there is nothing to expand
    except ET.ParseError as error:
        raise ValidationError(field, Problem.NOT_A_PICTURE) from error
    if root.tag != f"{_SVG}svg":
        raise ValidationError(field, Problem.NOT_A_PICTURE)
    refused = _refused_in(root)
    if refused:
        raise ValidationError(field, Problem.UNSAFE_PICTURE, part=refused)


def _refused_in(root: ET.Element) -> str:
    """The first thing in it that is not let in; empty when there is none."""
    count, waiting = 0, [(root, 1, False)]
    while waiting:
        element, depth, is_copied = waiting.pop()
        count += 1
        if not str(element.tag).startswith(_SVG):
            # The drawing program's own notes: the typesetter leaves them out.
            continue
        name = str(element.tag).removeprefix(_SVG)
        if count > _MOST_ELEMENTS or depth > _MOST_DEPTH:
            return "too many shapes"
        if name not in _SHAPES:
            return f"<{name[:30]}>"
        # A copy of something that holds copies could grow without end.
        if name == "use" and is_copied:
            return "<use> inside <symbol>, <defs> or <g id>"
        wrong = _refused_of(element, name)
        if wrong:
            return wrong
        copied = is_copied or name in ("symbol", "defs", "clipPath") or element.get("id") is not None
        waiting += [(child, depth + 1, copied and element is not root) for child in element]
    return ""


def _refused_of(element: ET.Element, name: str) -> str:
    if name == "style" and _REACHES_OUT.search(element.text or ""):
        return "<style>"
    for key, value in element.items():
        local = key.rpartition("}")[2]
        if local.lower().startswith("on"):
            return local[:30]
        if local == "href" and not value.strip().startswith("#"):
            return "href"
        if _REACHES_OUT.search(value):
            return local[:30]
    return ""
