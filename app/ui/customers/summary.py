"""The customer summary's data, read on a worker for the period that was chosen."""

from __future__ import annotations

from app.reports.customer_summary import NAME
from app.reports.customer_summary_build import summary_of
from app.reports.documents import document
from app.services.customers import detail
from app.services.customers.read_models import CustomerDetail
from app.services.documents import queries
from app.services.operations import Operations
from app.ui.documents.jobs import DocumentSource
from app.ui.documents.periods import Period


class SummaryReader:
    """Reads one customer's summary."""

    def __init__(self, ops: Operations, customer_id: int) -> None:
        self._ops = ops
        self._id = customer_id

    def read(self, period: Period) -> object:
        """The data of the document."""
        since, until = period
        history = self._ops.read(queries.customer_history, self._id, since, until)
        return summary_of(self._ops.read(detail.detail, self._id), history, since, until)


def summary_source(ops: Operations, customer: CustomerDetail) -> DocumentSource:
    """The document of this customer."""
    kind = document(NAME)
    if kind is None:
        raise LookupError(NAME)
    return DocumentSource(kind, customer.name, SummaryReader(ops, customer.id).read)
