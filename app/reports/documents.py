"""The list of documents, and the one way to build, render and preview each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.reports import (
    customer_summary,
    customer_summary_build,
    customer_summary_words,
    figures,
    figures_words,
    orders,
    orders_words,
    packing_words,
    typesetting,
)
from app.reports.letterhead import without_logo
from app.reports.typesetting import Json, Pictures
from app.wording.formats import Formats

Content = tuple[Mapping[str, Json], Pictures]
"""A document's data in words, and its pictures."""

DEFAULT_PPI: Final = 110.0


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One document: its name on the command line, its title, and what has to be chosen before it can be made.

    `numbered` says what kind of record it is of, in the words of `app.wording.labels.entity`; empty when it is of none.
    """

    name: str
    title: str
    operation: str
    needs_partner: bool
    template: str
    content: Callable[[Any, Formats], Content]
    build: Callable[..., Any]
    numbered: str = ""


_DOCUMENTS: Final = (
    DocumentKind(
        name=customer_summary.NAME,
        title="Customer summary",
        operation="report.customer",
        needs_partner=True,
        template="customer_summary.typ",
        content=customer_summary_words.content,
        build=customer_summary_build.build_customer_summary,
    ),
    DocumentKind(
        name=figures.BUSINESS,
        title="Business summary",
        operation="report.business",
        needs_partner=False,
        template="figures.typ",
        content=figures_words.content,
        build=figures.build_business_summary,
    ),
    DocumentKind(
        name=figures.SUPPLIER,
        title="Supplier scorecard",
        operation="report.supplier",
        needs_partner=True,
        template="figures.typ",
        content=figures_words.content,
        build=figures.build_supplier_scorecard,
    ),
    DocumentKind(
        name=orders.PURCHASE_ORDER,
        title="Purchase order",
        operation="report.purchase_order",
        needs_partner=False,
        template="order.typ",
        content=orders_words.purchase_order_content,
        build=orders.build_purchase_order,
        numbered="purchase_order",
    ),
    DocumentKind(
        name=orders.QUOTE,
        title="Quote",
        operation="report.quote",
        needs_partner=False,
        template="order.typ",
        content=orders_words.quote_content,
        build=orders.build_quote,
        numbered="quote",
    ),
    DocumentKind(
        name=orders.CONFIRMATION,
        title="Order confirmation",
        operation="report.quote",
        needs_partner=False,
        template="order.typ",
        content=orders_words.confirmation_content,
        build=orders.build_confirmation,
        numbered="sales_order",
    ),
    DocumentKind(
        name=orders.PACKING_LIST,
        title="Packing list",
        operation="report.packing_list",
        needs_partner=False,
        template="packing_list.typ",
        content=packing_words.packing_list_content,
        build=orders.build_packing_list,
        numbered="shipment",
    ),
)


def documents() -> list[DocumentKind]:
    """All documents, in the order to show them."""
    return list(_DOCUMENTS)


def document(name: str) -> DocumentKind | None:
    """The document of that name; None when there is none."""
    return next((kind for kind in _DOCUMENTS if kind.name == name), None)


def render(kind: DocumentKind, data: object, formats: Formats | None = None) -> bytes:
    """The document as PDF: the same bytes for the same data, formats and date. Safe in any thread."""
    words, pictures = kind.content(data, formats or Formats())
    try:
        return typesetting.pdf(kind.template, words, pictures)
    except typesetting.PictureError:
        return typesetting.pdf(kind.template, without_logo(words), pictures)


def render_pages(
    kind: DocumentKind, data: object, ppi: float = DEFAULT_PPI, formats: Formats | None = None
) -> list[bytes]:
    """The pages as PNG pictures, for the preview."""
    words, pictures = kind.content(data, formats or Formats())
    try:
        return typesetting.pages(kind.template, words, pictures, ppi)
    except typesetting.PictureError:
        return typesetting.pages(kind.template, without_logo(words), pictures, ppi)


def file_name(kind: DocumentKind, subject: str, made_on: date) -> str:
    """A file's name to propose: letters, digits and hyphens only, so that it holds on every system."""
    words = "".join(char if char.isalnum() else " " for char in f"{kind.title} {subject}").split()
    return f"{'-'.join(words)[:80]}-{made_on.isoformat()}.pdf"
