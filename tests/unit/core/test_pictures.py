"""Pictures by their bytes: what is taken, what is refused and why, without decoding anything."""

import pytest

from app.domain.errors import Problem, ValidationError
from app.domain.pictures import MOST_BYTES, Picture, read_picture
from app.domain.vocabulary import ImageType
from tests.support.pictures import png, svg

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xfe\x00\x06abcd\xff\xc2\x00\x11\x08\x00\x14\x00\x28\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
)


@pytest.mark.parametrize(
    ("content", "picture"),
    [
        (png(40, 20), Picture(ImageType.PNG, 40, 20)),
        (JPEG, Picture(ImageType.JPEG, 40, 20)),
        (svg(), Picture(ImageType.SVG)),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!DOCTYPE svg>\n" + svg(), Picture(ImageType.SVG)),
        (svg('<g id="a"><path d="M0 0"/></g><use href="#a"/><style>.a{fill:url(#g)}</style>'), Picture(ImageType.SVG)),
    ],
)
def test_what_can_be_printed_is_taken(content: bytes, picture: Picture) -> None:
    assert read_picture(content, "logo") == picture


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Problem.NOT_A_PICTURE),
        (b"GIF89a", Problem.NOT_A_PICTURE),
        (b"<svg", Problem.NOT_A_PICTURE),
        (b"<html><svg></svg></html>", Problem.NOT_A_PICTURE),
        (svg().decode().encode("utf-16"), Problem.NOT_A_PICTURE),
        (png(40, 20)[:-20], Problem.NOT_A_PICTURE),
        (b"\xff\xd8\xff" + bytes(40), Problem.NOT_A_PICTURE),
        (JPEG[:30], Problem.NOT_A_PICTURE),
        (png(4001, 1), Problem.TOO_MANY_PIXELS),
        (b"\x89PNG" + bytes(MOST_BYTES), Problem.TOO_MANY_BYTES),
        (svg("<!-- " + "x" * 300_000 + " -->"), Problem.TOO_MANY_BYTES),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg(), Problem.UNSAFE_PICTURE),
        (svg("<script>alert(1)</script>"), Problem.UNSAFE_PICTURE),
        (svg("<foreignObject/>"), Problem.UNSAFE_PICTURE),
        (svg('<image href="file:///etc/passwd"/>'), Problem.UNSAFE_PICTURE),
        (svg('<use xlink:href="https://example.com/a.svg#b"/>'), Problem.UNSAFE_PICTURE),
        (svg('<path d="M0 0" style="fill:url(https://example.com/x)"/>'), Problem.UNSAFE_PICTURE),
        (svg("<style>@import 'https://example.com/a.css';</style>"), Problem.UNSAFE_PICTURE),
        (svg("<filter/>"), Problem.UNSAFE_PICTURE),
        (svg("<text>Shop</text>"), Problem.UNSAFE_PICTURE),
        (svg('<path d="M0 0" onclick="x()"/>'), Problem.UNSAFE_PICTURE),
        (svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), Problem.UNSAFE_PICTURE),
        (svg("<g>" * 100 + "</g>" * 100), Problem.UNSAFE_PICTURE),
        (svg("<path/>" * 6_000), Problem.UNSAFE_PICTURE),
    ],
)
def test_what_cannot_or_may_not_be_printed_is_refused(content: bytes, problem: Problem) -> None:
    with pytest.raises(ValidationError) as caught:
        read_picture(content, "logo")
    assert (caught.value.field, caught.value.code) == ("logo", problem)
