"""The letterhead before it is saved: the top of a letter, and the logo, which is refused when it cannot be drawn."""

from __future__ import annotations

from typing import Final

from app.domain.errors import Problem, ValidationError
from app.reports import letters, typesetting
from app.reports.letterhead import business_words, pictures_of, without_logo
from app.services.business.read_models import Logo
from app.services.documents.letterhead import Letterhead
from app.services.documents.order_models import PostalAddress, Recipient
from app.wording.formats import Formats

_SAMPLE: Final = Recipient("The recipient", address=PostalAddress("1 Their Street", "12345", "Their Town"))


def letterhead_page(head: Letterhead, formats: Formats, ppi: float) -> bytes:
    """A letter's head and foot as PNG of `ppi` dots an inch."""
    words = {
        **letters.letter(head, formats, kind="Purchase order", number="1042", recipient=_SAMPLE, words={}),
        "refer": letters.referring([("Number", "1042"), ("Date", formats.date_long(head.made_on))]),
    }
    pictures = pictures_of(head)
    try:
        return typesetting.pages("letterhead.typ", words, pictures, ppi)[0]
    except typesetting.PictureError:
        return typesetting.pages("letterhead.typ", without_logo(words), pictures, ppi)[0]


def logo_picture(head: Letterhead, logo: Logo, ppi: float) -> bytes:
    """The logo as it is printed, as PNG. Raises ValidationError (`logo`) for one that cannot be decoded."""
    shown = Letterhead(head.business, head.made_by, head.made_on, logo)
    try:
        return typesetting.pages("logo.typ", {"business": business_words(shown)}, pictures_of(shown), ppi)[0]
    except typesetting.PictureError as error:
        raise ValidationError("logo", Problem.NOT_A_PICTURE) from error
