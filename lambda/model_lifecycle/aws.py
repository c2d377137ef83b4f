"""The ports: the registry, cards, stacks, metrics and executions, as this function asks for them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from model_lifecycle.package import Card, Package
from model_lifecycle.shadow import Measured, measured, queries
from model_lifecycle.stack import ALARM_TYPE, Stack

_GONE = ("ValidationException", "ResourceNotFound", "ResourceNotFoundException")
_NEWEST = 100
_MOST_PAGES = 10
"""Of a stack's events, a hundred each; an update of a Serving stack has some fifty."""


class Registry:
    """Versions and the cards they name."""

    def __init__(self, *, sagemaker: Any, s3: Any) -> None:
        self._sagemaker, self._s3 = sagemaker, s3

    def package(self, arn: str) -> Package:
        """Return a version. Raises ClientError where there is none."""
        return Package.of(self._sagemaker.describe_model_package(ModelPackageName=arn))

    def found(self, arn: str) -> Package | None:
        """Return a version, or None where it was deleted."""
        try:
            return self.package(arn)
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                return None
            raise

    def approved_after(self, package: Package) -> list[Package]:
        """Return the approved versions of the same group that are newer, of the newest hundred."""
        found = self._sagemaker.list_model_packages(
            ModelPackageGroupName=package.group,
            ModelApprovalStatus="Approved",
            SortBy="CreationTime",
            SortOrder="Descending",
            MaxResults=_NEWEST,
        )["ModelPackageSummaryList"]
        newer = [one["ModelPackageArn"] for one in found if one["ModelPackageVersion"] > package.version]
        return [one for one in map(self.found, newer) if one]

    def card(self, package: Package) -> Card | None:
        """Return the card that was registered with a version, or None where none was."""
        if not (address := package.properties.get("card")):
            return None
        location = urlsplit(address)
        found = self._s3.get_object(Bucket=location.netloc, Key=location.path.lstrip("/"))
        return Card.model_validate(json.loads(found["Body"].read()))


class Stacks:
    """Serving stacks, and what is wrong with them."""

    def __init__(self, *, cloudformation: Any, cloudwatch: Any) -> None:
        self._cloudformation, self._cloudwatch = cloudformation, cloudwatch

    def stack(self, name: str) -> Stack:
        """Return a stack. Raises ClientError where there is none."""
        found = self._cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        values = {each["ParameterKey"]: each["ParameterValue"] for each in found.get("Parameters", [])}
        return Stack(name=name, status=found["StackStatus"], parameters=values)

    def events(self, name: str) -> list[dict[str, Any]]:
        """Return the newest events, newest first."""
        page = self._cloudformation.describe_stack_events(StackName=name)
        found = list(page["StackEvents"])
        for _ in range(_MOST_PAGES - 1):
            if not (token := page.get("NextToken")):
                break
            page = self._cloudformation.describe_stack_events(StackName=name, NextToken=token)
            found += page["StackEvents"]
        return found

    def ringing(self, name: str) -> list[str]:
        """Return the stack's alarms that ring now: those that brought the old version back, as a rule."""
        found = self._cloudformation.describe_stack_resources(StackName=name)["StackResources"]
        names = [one["PhysicalResourceId"] for one in found if one["ResourceType"] == ALARM_TYPE]
        if not names:
            return []
        told = self._cloudwatch.describe_alarms(AlarmNames=names, StateValue="ALARM")
        return [alarm["AlarmName"] for alarm in told["MetricAlarms"]]

    def measured(
        self, *, endpoint: str, variants: Sequence[str], start: datetime, end: datetime
    ) -> list[Measured]:
        """Return what CloudWatch counted of each variant."""
        period = max(60, -(-int((end - start).total_seconds()) // 60) * 60)
        made = []
        for variant in variants:
            asked = queries(endpoint=endpoint, variant=variant, period=period)
            answer = self._cloudwatch.get_metric_data(MetricDataQueries=asked, StartTime=start, EndTime=end)
            made.append(measured(answer["MetricDataResults"]))
        return made


class Executions:
    """Executions of the state machine that runs this function."""

    def __init__(self, *, states: Any, machine: str) -> None:
        self._states, self._prefix = states, machine.replace(":stateMachine:", ":execution:")

    def running(self, name: str) -> bool:
        """Return whether an execution of that name lives; one that AWS has forgotten does not."""
        if not name:
            return False
        try:
            found = self._states.describe_execution(executionArn=f"{self._prefix}:{name}")
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return False
            raise
        return bool(found["status"] == "RUNNING")
