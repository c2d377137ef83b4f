"""The Serving stack of a model: what it serves, whether it can be updated, and why an update failed."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

ALARM_TYPE = "AWS::CloudWatch::Alarm"


class Stack(BaseModel):
    """`parameters` as DescribeStacks tells them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    status: str
    parameters: dict[str, str]

    @property
    def busy(self) -> bool:
        """Whether another operation must end first."""
        return self.status.endswith("_IN_PROGRESS")

    @property
    def stuck(self) -> bool:
        """Whether only a person can go on: CloudFormation refuses every update of such a stack."""
        return not self.busy and not self.status.endswith("_COMPLETE")

    @property
    def version(self) -> str:
        """What serves: a number of the registry, or `starter`."""
        return self.parameters.get("ModelVersion", "")

    def changed(self, values: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return the parameters of an update; those left away would fall back to the template's defaults."""
        if missing := sorted(set(values) - set(self.parameters)):
            raise LookupError(f"{self.name} has no parameter {missing[0]}: deploy the stacks again")
        given = [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]
        same = [
            {"ParameterKey": key, "UsePreviousValue": True} for key in self.parameters if key not in values
        ]
        return [*given, *same]


def first_failure(*, events: Sequence[Mapping[str, Any]], stack: str) -> str:
    """Return what failed first in the newest operation; `events` are CloudFormation's, newest first."""
    operation: list[Mapping[str, Any]] = []
    for event in events:
        operation.append(event)
        started = event["ResourceStatus"] in ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS")
        if started and event["LogicalResourceId"] == stack:
            break
    for event in reversed(operation):
        if event["ResourceStatus"].endswith("_FAILED"):
            return f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason was given')}"
    return "CloudFormation gave no reason"
