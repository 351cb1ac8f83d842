"""Maps saved under a name in the profile's settings, offered again when a file has their columns."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.transfer.fields import normal_header
from app.services.transfer.maps import ImportMap, MapRefused
from app.ui.app_context import AppContext

VIEW = "import-maps"
EVERYBODY = 0


def saved_maps(ctx: AppContext) -> dict[str, ImportMap]:
    """All saved maps by name. One that cannot be read any more is left out."""
    stored = ctx.settings.view_state(EVERYBODY, VIEW).get("maps", {})
    found: dict[str, ImportMap] = {}
    for name, text in stored.items() if isinstance(stored, dict) else ():
        try:
            found[str(name)] = ImportMap.from_toml(str(text))
        except MapRefused:
            continue
    return found


def save_map(ctx: AppContext, name: str, given: ImportMap) -> None:
    """Save a map under a name; an older one of that name is replaced."""
    stored = dict(ctx.settings.view_state(EVERYBODY, VIEW).get("maps", {}))
    stored[name] = given.to_toml()
    ctx.settings.set_view_state(EVERYBODY, VIEW, {"maps": stored})


def fitting_maps(ctx: AppContext, headers: Sequence[str]) -> dict[str, ImportMap]:
    """The saved maps whose columns are all among these headers."""
    there = {normal_header(header) for header in headers}
    return {
        name: given
        for name, given in saved_maps(ctx).items()
        if given.columns and all(normal_header(h) in there for theirs in given.columns.values() for h in theirs)
    }
