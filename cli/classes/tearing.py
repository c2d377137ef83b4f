"""A teardown started, followed and concluded: its state machine, the ledger's leases, the cohorts' stacks."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from class_ledger.leases import Leases
from cli import terminal
from cli.target import Target
from config.roster import Roster

POLL_SECONDS = {True: 0.3, False: 5.0}
"""On the laptop, and in AWS, where an app takes minutes to end."""
LIMIT_SECONDS = {True: 600.0, False: 24 * 3600.0}
AT_ONCE = 10
"""Students of a dry run: as many as a teardown wipes at a time."""
Told = Callable[[Counter[str]], None]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How the machine ended. `report` is the address in the bucket of exports."""

    clean: bool
    students: int
    ended: int
    open: tuple[str, ...]
    report: str
    execution: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Removed:
    """The cohorts' stacks by name: those that are gone, and why others are not."""

    deleted: tuple[str, ...] = ()
    failed: dict[str, str] = field(default_factory=dict)


class Teardown:
    """The teardown of one class. `table` is its ledger."""

    def __init__(self, *, target: Target, roster: Roster, table: Any) -> None:
        self._target, self._roster = target, roster
        self._leases = Leases(table=table)
        outputs = target.outputs(f"Class-{roster.name}")
        self._machine, self._function = outputs["TeardownMachineArn"], outputs["TeardownFunctionName"]
        self._lambda = target.client("lambda")
        self._exports = outputs["ExportsBucketName"]

    def plan(self, slug: str) -> dict[str, Any]:
        """Return what would be wiped of one student; nothing is changed."""
        payload = json.dumps({"step": "plan", "slug": slug}).encode()
        answer = self._lambda.invoke(FunctionName=self._function, Payload=payload)
        found: dict[str, Any] = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            terminal.stop(f"{slug}: {found.get('errorType')}: {found.get('errorMessage')}")
        return found

    def run(self, slugs: Sequence[str], *, told: Told) -> Outcome:
        """Wipe some students, all where none is named, and wait; without us the machine goes on."""
        states = self._target.client("stepfunctions")
        given = json.dumps({"students": list(slugs)})
        arn = states.start_execution(stateMachineArn=self._machine, input=given)["executionArn"]
        pause = POLL_SECONDS[self._target.local]
        for _ in range(round(LIMIT_SECONDS[self._target.local] / pause)):
            found = states.describe_execution(executionArn=arn)
            told(self.states(slugs))
            if found["status"] != "RUNNING":
                return self._outcome(slugs, arn, found)
            time.sleep(pause)
        terminal.stop("the teardown still runs", hint=f"Look at it in Step Functions: {arn}")

    def states(self, slugs: Sequence[str]) -> Counter[str]:
        """Count the students' leases by state."""
        leases = self._leases.all(self._roster.name)
        return Counter(lease.state for lease in leases if not slugs or lease.slug in slugs)

    def plans(self, slugs: Sequence[str]) -> list[dict[str, Any]]:
        """Return the plans of some students, several asked for at once."""
        with ThreadPoolExecutor(max_workers=AT_ONCE) as asking:
            return list(asking.map(self.plan, slugs))

    def remove_stacks(self) -> Removed:
        """Delete the cohorts' stacks, whose resources are gone."""
        cloudformation = self._target.client("cloudformation")
        prefix = self._target.stack(f"Class-{self._roster.name}-Cohort-")
        pages = cloudformation.get_paginator("describe_stacks").paginate()
        names = [stack["StackName"] for page in pages for stack in page["Stacks"]]
        mine = sorted(name for name in names if name.startswith(prefix))
        for name in mine:
            cloudformation.delete_stack(StackName=name)
        failed = {name: reason for name in mine if (reason := self._stays(cloudformation, name))}
        return Removed(deleted=tuple(name for name in mine if name not in failed), failed=failed)

    def _stays(self, cloudformation: Any, name: str) -> str:
        """Wait until a stack is gone; return why it is not, "" if it is."""
        often = {"Delay": 1 if self._target.local else 15, "MaxAttempts": 480}
        try:
            cloudformation.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig=often)
        except WaiterError as error:
            last: dict[str, Any] = dict(error.last_response)
            stack = (last.get("Stacks") or [{}])[0]
            told = stack.get("StackStatusReason") or stack.get("StackStatus")
            return str(told or last.get("Error", {}).get("Message") or error)
        return ""

    def _outcome(self, slugs: Sequence[str], arn: str, found: dict[str, Any]) -> Outcome:
        if found["status"] == "SUCCEEDED":
            output = json.loads(found["output"])
            verdict = output["verdict"]
            return Outcome(
                clean=bool(verdict["clean"]),
                students=verdict["students"],
                ended=verdict["ended"],
                open=tuple(verdict["open"]),
                report=verdict["report"],
                execution=arn,
                said=output["said"],
            )
        leases = [lease for lease in self._leases.all(self._roster.name) if not slugs or lease.slug in slugs]
        open_ = [f"{lease.slug}: {lease.reason}" for lease in leases if lease.state != "ended"]
        return Outcome(
            clean=False,
            students=len(leases),
            ended=len(leases) - len(open_),
            open=tuple(open_),
            report=f"s3://{self._exports}/{self._roster.name}/report.json",
            execution=arn,
            said=f"{found['status']}: {found.get('cause') or found.get('error') or 'no cause is told'}",
        )


def of_class(target: Target, roster: Roster, table: Any) -> Teardown:
    """Return the teardown of a deployed class; ends the command where it has none."""
    try:
        return Teardown(target=target, roster=roster, table=table)
    except (ClientError, KeyError) as error:
        terminal.stop(
            f"the class {roster.name} is not deployed: {error}",
            hint=f"Deploy it with its environment: ./lab2api deploy {roster.environment}",
        )
