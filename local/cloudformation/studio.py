"""AWS::SageMaker::Domain and what lives in one: recorded, with the order of deletion that AWS insists on."""

import time
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from local import aws
from local.cloudformation.handlers import Created, Properties, register
from local.cloudformation.properties import for_operation
from local.cloudformation.provision import declare, executed, recorded
from local.cloudformation.sagemaker_type import SageMakerType

_POLL_SECONDS, _WAIT_SECONDS = 0.05, 60.0
_BUSY = ("Pending", "Updating", "Deleting")
_NOTE = "described, with AWS's refusals to delete; no app starts"


class StudioType:
    """A kind of Studio's API. `names` are the members that name one; `only_created` a template cannot change.

    `renamed` are members that an update calls otherwise.
    """

    def __init__(
        self,
        kind: str,
        *,
        names: Sequence[str],
        only_created: Sequence[str],
        attributes: Sequence[str],
        renamed: dict[str, str] | None = None,
    ) -> None:
        self.kind, self._names, self.only_created = kind, names, only_created
        self._attributes, self._renamed = attributes, renamed or {}

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        """Create<kind>, and wait until it is in service."""
        del logical_id, stack
        made = self._call("Create", dict(properties))
        known = {**properties, **made}
        if "DomainArn" in known:
            known.setdefault("DomainId", str(known["DomainArn"]).rpartition("/")[2])
        return self._settled({name: known[name] for name in self._names})

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
        """Update<kind> with what the template says, as CloudFormation sends it: what it lacks is not sent."""
        del old, stack
        names = self._named(physical_id)
        changed = {k: v for k, v in new.items() if k not in (*self.only_created, "Tags")}
        changed = {self._renamed.get(member, member): value for member, value in changed.items()}
        self._call("Update", {**names, **changed})
        return self._settled(names)

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete<kind>, and wait until it is gone; what is gone already is gone."""
        del properties
        names, deadline = self._named(physical_id), time.monotonic() + _WAIT_SECONDS
        try:
            self._call("Delete", names)
            while time.monotonic() < deadline:
                self._call("Describe", names)
                time.sleep(_POLL_SECONDS)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFound":
                raise
            return
        raise TimeoutError(f"{self.kind} {physical_id} is still being deleted")

    def _settled(self, names: dict[str, str]) -> Created:
        deadline = time.monotonic() + _WAIT_SECONDS
        while (record := self._call("Describe", names))["Status"] in _BUSY:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.kind} {names} is still {record['Status']}")
            time.sleep(_POLL_SECONDS)
        attributes = {name: record[name] for name in self._attributes if name in record}
        return "|".join(names.values()), attributes

    def _named(self, physical_id: str) -> dict[str, str]:
        return dict(zip(self._names, physical_id.split("|"), strict=True))

    def _call(self, verb: str, request: dict[str, Any]) -> dict[str, Any]:
        client, operation = aws.client("sagemaker"), f"{verb}{self.kind}"
        method = {made: name for name, made in client.meta.method_to_api_mapping.items()}[operation]
        answer: dict[str, Any] = getattr(client, method)(**for_operation(client, operation, request))
        return answer


def install() -> None:
    """Register the types, in which every call waits for something."""
    _add(
        StudioType(
            "Domain",
            names=("DomainId",),
            only_created=("AuthMode", "DomainName", "KmsKeyId", "HomeEfsFileSystemCreation"),
            attributes=("DomainArn", "DomainId", "HomeEfsFileSystemId", "Url"),
            renamed={"DomainSettings": "DomainSettingsForUpdate"},
        )
    )
    _add(
        StudioType(
            "UserProfile",
            names=("UserProfileName", "DomainId"),
            only_created=(
                "DomainId",
                "UserProfileName",
                "SingleSignOnUserIdentifier",
                "SingleSignOnUserValue",
            ),
            attributes=("UserProfileArn",),
        )
    )
    _add(
        StudioType(
            "Space",
            names=("DomainId", "SpaceName"),
            only_created=("DomainId", "SpaceName", "OwnershipSettings", "SpaceSharingSettings"),
            attributes=("SpaceArn", "Url"),
        )
    )
    _add_lifecycle_configurations()
    note = "empties the domain, or what a removed user owns, with the real function"
    declare("Custom::StudioCleanup", executed(note))
    declare("Custom::Lease", executed("grants and ends a student's lease, with the real function"))
    declare("Custom::CanvasSettings", executed("sets what CloudFormation lacks, with the real function"))


def _add(type_: StudioType) -> None:
    """Register a type. A home file system can be had at creation only, but its property replaces nothing."""
    replacing = [name for name in type_.only_created if name != "HomeEfsFileSystemCreation"]
    register(
        f"AWS::SageMaker::{type_.kind}",
        provision=recorded(_NOTE),
        create=type_.create,
        update=type_.update,
        delete=type_.delete,
        replaced_by=replacing,
        blocks=True,
    )


def _add_lifecycle_configurations() -> None:
    type_ = SageMakerType(
        "StudioLifecycleConfig",
        reference="StudioLifecycleConfigName",
        attributes=("StudioLifecycleConfigArn",),
    )
    register(
        "AWS::SageMaker::StudioLifecycleConfig",
        provision=recorded("described; no app starts that would run it"),
        create=type_.create,
        delete=type_.delete,
        replaced_by=[f"StudioLifecycleConfig{name}" for name in ("AppType", "Content", "Name")],
    )
