"""AWS::SageMaker::InferenceComponent: done when its copies answer, or are gone; updated in place."""

import time

from local.cloudformation.handlers import Created, Properties
from local.cloudformation.sagemaker_type import SageMakerType
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import Record, records

_POLL_SECONDS = 0.05
_WAIT_SECONDS = 900.0
_BUSY = ("Creating", "Updating", "Deleting")
_AFTER_CREATION = ("DeploymentConfig",)
_DESCRIBED = ("CurrentCopyCount", "DesiredCopyCount")
"""Parts of RuntimeConfig that a template can only read."""


class ComponentType(SageMakerType):
    """A change of the number starts and drains copies; a change of the specification exchanges them."""

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        """CreateInferenceComponent; one whose first copy does not come up is taken back."""
        known = {key: value for key, value in properties.items() if key not in _AFTER_CREATION}
        if "EndpointArn" in known and "EndpointName" not in known:
            known["EndpointName"] = records.find(str(known["EndpointArn"]))[1]
        known.pop("EndpointArn", None)
        created = super().create(logical_id, known, stack)
        try:
            self._settled(created[0])
        except ServiceError:
            self.delete(created[0], properties)
            raise
        return created

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
        """UpdateInferenceComponent. A count that the template did not change stays as it was scaled to."""
        changed = dict(new)
        if old.get("RuntimeConfig") == new.get("RuntimeConfig"):
            changed.pop("RuntimeConfig", None)
        self._wait(physical_id)  # it may be scaling just now
        updated = super().update(physical_id, old, changed, stack)
        if reason := self._settled(physical_id).get("FailureReason"):
            raise ServiceError(message=reason)
        return updated

    def delete(self, physical_id: str, properties: Properties) -> None:
        """DeleteInferenceComponent, and wait until its processes are gone."""
        try:
            self._wait(physical_id)
        except ServiceError:
            return
        super().delete(physical_id, properties)
        deadline = time.monotonic() + _WAIT_SECONDS
        while self._found(physical_id) is not None and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)

    def _run(self, verb: str, properties: Properties) -> dict[str, object]:
        request = dict(properties)
        if "RuntimeConfig" in request:
            runtime = request["RuntimeConfig"]
            request["RuntimeConfig"] = {k: v for k, v in runtime.items() if k not in _DESCRIBED}
        return super()._run(verb, request)

    def _settled(self, physical_id: str) -> Record:
        record = self._wait(physical_id)
        if record["InferenceComponentStatus"] == "Failed":
            raise ServiceError(message=record["FailureReason"])
        return record

    def _wait(self, physical_id: str) -> Record:
        deadline = time.monotonic() + _WAIT_SECONDS
        while (record := records.get(self.kind, self._named(physical_id)))[f"{self.kind}Status"] in _BUSY:
            if time.monotonic() > deadline:
                raise ServiceError(message=f"Inference component {physical_id} is still changing.")
            time.sleep(_POLL_SECONDS)
        return record

    def _found(self, physical_id: str) -> str | None:
        try:
            return records.find(physical_id)[1]
        except ServiceError:
            return None
