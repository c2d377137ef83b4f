"""The lifecycle on the embedded AWS: approved, deployed by the machine, promoted or rolled back."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end import bad_models
from tests.end_to_end.local_aws import STARTER, Local
from tests.end_to_end.test_canary import questions

pytestmark = pytest.mark.e2e

GROUP, MODEL, ENDPOINT = "workbench-breast-cancer", "breast-cancer", "workbench-breast-cancer"
STACK = "Workbench-Serving-breast-cancer"
MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:lab2api-workbench-lifecycle"
LIMIT_SECONDS = 300


@pytest.fixture(scope="module")
def bucket(workbench: Local) -> str:
    outputs = workbench.client("cloudformation").describe_stacks(StackName="Workbench-Data")["Stacks"][0][
        "Outputs"
    ]
    return next(o["OutputValue"] for o in outputs if o["OutputKey"] == "ArtifactsBucketName")


def register(workbench: Local, bucket: str, folder: Path = STARTER) -> str:
    """Register a version as the pipeline does: pending approval, with its card."""
    s3, name = workbench.client("s3"), f"evaluations/test/{time.time_ns()}"
    for file in ("model.tar.gz", "card.json"):
        s3.put_object(Bucket=bucket, Key=f"{name}/{file}", Body=(folder / file).read_bytes())
    created = workbench.client("sagemaker").create_model_package(
        ModelPackageGroupName=GROUP,
        ModelApprovalStatus="PendingManualApproval",
        InferenceSpecification={
            "Containers": [{"Image": "image", "ModelDataUrl": f"s3://{bucket}/{name}/model.tar.gz"}],
            "SupportedContentTypes": ["application/json"],
            "SupportedResponseMIMETypes": ["application/json"],
        },
        CustomerMetadataProperties={
            "card": f"s3://{bucket}/{name}/card.json",
            "execution": "abc123",
            "data": "s3://raw/datasets/breast-cancer/new.csv",
        },
    )
    return str(created["ModelPackageArn"])


def wait_for_quiet_alarms(workbench: Local) -> None:
    """Wait until what a broken version rang is over: an alarm that rings takes back any deployment."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while True:
        found = workbench.client("cloudwatch").describe_alarms(StateValue="ALARM", AlarmNamePrefix=STACK)
        if not found["MetricAlarms"]:
            return
        assert time.monotonic() < deadline, [alarm["AlarmName"] for alarm in found["MetricAlarms"]]
        time.sleep(1)


def number(arn: str) -> str:
    return arn.rpartition("/")[2]


def described(workbench: Local, arn: str) -> dict[str, Any]:
    answer: dict[str, Any] = workbench.client("sagemaker").describe_model_package(ModelPackageName=arn)
    return answer


def stage(workbench: Local, arn: str) -> str:
    return str(described(workbench, arn).get("ModelLifeCycle", {}).get("StageStatus", ""))


def wait_for(workbench: Local, arn: str, *stages: str) -> dict[str, Any]:
    deadline = time.monotonic() + LIMIT_SECONDS
    while stage(workbench, arn) not in stages:
        assert time.monotonic() < deadline, described(workbench, arn).get("ModelLifeCycle")
        time.sleep(0.25)
    return described(workbench, arn)


def approve(workbench: Local, arn: str, why: str = "looks right") -> None:
    """Approve as the console does: the machine has to notice by itself."""
    workbench.client("sagemaker").update_model_package(
        ModelPackageArn=arn, ModelApprovalStatus="Approved", ApprovalDescription=why
    )


def serving(workbench: Local) -> str:
    return str(workbench.post(questions()[1]).json()["version"])


def deployments(workbench: Local, arn: str) -> list[str]:
    found = workbench.client("stepfunctions").list_executions(stateMachineArn=MACHINE)["executions"]
    return [one["name"] for one in found if one["name"].startswith(f"deploy-{MODEL}-{number(arn)}-")]


def updates(workbench: Local) -> int:
    """How often the stack's update was begun."""
    pages = (
        workbench.client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=STACK)
    )
    return sum(
        event["LogicalResourceId"] == STACK and event["ResourceStatus"] == "UPDATE_IN_PROGRESS"
        for page in pages
        for event in page["StackEvents"]
    )


@contextmanager
def asked(workbench: Local) -> Iterator[list[int]]:
    """Send some twenty requests a second meanwhile, and note each answer's status."""
    seen: list[int] = []
    stop = threading.Event()

    def ask(body: bytes) -> None:
        seen.append(workbench.post(body).status_code)

    def send() -> None:
        count = 0
        with ThreadPoolExecutor(max_workers=8) as pool:
            while not stop.wait(0.05):
                pool.submit(ask, questions()[count % 100])
                count += 1

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


@pytest.fixture(scope="module")
def promoted(workbench: Local, bucket: str) -> str:
    """A version that a person approved; the machine did the rest."""
    arn = register(workbench, bucket)
    wait_for(workbench, arn, "Waiting")
    approve(workbench, arn)
    wait_for(workbench, arn, "Promoted")
    return arn


def test_what_is_approved_is_deployed_and_promoted_with_its_reason(workbench: Local, promoted: str) -> None:
    life = described(workbench, promoted)["ModelLifeCycle"]
    assert (life["Stage"], life["StageStatus"]) == ("Production", "Promoted")
    assert "looks right" in life["StageDescription"]
    assert serving(workbench) == number(promoted)


def test_registration_wrote_card_hash_and_lineage_where_describe_shows_them(
    workbench: Local, promoted: str
) -> None:
    found = described(workbench, promoted)
    card = json.loads((STARTER / "card.json").read_text())
    kept = found["CustomerMetadataProperties"]
    assert kept["data_sha256"] == card["data"]["sha256"]
    assert kept["model_sha256"] == card["model_sha256"]
    assert (kept["execution"], kept["data"]) == ("abc123", "s3://raw/datasets/breast-cancer/new.csv")
    content = json.loads(found["ModelCard"]["ModelCardContent"])
    (group,) = content["evaluation_details"][0]["metric_groups"]
    assert {m["name"]: m["value"] for m in group["metric_data"]} == card["metrics"]


def test_the_history_of_the_machine_can_be_read(workbench: Local, promoted: str) -> None:
    (name,) = deployments(workbench, promoted)
    arn = MACHINE.replace(":stateMachine:", ":execution:") + f":{name}"
    events = workbench.client("stepfunctions").get_execution_history(executionArn=arn, maxResults=1000)[
        "events"
    ]
    entered = [e["stateEnteredEventDetails"]["name"] for e in events if "stateEnteredEventDetails" in e]
    assert [n for n in entered if n in ("Claim", "Turn", "Update", "Promote")] == [
        "Claim",
        "Turn",
        "Update",
        "Promote",
    ]
    assert events[-1]["type"] == "ExecutionSucceeded"


def test_an_event_that_comes_again_and_a_second_approval_deploy_nothing_twice(
    workbench: Local, promoted: str
) -> None:
    before = updates(workbench)
    approve(workbench, promoted, "approved once more")
    states = workbench.client("stepfunctions")
    states.start_execution(stateMachineArn=MACHINE, input=json.dumps({"do": "look", "package": promoted}))
    time.sleep(3)
    assert (len(deployments(workbench, promoted)), updates(workbench)) == (1, before)


def test_two_versions_approved_at_once_each_twice_are_deployed_once_each(
    workbench: Local, bucket: str, promoted: str
) -> None:
    pair, before = [register(workbench, bucket) for _ in range(2)], updates(workbench)
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(lambda arn: approve(workbench, arn), [*pair, *pair]))
    for arn in pair:
        wait_for(workbench, arn, "Promoted", "Archived", "Superseded")
        assert len(deployments(workbench, arn)) == 1
    last = max(pair, key=lambda arn: stage(workbench, arn) == "Promoted")
    wait_for(workbench, last, "Promoted")
    other = next(stage(workbench, arn) for arn in pair if arn != last)
    # The older one yields if it is still waiting when the newer one is approved.
    assert updates(workbench) == before + {"Archived": 2, "Superseded": 1}[other]
    wait_for(workbench, promoted, "Archived")
    assert serving(workbench) == number(last)


def test_a_version_that_fails_its_canary_is_rejected_with_the_reason_and_the_old_one_serves(
    workbench: Local, bucket: str, promoted: str, tmp_path: Path
) -> None:
    before = serving(workbench)
    arn = register(workbench, bucket, bad_models.write("broken", tmp_path))
    with asked(workbench) as seen:
        approve(workbench, arn)
        found = wait_for(workbench, arn, "RolledBack", "Promoted", "Failed")
    life = found["ModelLifeCycle"]
    print(f"\n{len(seen)} requests meanwhile, {sum(status >= 500 for status in seen)} with 5xx; {life}")
    assert (life["Stage"], life["StageStatus"], found["ModelApprovalStatus"]) == (
        "Production",
        "RolledBack",
        "Rejected",
    )
    assert "HostingEndpoint" in found["ApprovalDescription"]
    assert "Alarm" in found["ApprovalDescription"]
    assert serving(workbench) == before
    time.sleep(2)
    assert len(deployments(workbench, arn)) == 1


def test_what_a_person_rejects_stays_rejected(workbench: Local, bucket: str, promoted: str) -> None:
    arn, before = register(workbench, bucket), updates(workbench)
    told = workbench.run("models", "reject", MODEL, number(arn), "--reason", "trained on last year's data")
    assert told.returncode == 0, told.stderr
    time.sleep(2)
    found = described(workbench, arn)
    assert (found["ModelApprovalStatus"], found["ApprovalDescription"]) == (
        "Rejected",
        "trained on last year's data",
    )
    assert (deployments(workbench, arn), updates(workbench)) == ([], before)


def test_the_way_back_is_one_command_and_its_reason_is_kept_on_both(
    workbench: Local, bucket: str, promoted: str
) -> None:
    now = f"{GROUP}/{serving(workbench)}"
    wait_for_quiet_alarms(workbench)
    told = workbench.run("models", "rollback", MODEL, "--to", number(promoted), "--reason", "users complain")
    assert told.returncode == 0, told.stderr
    assert serving(workbench) == number(promoted)
    assert "users complain" in described(workbench, promoted)["ModelLifeCycle"]["StageDescription"]
    replaced = described(workbench, promoted.replace(f"{GROUP}/{number(promoted)}", now))["ModelLifeCycle"]
    assert replaced["StageStatus"] == "Archived"
    assert "users complain" in replaced["StageDescription"]


def test_a_folder_that_is_deployed_by_command_goes_through_the_machine_once(
    workbench: Local, promoted: str
) -> None:
    before = updates(workbench)
    told = workbench.run("deploy-model", str(STARTER), "--env", "workbench")
    assert told.returncode == 0, told.stderr
    rows = json.loads(workbench.run("models", "list", "--json").stdout)
    assert (rows[0]["stage"], str(rows[0]["version"])) == ("Promoted", serving(workbench))
    assert updates(workbench) == before + 1
    shown = json.loads(workbench.run("models", "show", MODEL, serving(workbench), "--json").stdout)
    assert [one["status"] for one in shown["deployments"]] == ["SUCCEEDED"]
    assert shown["lineage"]["data_sha256"]
