"""The last stage of core.py, on EFS: home file systems, which SageMaker keeps when their domain goes."""

from collections.abc import Iterator
from typing import Any

from studio_cleanup.calls import IN_EFS, ask, every
from studio_cleanup.core import Thing

MANAGED_BY = "ManagedByAmazonSageMakerResource"
"""The tag that SageMaker puts on a domain's home file system; its value is the domain's ARN."""


class FileSystems:
    """The domain's home file systems, by SageMaker's tag with exactly this domain's ARN."""

    def __init__(self, *, efs: Any, domain_arn: str) -> None:
        self._efs, self._domain_arn = efs, domain_arn

    def left(self) -> Iterator[Thing]:
        """Yield them."""
        found = every(self._efs.describe_file_systems, "FileSystems", paged=IN_EFS)
        for system in found:
            tags = {tag["Key"]: tag["Value"] for tag in system.get("Tags", [])}
            if tags.get(MANAGED_BY) == self._domain_arn:
                name = system["FileSystemId"]
                call = {"FileSystemId": name}
                yield Thing(label=f"file system {name}", status=system["LifeCycleState"], call=call)

    def delete(self, thing: Thing) -> None:
        """Delete its mount targets; when they are gone, which takes a minute, itself."""
        targets = every(
            self._efs.describe_mount_targets,
            "MountTargets",
            paged=IN_EFS,
            **thing.call,
        )
        waiting = False
        for target in targets:
            waiting = True
            if target["LifeCycleState"] != "deleting":
                ask(self._efs.delete_mount_target, MountTargetId=target["MountTargetId"])
        if not waiting:
            ask(self._efs.delete_file_system, **thing.call)

    def why(self, thing: Thing) -> str:
        """Say what EFS says of it: its state."""
        return thing.status
