"""What each invariant of ``check`` says when it is broken, as a sentence for the owner of the business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.findings import Finding, Sample, Severity

SENTENCES: Final[Mapping[str, str]] = {
    "I1": "The file does not say what it is as our files do.",
    "I2": "Pages of the file are damaged.",
    "I3": "Rows refer to rows that are not there.",
    "I4": "Tables, indexes or triggers are not those that this program makes.",
    "search.index": "The search index is damaged.",
    "search.content": "The search index differs from what it is made from.",
    "facts": "Figures kept for customers differ from their orders and contacts.",
    "deliveries": "What became of purchase orders' lines differs from the receipts.",
    "rollups": "The sums of finished months differ from what they are made from.",
    "T1": "An amount has no currency, or one that is unknown.",
    "T2": "A number is stored that is not whole.",
    "T3": "An amount or a quantity is too large to be summed safely.",
    "T4": "A date or a time is stored in a form that is none.",
    "T4-future": "Something is recorded as having happened in the future.",
    "T5": "A text holds characters that cannot be compared or shown.",
    "T5-form": "A text and the form it is found by differ.",
    "T5-hidden": "A code holds invisible characters.",
    "T6": "A value is none of those its column may have.",
    "S1": "A stock balance is not what its moves add up to.",
    "S1-inside": "A stock balance is marked as inside or outside the business against its place.",
    "S2": "There is less than nothing in stock.",
    "S2-past": "Stock was below zero at a moment in the past.",
    "S3": "Stock was moved for a shipment's line that is not there.",
    "S3-cause": "A stock move has no cause.",
    "S4": "A counter-posting does not mirror what it takes back.",
    "S6": "More is reserved than is on hand.",
    "S6-line": "A reservation does not fit its order line.",
    "S7": "A serial number is in more than one place.",
    "S7-lot": "A move names a lot of another product.",
    "S8": "The value in stock is not receipts minus cost of goods out.",
    "S8-empty": "A product without stock has a value.",
    "S9": "The fixed places of the ledger are not as they must be.",
    "S5-received": "More was received and closed short than was ordered and tolerated.",
    "S5-shipped": "More was shipped and closed short than was ordered.",
    "S5-receipts": "A purchase order's line and its receipts differ.",
    "S5-shipments": "A sales order's line and its shipments differ.",
    "S5-expected": "A shipment's line has a negative quantity.",
    "D1-sales": "A sales order line's amount is not price × quantity less discount.",
    "D1-purchase": "A purchase order line's amount is not price × quantity less discount.",
    "D2-sales": "A sales order changed its state in a way that is not allowed.",
    "D2-purchase": "A purchase order changed its state in a way that is not allowed.",
    "D2-shipment": "A shipment changed its state in a way that is not allowed.",
    "D2-held": "An order is on hold without the state to go back to, or the other way round.",
    "D2-lines": "An order that is not confirmed has goods received or shipped.",
    "D2-moves": "A shipment that has not left has moved stock.",
    "D2-event": "A shipment's retracted event does not mirror the one it retracts.",
    "D6": "A shipment's line and its order's line name different products.",
    "D6-role": "An order or a shipment names a partner in a role that it does not have.",
    "C1": "A contact note belongs to nobody.",
    "C2": "A follow-up's state and the time it was done differ.",
    "A1": "The audit chain is broken.",
    "A2": "A stock move or a person is not in the audit.",
    "A3": "An audit entry is earlier than the one before it; the computer's clock was set back.",
    "U1": "Nobody who signs in is an active owner.",
    "U2": "A password is kept in a form that is too weak.",
    "U4": "A count of wrong passwords is negative.",
    "F1": "An attached file is not what it was when it was stored.",
    "F2": "The business's logo is not there.",
    "B2": "There is no recent backup that stood its test.",
    "B3": "A backup is not the file that its manifest speaks of.",
}


def finding_sentence(finding: Finding) -> str:
    """One finding in one line: which invariant, what it means, how often, and the first places."""
    kind = "" if finding.severity is Severity.ERROR else " (to look at)"
    places = ", ".join(_place(sample) for sample in finding.samples)
    return f"{finding.check}{kind}: {SENTENCES[finding.check]} {finding.count} × {places}"


def _place(sample: Sample) -> str:
    row = "" if sample.id is None else f" {sample.id}"
    detail = f" ({sample.detail})" if sample.detail else ""
    return f"{sample.entity}{row}{detail}"
