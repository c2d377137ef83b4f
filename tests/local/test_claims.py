"""A claim inside a machine of the other language: rules are held back, people are not, data stay."""

import json
import time
import uuid
from typing import Any

import pytest

import config
from config.autopilot import Autopilot
from stacks.constructs.autopilot_definition import autopilot_definition
from tests.local.conftest import Client
from tests.local.test_retraining import ROLE, ended


class _Bucket:
    bucket_name, key_arn = "bucket", "key"


class _Data:
    raw = curated = artifacts = key = _Bucket()


class _Places:
    """What the definition asks of Places, without a stack."""

    data, model, job_prefix, group, written = _Data(), "m", "e-auto-", "group", "autopilot/m"

    def table(self, name: str) -> str:
        return f"s3://bucket/{name}/{{}}/"

    def artifact(self, name: str = "") -> str:
        return f"s3://bucket/{{}}{name}"


class Searches:
    """Autopilot's machine as it is made, whose search ends at once: begun, or refused by SageMaker."""

    def __init__(self, client: Client, *, search: dict[str, Any] | None = None, **changes: Any) -> None:
        self.client, self.name = client, f"search-{uuid.uuid4().hex[:8]}"
        client("dynamodb").create_table(
            TableName=self.name,
            KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        workbench = config.load("workbench")
        assert workbench.autopilot
        machine = autopilot_definition(
            config=workbench,
            autopilot=Autopilot.model_validate(workbench.autopilot.model_dump() | changes),
            places=_Places(),  # type: ignore[arg-type]
            image="image",
            search_role=ROLE,
            job_role=ROLE,
            table=self.name,
        )
        kept = (
            "Event",
            "ByARule",
            "Claim",
            "WhyRefused",
            "Ours?",
            "Note",
            "Refused",
            "Asked",
            "FromTheEvent",
        )
        kept += ("Named", "NotStarted", "Release", "Failed")
        states = {name: machine["States"][name] for name in kept}
        states["Search"] = search or {"Type": "Pass", "End": True}
        made = client("stepfunctions").create_state_machine(
            name=self.name, definition=json.dumps(machine | {"States": states}), roleArn=ROLE
        )
        self.arn = made["stateMachineArn"]

    def succeed(self, event: str | None = None) -> dict[str, Any]:
        """A pipeline has succeeded: what the machine ends with."""
        arn = "arn:aws:sagemaker:us-east-1:000000000000:pipeline/e-training/execution/abc"
        return self.run(execution_arn=arn, event=event or str(uuid.uuid4()))

    def run(self, **given: str) -> dict[str, Any]:
        states = self.client("stepfunctions")
        started = states.start_execution(stateMachineArn=self.arn, input=json.dumps(given))
        return ended(self.client, started["executionArn"])

    def item(self) -> dict[str, Any]:
        found = self.client("dynamodb").get_item(TableName=self.name, Key={"Id": {"S": "search"}})
        return dict(found.get("Item", {}))


def begun(found: dict[str, Any]) -> bool:
    return found["status"] == "SUCCEEDED" and found["said"].get("started") is not False


def test_pipelines_that_succeed_one_after_another_start_one_search(client: Client) -> None:
    searches = Searches(client, cool_down_hours=24)
    first, second = searches.succeed(), searches.succeed()
    assert (first["said"]["execution"], first["said"]["job"]["name"][:7]) == ("abc", "e-auto-")
    assert second["said"]["started"] is False
    assert "cooling down until" in second["said"]["why"]
    assert searches.item()["LastRefusal"]["S"] == second["said"]["why"]


def test_a_search_a_week_is_the_most_however_short_the_cool_down(client: Client) -> None:
    searches = Searches(client, cool_down_hours=0.00001, max_per_week=1)
    assert begun(searches.succeed())
    time.sleep(0.2)
    assert searches.succeed()["said"]["why"] == "1 searches within a week have started already"


def test_an_event_that_comes_twice_starts_one_search(client: Client) -> None:
    searches, event = Searches(client, cool_down_hours=0.00001), str(uuid.uuid4())
    assert begun(searches.succeed(event))
    time.sleep(0.2)
    assert searches.succeed(event)["said"]["why"] == "this event has started a search already"


def test_a_person_is_not_held_back_and_holds_nobody_back(client: Client) -> None:
    searches = Searches(client, cool_down_hours=24)
    assert begun(searches.run(execution="abc"))
    assert searches.item() == {}
    assert begun(searches.succeed())
    assert begun(searches.run(execution="abc"))


@pytest.mark.parametrize("by_a_rule", [True, False])
def test_a_search_that_cannot_be_begun_leaves_the_next_one_its_right(client: Client, by_a_rule: bool) -> None:
    refused = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:sagemaker:describeModelPackage",
        "Parameters": {"ModelPackageName": "nothing"},
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "NotStarted"}],
        "End": True,
    }
    searches = Searches(client, search=refused, cool_down_hours=24)
    found = searches.succeed() if by_a_rule else searches.run(execution="abc")
    assert (found["status"], "SageMaker" in found["error"]) == ("FAILED", True), found
    assert searches.item().get("Starts", {"L": []}) == {"L": []}
    if by_a_rule:
        assert "could not be started" in searches.item()["LastRefusal"]["S"]
        assert "cooling down" not in json.dumps(searches.succeed()["said"])
