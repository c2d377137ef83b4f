"""What a resource needs that could not be deleted stays, as on AWS; the emulator would delete all the rest.

Without it a custom resource whose clean-up failed would have no function any more when its stack is deleted
again.
"""

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import stacks

FAILED = "DELETE_FAILED"


def install() -> None:
    """Ask before each deletion whether a resource that failed to go depends on this one."""
    original = stacks._delete_resource  # noqa: SLF001

    def delete(
        type_: str,
        physical_id: str,
        properties: dict[str, Any],
        stack_name: str | None = None,
        logical_id: str | None = None,
    ) -> None:
        if stack_name and logical_id and (needed_by := _needed_by(stack_name, logical_id)):
            raise ValueError(f"{logical_id} stays: {', '.join(needed_by)} could not be deleted and needs it")
        original(type_, physical_id, properties, stack_name, logical_id)

    stacks._delete_resource = delete  # noqa: SLF001


def _needed_by(stack_name: str, logical_id: str) -> list[str]:
    """Return the resources of the stack that failed to go and depend on this one."""
    stack = cloudformation._stacks.get(stack_name) or {}  # noqa: SLF001
    resources = stack.get("_resources", {})
    definitions = (stack.get("_template") or {}).get("Resources", {})
    failed = [
        name
        for name, resource in resources.items()
        if resource.get("ResourceStatus") == FAILED and name != logical_id
    ]
    return [
        name
        for name in failed
        if logical_id in stacks._with_dependencies([name], definitions, set(resources))  # noqa: SLF001
    ]
