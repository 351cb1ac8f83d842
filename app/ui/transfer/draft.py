"""What a person has settled in the wizard so far; every step reads and changes this, and the run takes it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from app.services.transfer.analysis import TWO_FILES
from app.services.transfer.kinds import KINDS, Kind
from app.services.transfer.mapping import columns_read, guess_kind
from app.services.transfer.maps import ImportMap, Options
from app.services.transfer.preview import FileLook
from app.services.transfer.refusals import Refusal


@dataclass
class ImportDraft:
    """`columns` holds only what the person chose; the other fields are found by the headers."""

    paths: list[Path] = field(default_factory=list)
    looks: tuple[FileLook, ...] = ()
    kind_name: str = ""
    kind_chosen: bool = False
    options: Options = field(default_factory=Options)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    edits: dict[tuple[str, int, str], str] = field(default_factory=dict)
    map_name: str = ""

    @property
    def kind(self) -> Kind:
        """What is imported."""
        return KINDS[self.kind_name or next(iter(KINDS))]

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers of all files, each once."""
        return tuple(dict.fromkeys(header for look in self.looks for header in look.headers if header))

    @property
    def readable(self) -> bool:
        """Whether every file was read."""
        return bool(self.looks) and all(look.refusal is None for look in self.looks)

    @property
    def most_files(self) -> int:
        """How many files the kind may come in."""
        return 2 if self.kind_name in TWO_FILES else 1

    def take_looks(self, looks: tuple[FileLook, ...]) -> None:
        """The files were looked at: guess what they are, unless somebody said so."""
        self.looks = looks
        if not self.kind_chosen and self.headers:
            name = " ".join(look.path.stem for look in looks)
            self.choose_kind(guess_kind(self.headers, name)[0], by_hand=False)

    def choose_kind(self, kind: str, *, by_hand: bool = True) -> None:
        """Import as another kind; a mapping for the old one means nothing any more."""
        self.kind_chosen = self.kind_chosen or by_hand
        if kind != self.kind_name:
            self.kind_name = kind
            self.columns.clear()
            self.constants.clear()
            self.map_name = ""

    def set_option(self, name: str, value: str | tuple[str, ...] | None) -> None:
        """Read the files in another way."""
        self.options = replace(self.options, **{name: value})  # type: ignore[arg-type]

    def given(self) -> ImportMap:
        """The map that the preview and the run are asked for with."""
        # A value that is still being typed is none, and neither is the column that had the field's name.
        waiting: dict[str, tuple[str, ...]] = {name: () for name, text in self.constants.items() if not text}
        constants = {name: text for name, text in self.constants.items() if text}
        return ImportMap(self.kind.name, self.options, {**self.columns, **waiting}, constants)

    def mapping(self) -> tuple[dict[str, tuple[str, ...]], list[Refusal]]:
        """Our field → their columns as it stands, and what is missing or named twice."""
        return columns_read([(look.path.name, look.headers) for look in self.looks], self.kind, self.given())

    def to_save(self) -> ImportMap:
        """The map as it stands, columns that were found by their names included."""
        found = {name: headers for name, headers in self.mapping()[0].items() if name not in self.constants}
        unread: dict[str, tuple[str, ...]] = {name: () for name, headers in self.columns.items() if not headers}
        return ImportMap(self.kind.name, self.options, {**found, **unread}, dict(self.constants))

    def use(self, given: ImportMap, name: str = "") -> None:
        """Take a saved map."""
        self.choose_kind(given.kind)
        self.options = given.options
        self.columns = dict(given.columns)
        self.constants = dict(given.constants)
        self.map_name = name

    def samples(self, header: str) -> tuple[str, ...]:
        """The first values of a column."""
        for look in self.looks:
            if header in look.headers:
                return look.samples[look.headers.index(header)]
        return ()
