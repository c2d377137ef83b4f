"""How a resource type joins the emulator's CloudFormation: its functions and what replaces it."""

from collections.abc import Callable, Iterable
from typing import Any

from ministack.services.cloudformation import provisioners, stacks

from local.cloudformation.provision import Provision, declare

Properties = dict[str, Any]
Created = tuple[str, dict[str, Any]]
"""The physical id (what Ref gives) and the attributes (what Fn::GetAtt gives)."""

Create = Callable[[str, Properties, str], Created]
Update = Callable[[str, Properties, Properties, str], Created]
Delete = Callable[[str, Properties], None]
_blocking: set[str] = set()


def register(
    type_: str,
    *,
    provision: Provision,
    create: Create,
    delete: Delete,
    update: Update | None = None,
    replaced_by: Iterable[str] = (),
    blocks: bool = False,
) -> None:
    """Add a resource type.

    `replaced_by` are the create-only properties: a change of one makes a new resource and name.
    `blocks` says that creating waits for something, so that it must run off the event loop.
    """
    handler: dict[str, Any] = {"create": create, "delete": delete}
    if update is not None:
        handler["update"] = update
    provisioners._RESOURCE_HANDLERS[type_] = handler  # noqa: SLF001
    provisioners._REPLACING_PROPERTIES[type_] = tuple(replaced_by)  # noqa: SLF001
    declare(type_, provision)
    if blocks:
        _run_on_threads()
        _blocking.add(type_)


def after(type_: str, repair: Callable[[str, Properties], None]) -> None:
    """Run `repair(physical id, properties)` after the emulator's own create and update of a type."""
    handler = provisioners._RESOURCE_HANDLERS[type_]  # noqa: SLF001
    original_create, original_update = handler["create"], handler["update"]

    def create(logical_id: str, properties: Properties, stack: str) -> Created:
        created: Created = original_create(logical_id, properties, stack)
        repair(created[0], properties)
        return created

    def update(physical_id: str, old: Properties, new: Properties, *rest: Any) -> Created:
        updated: Created = original_update(physical_id, old, new, *rest)
        repair(updated[0], new)
        return updated

    handler |= {"create": create, "update": update}


def generated_name(stack: str, logical_id: str, *, longest: int) -> str:
    """Return a physical name as CloudFormation makes one; a replacement gets another."""
    return str(provisioners._physical_name(stack, logical_id, max_len=longest))  # noqa: SLF001


def _run_on_threads() -> None:
    if _blocking:
        return
    original = stacks._runs_on_worker_thread  # noqa: SLF001
    stacks._runs_on_worker_thread = lambda type_: type_ in _blocking or original(type_)  # noqa: SLF001
