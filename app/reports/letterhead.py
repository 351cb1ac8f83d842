"""The head and foot that every document has: the business's name, address and logo, who made it and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.vocabulary import ImageType
from app.reports.typesetting import Json, Pictures
from app.services.business.read_models import Business, Logo
from app.services.documents.letterhead import Letterhead
from app.services.documents.order_models import PostalAddress
from app.wording.formats import Formats

_LOGO_FILE: Final = "logo.json"
_FORMATS: Final[Mapping[ImageType, str]] = {ImageType.PNG: "png", ImageType.JPEG: "jpg", ImageType.SVG: "svg"}
_PAGE_WORDS: Final[Mapping[str, Json]] = {"page": "Page", "of": "of"}


def frame(
    head: Letterhead, formats: Formats, *, kind: str, name: str, subtitle: str, words: Mapping[str, str] = {}
) -> dict[str, Json]:
    """What surrounds a document of this kind about somebody or something; `words` are the template's own."""
    made_by = f" by {head.made_by}" if head.made_by else ""
    return {
        "title": f"{kind}: {name}",
        "kind": kind,
        "name": name,
        "running": f"{kind} · {shortened(name, 45)}",
        "subtitle": subtitle,
        "badge": None,
        "business": business_words(head),
        "footer": f"{shortened(head.business.name, 60)} · made on {formats.date_long(head.made_on)}"
        f"{shortened(made_by, 50)}",
        "year": head.made_on.year,
        "month": head.made_on.month,
        "day": head.made_on.day,
        "words": {**_PAGE_WORDS, **words},
    }


def business_words(head: Letterhead) -> dict[str, Json]:
    """The business as the templates draw it. `line` stands small above a letter's address, `foot` at its end."""
    business = head.business
    lines = address_lines(address_of(business))
    return {
        "name": business.name,
        "short": shortened(business.name, 45),
        "logo": None if head.logo is None else _logo(head.logo, business.name),
        "address": list(lines),
        "contact": _filled(business.phone, business.email, business.website),
        "line": " · ".join((business.name, *lines)) if lines else "",
        "foot": _filled(f"Tax ID {business.tax_id}" if business.tax_id else "", *business.footer.splitlines()),
    }


def pictures_of(head: Letterhead) -> Pictures:
    """The logo by the name that the template knows."""
    return {} if head.logo is None else {_LOGO_FILE: head.logo.content}


def without_logo(data: Mapping[str, Json]) -> dict[str, Json]:
    """The same document with the name in the logo's place: a picture that cannot be decoded stops no letter."""
    business = data["business"]
    return {**data, "business": {**business, "logo": None}} if isinstance(business, dict) else dict(data)


def address_of(business: Business) -> PostalAddress:
    """The business's own address."""
    return PostalAddress(business.street, business.postal_code, business.city, business.region, business.country)


def address_lines(address: PostalAddress | None) -> tuple[str, ...]:
    """An address one line under the other, as it is written on a letter."""
    if address is None:
        return ()
    place = " ".join(part for part in (address.postal_code, address.city) if part)
    parts = (*address.street.splitlines(), place, address.region, address.country)
    return tuple(part.strip() for part in parts if part.strip())


def shortened(text: str, limit: int) -> str:
    """A text that has room for `limit` characters."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _logo(logo: Logo, name: str) -> dict[str, Json]:
    return {"file": _LOGO_FILE, "format": _FORMATS[logo.kind], "alt": f"Logo of {name}"}


def _filled(*texts: str) -> list[Json]:
    return [text for text in texts if text]
