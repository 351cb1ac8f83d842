"""Names from outside lead nowhere: members of archives, backups and what they say of themselves, documents (G23)."""

import contextlib
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from app.config.paths import profile_paths
from app.db import backup
from app.domain.errors import AppError
from app.reports.documents import documents, file_name
from app.services.maintenance.backups import make_backup
from app.services.maintenance.restoring import restore
from app.services.profile.opening import open_profile
from app.services.transfer.readers.archive import refuse_unsafe
from app.services.transfer.readers.tables import FileRefused

SUMMARY = documents()[0]
HOSTILE = (
    "../evil", "../../evil", "a/../../evil", "/evil", "//host/share/evil", "\\\\host\\share\\evil", "..\\evil",
    "a\\..\\..\\evil", "C:\\evil", "C:evil", "c:/evil", "xl/worksheets/../../../evil", "file:///evil", "..",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_member_with_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "in" / "deep"
    inside.mkdir(parents=True)
    path = inside / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(zipfile.ZipInfo(name), "evil")
    with pytest.raises(FileRefused):
        refuse_unsafe(path)
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "in", inside, path]


@pytest.mark.parametrize("name", [*HOSTILE, "CON", "a\x00b", "x" * 300, "\u202egnp.exe", "a\nb", '<b>|?*"'])
def test_a_document_is_proposed_under_a_plain_name(name: str) -> None:
    proposed = file_name(SUMMARY, name, date(2026, 11, 22))
    assert Path(proposed).name == proposed
    assert len(proposed) <= 100
    assert all(char.isalnum() or char in "-." for char in proposed)
    assert proposed.endswith(".pdf")


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_backup_says_of_itself_leads_nowhere(profile: Path, tmp_path: Path, name: str) -> None:
    """Every text in the manifest is replaced: it is compared, and never used as a path."""
    opened = open_profile(profile_paths(profile))
    opened.sign_in()
    target = tmp_path / "out" / "copy.db"
    target.parent.mkdir()
    make_backup(opened, to=target)
    manifest = backup.manifest_of(target)
    stored = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({key: name if isinstance(value, str) else value for key, value in stored.items()}))
    before = sorted(tmp_path.rglob("*"))
    opened.close()
    with contextlib.suppress(AppError):
        restore(profile_paths(profile), target)
    after = sorted(path for path in tmp_path.rglob("*") if "evil" in path.name or path not in before)
    assert all(path.is_relative_to(profile) for path in after)
    assert not any("evil" in path.name for path in after)
