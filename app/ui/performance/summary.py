"""The business summary's data, read on a worker for the period that was chosen."""

from __future__ import annotations

from app.reports.documents import document
from app.reports.figures import BUSINESS, build_business_summary
from app.services.operations import Operations
from app.ui.documents.jobs import DocumentSource
from app.ui.documents.periods import Period


class SummaryReader:
    """Reads the business's figures."""

    def __init__(self, ops: Operations) -> None:
        self._ops = ops

    def read(self, period: Period) -> object:
        """The data of the document."""
        return build_business_summary(self._ops, *period)


def summary_source(ops: Operations) -> DocumentSource:
    """The document of the business."""
    kind = document(BUSINESS)
    if kind is None:
        raise LookupError(BUSINESS)
    return DocumentSource(kind, "the business", SummaryReader(ops).read)
