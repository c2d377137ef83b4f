"""What can be scaled here: read and changed through SageMaker's own operations.

https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html
"""

import re
from typing import Any, Protocol

from local.autoscaling.errors import RequestError
from local.sagemaker import operations
from local.sagemaker.records import records

_COMPONENT = re.compile(r"inference-component/(?P<name>.+)")
_VARIANT = re.compile(r"endpoint/(?P<endpoint>.+)/variant/(?P<variant>.+)")


class Resource(Protocol):
    """A thing with a capacity. Its methods raise SageMaker's `ServiceError`, also when it is gone."""

    noun: str

    def capacity(self) -> int:
        """Return the capacity that was asked for last."""

    def change(self, capacity: int) -> None:
        """Ask for another capacity."""

    def outcome(self) -> str | None:
        """Return None while it changes, "" when it is as asked for, else why it is not."""


class Component:
    """The copies of an inference component."""

    noun = "desired copy count"

    def __init__(self, name: str) -> None:
        self._name = name

    def capacity(self) -> int:
        """Return DesiredCopyCount."""
        return int(self._record()["RuntimeConfig"]["DesiredCopyCount"])

    def change(self, capacity: int) -> None:
        """UpdateInferenceComponentRuntimeConfig."""
        request = {"InferenceComponentName": self._name, "DesiredRuntimeConfig": {"CopyCount": capacity}}
        operations.call("UpdateInferenceComponentRuntimeConfig", request)

    def outcome(self) -> str | None:
        """Return what DescribeInferenceComponent says of the last change."""
        record = self._record()
        done = record["InferenceComponentStatus"] not in ("Creating", "Updating")
        return str(record.get("FailureReason", "")) if done else None

    def _record(self) -> dict[str, Any]:
        return records.get("InferenceComponent", self._name)


class Variant:
    """The instances of an endpoint's variant."""

    noun = "desired instance count"

    def __init__(self, *, endpoint: str, variant: str) -> None:
        self._endpoint = endpoint
        self._variant = variant

    def capacity(self) -> int:
        """Return DesiredInstanceCount."""
        variants = self._record().get("ProductionVariants", [])
        found = [item for item in variants if item["VariantName"] == self._variant]
        return int(found[0]["DesiredInstanceCount"]) if found else 0

    def change(self, capacity: int) -> None:
        """UpdateEndpointWeightsAndCapacities."""
        wanted = [{"VariantName": self._variant, "DesiredInstanceCount": capacity}]
        request = {"EndpointName": self._endpoint, "DesiredWeightsAndCapacities": wanted}
        operations.call("UpdateEndpointWeightsAndCapacities", request)

    def outcome(self) -> str | None:
        """Return what DescribeEndpoint says of the last change."""
        record = self._record()
        done = record["EndpointStatus"] not in ("Creating", "Updating")
        return str(record.get("FailureReason", "")) if done else None

    def _record(self) -> dict[str, Any]:
        return records.get("Endpoint", self._endpoint)


def resource_of(record: dict[str, Any]) -> Resource:
    """Return what a target's ResourceId and ScalableDimension name; `RequestError` for anything else."""
    dimension, identifier = record["ScalableDimension"], record["ResourceId"]
    if dimension == "sagemaker:inference-component:DesiredCopyCount":
        if match := _COMPONENT.fullmatch(identifier):
            return Component(match["name"])
    elif dimension == "sagemaker:variant:DesiredInstanceCount":
        if match := _VARIANT.fullmatch(identifier):
            return Variant(endpoint=match["endpoint"], variant=match["variant"])
    else:
        raise RequestError("NotEmulatedLocally", f"{dimension} scales on AWS only.", status=501)
    raise RequestError("ValidationException", f"ResourceId {identifier!r} does not fit {dimension}.")
