"""The smallest valid calls of imports and exports."""

from typing import Any

from app.domain.vocabulary import Role
from tests.unit.permissions.calls import call
from tests.unit.permissions.world import World


@call("transfer.queries.history")
def nothing_to_say(world: World) -> tuple[Any, ...]:
    return ()


@call("transfer.commands.preview")
@call("transfer.commands.run_import")
@call("transfer.preview.preview_rows")
def a_file_of_the_roles_own(world: World) -> tuple[Any, ...]:
    kind, text = "contacts", "name\nAnn Lee\n"
    if world.role is Role.WAREHOUSE:
        kind, text = "stock", "product,quantity\n"
    path = world.folder / "new.csv"
    path.write_text(text, encoding="utf-8")
    return ([path], kind)


@call("transfer.preview.look_at_files")
def a_file(world: World) -> tuple[Any, ...]:
    return (a_file_of_the_roles_own(world)[0],)


@call("transfer.commands.undo_import")
def a_run_of_ones_own(world: World) -> tuple[Any, ...]:
    from app.services.transfer.commands import run_import

    if world.role not in (Role.OWNER, Role.MANAGER):
        return (1,)
    return (world.ops.run(run_import, *a_file_of_the_roles_own(world)).value.batch_id,)


@call("transfer.exports.export_personal")
def customers_to_a_file(world: World) -> tuple[Any, ...]:
    return ("customers", world.folder / "customers.csv")


@call("transfer.exports.export_goods")
def products_to_a_file(world: World) -> tuple[Any, ...]:
    return ("products", world.folder / "products.csv")


@call("transfer.exports.export_shown_people")
@call("transfer.exports.export_shown_goods")
def a_shown_list_to_a_file(world: World) -> tuple[Any, ...]:
    from app.services.transfer.exports import ShownList

    return (ShownList("list", False, lambda: (["Name"], [["Jug"]])), world.folder / "shown.csv")
