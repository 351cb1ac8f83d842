import importlib
import inspect
import pkgutil
import re
import tomllib
from enum import StrEnum
from pathlib import Path

import pytest

import app.domain
from app.domain import errors as domain
from app.domain.errors import FieldConflict, Problem, StorageError, StorageProblem, ValidationError
from app.domain.formulas.ordering import Rounding
from app.domain.formulas.promising import Availability
from app.domain.formulas.stocking import StockState
from app.domain.formulas.supplying import SupplierState
from app.domain.parsing.problems import ParseProblem, ProblemCode
from app.domain.progress import Cancelled
from app.domain.punctuality import Standing
from app.domain.vocabulary import Segment
from app.services.transfer.refusals import ImportRefused, Refusal
from app.wording import errors, labels, refusals, shipments, stocking, supplying
from app.wording.errors import error_sentence, problem_sentence
from app.wording.formats import Formats

ROOT = Path(__file__).resolve().parents[3]
IN_SENTENCES = {Problem, StorageProblem, ProblemCode, Rounding, Availability}
IN_FEATURES = {StockState: stocking.STATES, SupplierState: supplying.STATES, Standing: shipments._STANDINGS}
NASTY = "=cmd|' /C calc'!A0\x00\t\u202egnp.exe <b>#read(\"x\")</b> " + "x" * 500
F = Formats("en_US")


def domain_modules() -> list[object]:
    found = pkgutil.walk_packages(app.domain.__path__, "app.domain.")
    return [importlib.import_module(module.name) for module in found]


def domain_enums() -> set[type[StrEnum]]:
    found: set[type[StrEnum]] = set()
    for module in domain_modules():
        for _, member in inspect.getmembers(module, inspect.isclass):
            if issubclass(member, StrEnum) and member is not StrEnum and member.__module__.startswith("app.domain"):
                found.add(member)
    return found


def test_every_member_of_every_list_has_a_word() -> None:
    enums = domain_enums()
    assert Segment in enums
    assert len(enums) > 20
    for kind, words in IN_FEATURES.items():
        assert set(words) == set(kind)
    for kind in enums - IN_SENTENCES - set(IN_FEATURES):
        assert kind in labels.LABELS, f"no labels for {kind.__name__}"
        assert set(labels.LABELS[kind]) == {member.value for member in kind}
        assert len(set(labels.LABELS[kind].values())) == len(kind), "two members with one word"
        assert [member for member, _ in labels.choices(kind)] == list(kind)
    for kind, tones in labels._TONES.items():
        assert set(tones) <= {member.value for member in kind}


def test_every_code_has_a_sentence() -> None:
    assert set(errors.PROBLEMS) == set(Problem)
    assert set(errors.STORAGE) == set(StorageProblem)
    assert set(refusals.REFUSALS) == set(ProblemCode)
    assert labels.label(None) == "–"
    assert labels.label(Segment.AT_RISK) == "At risk"
    assert labels.tone(Segment.AT_RISK) is labels.Tone.BAD
    assert labels.tone(Segment.PROSPECT) is labels.Tone.NEUTRAL


def test_every_operation_of_the_matrix_has_a_phrase() -> None:
    matrix = tomllib.loads((ROOT / "resources" / "permissions.toml").read_text("utf-8"))["operations"]
    assert set(matrix) <= set(labels._OPERATIONS)
    limits = {cell for row in matrix.values() for cell in row.values()} - {"yes", "no"}
    assert limits <= set(errors._LIMITS)


def documented_params(enum: type[StrEnum]) -> dict[str, list[str]]:
    found = {}
    for line in inspect.getsource(enum).splitlines():
        match = re.match(r"\s+(\w+) = \"\w+\"(?:\s+# ([\w, ]+?)(?: \(.*\)|:.*)?)?$", line)
        if match:
            found[match[1]] = [name.strip() for name in (match[2] or "").split(",") if name.strip()]
    return found


@pytest.mark.parametrize(
    ("enum", "sentences"), [(Problem, errors.PROBLEMS), (ProblemCode, refusals.REFUSALS)], ids=["form", "import"]
)
def test_sentences_use_only_the_params_that_the_code_has(enum: type[StrEnum], sentences: dict[StrEnum, str]) -> None:
    documented = documented_params(enum)
    assert set(documented) == {member.name for member in enum}
    for member in enum:
        used = set(re.findall(r"{(\w+)}", sentences[member]))
        allowed = {*documented[member.name], "field", "column"} | ({"wait"} if member is Problem.TRY_LATER else set())
        assert used <= allowed, member


def test_no_sentence_is_empty_or_shows_a_hole() -> None:
    for member in Problem:
        for params in ({}, {"limit": 5, "choices": ("a", "b"), "what": "customer", "seconds": 30, "other": "X"}):
            text = error_sentence(ValidationError("postal_code", member, **params), F)
            assert text.startswith("Postal code: ")
            assert "{" not in text
            assert text.endswith((".", ":", "”.")), text
    for code in ProblemCode:
        text = errors.parse_problem_sentence(ParseProblem(code), F)
        assert text
        assert "{" not in text


def test_values_cannot_control_the_sentence_around_them() -> None:
    nasty: list[Exception] = [
        ValidationError("name", Problem.DUPLICATE, other=NASTY),
        ValidationError("name", Problem.NOT_A_CHOICE, choices=(NASTY, NASTY)),
        domain.NotFoundError("customer", NASTY),
        domain.ConflictError("partner", 5, changed_by=NASTY),
        StorageError(StorageProblem.CORRUPT, NASTY),
        ImportRefused([Refusal(NASTY, ProblemCode.NOT_A_NUMBER, row=3, column=NASTY, value=NASTY)]),
        ParseProblem(ProblemCode.DATES_MIXED, other=NASTY),
    ]
    for error in nasty:
        text = (
            errors.parse_problem_sentence(error, F) if isinstance(error, ParseProblem) else error_sentence(error, F)  # type: ignore[arg-type]
        )
        assert not set(text) & set("\x00\t\u202e"), error
        assert text.count("\u2068") == text.count("\u2069")
        assert "x" * 201 not in text


def test_forms_show_the_reason_at_the_field_and_all_of_them_together() -> None:
    assert problem_sentence(ValidationError("name", Problem.REQUIRED)) == "This is needed: enter a value."
    assert problem_sentence(ValidationError("x", Problem.TRY_LATER, seconds=120), F) == (
        "Too many tries: wait 2\u00a0min, then try again."
    )
    assert (
        problem_sentence(ValidationError("n", Problem.TOO_LARGE, limit="1000000"), F) == "Too large: at most 1,000,000."
    )
    both = domain.ValidationErrors(
        [ValidationError("lines.2.quantity", Problem.NOT_POSITIVE), ValidationError("email", Problem.NOT_AN_EMAIL)]
    )
    assert error_sentence(both, F) == (
        "Line 3, quantity: this must be more than zero.\nEmail: not an email address: it has the form name@example.com."
    )


def test_conflicts_name_who_when_and_what() -> None:
    conflict = domain.ConflictError(
        "partner", 5, fields=(FieldConflict("phone", 1, 2, 3),), changed_by="Anna",
        changed_at="2026-11-05T09:30:00.000000Z"
    )  # fmt: skip
    text = error_sentence(conflict, F)
    assert "Anna" in text
    assert "Phone" in text
    assert "2026" in text
    assert "Nothing was overwritten" in text


def test_storage_errors_say_what_was_not_lost() -> None:
    for kind in StorageProblem:
        text = error_sentence(StorageError(kind, "shop.db"), F)
        assert "shop.db" in text
        assert re.search(r"Nothing was|left|untouched|What was saved|kept|Check", text), kind
        assert error_sentence(StorageError(kind), F).endswith(".")


def test_an_import_lists_every_refusal_with_its_place() -> None:
    listed = [
        Refusal("c.csv", ProblemCode.NOT_A_NUMBER, row=7, column="Qty", field="quantity", value="1O"),
        Refusal("c.csv", ProblemCode.FIELD_MISSING, field="customer"),
        Refusal("c.xlsx", ProblemCode.FILE_TOO_LARGE, params={"limit": 200_000_000, "found": 512_000_000}),
    ]
    lines = error_sentence(ImportRefused(listed, 12), F).replace("\u2068", "").replace("\u2069", "").splitlines()
    assert lines[0] == "The import was refused and nothing of it was kept: 12\u00a0values to mend in the file."
    assert lines[1] == "c.csv, row 7, column “Qty”: “1O”: not a number."
    assert lines[2] == "c.csv: no column for “Customer”, which is needed; name it in the map."
    assert "512\u00a0MB" in lines[3]
    assert lines[-1] == "… and 9 more."


def test_the_others() -> None:
    assert error_sentence(domain.NothingToUndo(redo=True)) == "There is nothing to redo."
    assert "Sign in" in error_sentence(domain.SignInRequired())
    assert "Stopped" in error_sentence(Cancelled())
    denied = error_sentence(domain.PermissionDenied("customer.archive", "sales"))
    assert denied.startswith("The role “sales” may not archive a customer.")
    assert "above the limit" in error_sentence(domain.PermissionDenied("stock.adjust", "warehouse", "limited"))
    known = {cls for cls in domain.AppError.__subclasses__() if cls.__module__.startswith("app.domain")}
    assert known <= {kind for kind, _ in errors._WRITERS}
