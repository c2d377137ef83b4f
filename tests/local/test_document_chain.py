"""The document chain as it is deployed: its state machine run by the emulator, its services failing."""

import base64
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local import environment, ports
from local.settings import REPOSITORY, Settings
from tests.lambda_.document_pages.gateway import event
from tests.lambda_.document_pages.memory import OURS
from tests.lambda_.document_pages.samples import PDF, PNG
from tests.local.assembly import deploy_assembly
from tests.local.conftest import Client, client_of
from tests.local.deployment import wait_until_ready

STACK, JOBS = "Local-Documents", "Local-Jobs"
WAIT_SECONDS = 60.0


@dataclass(frozen=True)
class Deployed:
    """The stack in a running emulator; `ledger` holds a line for each answer that AWS would bill."""

    client: Client
    ledger: Path

    def resource(self, type_: str, name: str) -> str:
        stack = JOBS if type_ == "AWS::S3::Bucket" else STACK
        found = self.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
        (id_,) = (
            one["PhysicalResourceId"]
            for one in found
            if one["ResourceType"] == type_ and one["LogicalResourceId"].startswith(name)
        )
        return str(id_)

    def invoke(self, function: str, payload: dict[str, Any]) -> dict[str, Any]:
        name = self.resource("AWS::Lambda::Function", function)
        answer = self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(payload))
        got: dict[str, Any] = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, got
        return got

    def upload(self, *names: str) -> list[str]:
        bucket = self.resource("AWS::S3::Bucket", "Jobs")
        for name in names:
            self.client("s3").put_object(Bucket=bucket, Key=f"{OURS}{name}", Body=PNG)
        return [f"s3://{bucket}/{OURS}{name}" for name in names]

    def digitize(self, body: bytes | object, **more: Any) -> dict[str, Any]:
        return self.invoke("Digitizer", event("POST", "/v1/ai/digitize", body, **more))

    def finished(self, path: str) -> dict[str, Any]:
        deadline = time.monotonic() + WAIT_SECONDS
        while (job := self.job(path))["status"] == "running":
            assert time.monotonic() < deadline, job
            time.sleep(0.2)
        return job

    def job(self, path: str) -> dict[str, Any]:
        answer = self.invoke("Reader", event("GET", path))
        assert answer["statusCode"] == 200, answer
        job: dict[str, Any] = json.loads(answer["body"])
        return job

    def messages(self) -> list[dict[str, Any]]:
        sqs, url = self.client("sqs"), self.resource("AWS::SQS::Queue", "ChainUndelivered")
        got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"]) for message in got]

    @property
    def billed(self) -> list[str]:
        return self.ledger.read_text().splitlines()


@pytest.fixture(scope="module")
def deployed(assembly: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    state = tmp_path_factory.mktemp("chain")
    settings, ledger = Settings(port=ports.free(), state=state), state / "ledger"
    ledger.touch()
    script = str(Path(__file__).with_name("chain_emulator.py"))
    variables = environment.launch(settings) | {"PYTHONPATH": str(REPOSITORY)}
    with (state / "log").open("wb") as log:
        emulator = subprocess.Popen(
            [sys.executable, script, str(ledger)], env=variables, stdout=log, stderr=log
        )
    try:
        wait_until_ready(settings)
        client = client_of(settings)
        assert deploy_assembly(assembly / "assembly-Local", client, only=STACK) == {}
        yield Deployed(client=client, ledger=ledger)
    finally:
        emulator.terminate()
        emulator.wait(15)


@pytest.fixture(scope="module")
def failing_job(deployed: Deployed) -> tuple[str, dict[str, Any]]:
    """Four pages: one is read at once, one throttled, one too slow at first, one no page at all."""
    uris = deployed.upload("good.png", "throttled.png", "slow.png", "poisoned.png")
    answer = deployed.digitize({"s3_uris": uris})
    assert answer["statusCode"] == 202, answer
    path = answer["multiValueHeaders"]["location"][0]
    return path, deployed.finished(path)


def test_a_throttled_and_a_slow_page_finish_and_the_poisoned_one_is_reported_by_number(
    failing_job: tuple[str, dict[str, Any]],
) -> None:
    _, job = failing_job
    assert job["status"] == "partial", job
    assert [page["page"] for page in job["pages"]] == [1, 2, 3]
    assert [(page["page"], page["error"]) for page in job["failed"]] == [(4, "UnreadablePageError")]
    assert job["pages"][0]["translation"]["text"] == "(Trang 1 good.png)"


def test_the_poisoned_page_waits_in_the_dead_letter_queue(
    deployed: Deployed, failing_job: tuple[str, dict[str, Any]]
) -> None:
    (message,) = deployed.messages()
    assert (message["page"], message["error"]) == (4, "UnreadablePageError")
    assert message["job"] == failing_job[1]["id"]


def test_no_answer_was_paid_for_twice(deployed: Deployed, failing_job: tuple[str, dict[str, Any]]) -> None:
    read = [line for line in deployed.billed if line.startswith("AnalyzeDocument ")]
    assert sorted(read) == [f"AnalyzeDocument {name}.png" for name in ("good", "slow", "throttled")]


def test_the_slow_page_says_that_its_first_call_may_have_been_billed(
    failing_job: tuple[str, dict[str, Any]],
) -> None:
    usage = failing_job[1]["usage"]
    assert usage["unanswered"] == {"textract:AnalyzeDocument.TABLES": 1}
    assert usage["units"]["textract:AnalyzeDocument.TABLES"] == 3


def test_a_redelivered_request_and_a_redelivered_page_do_no_second_paid_call(
    deployed: Deployed, failing_job: tuple[str, dict[str, Any]]
) -> None:
    path, job = failing_job
    before = deployed.billed
    bucket = deployed.resource("AWS::S3::Bucket", "Jobs")
    names = ("good.png", "throttled.png", "slow.png", "poisoned.png")
    again = deployed.digitize({"s3_uris": [f"s3://{bucket}/{OURS}{name}" for name in names]})
    assert again["multiValueHeaders"]["location"] == [path]
    assert deployed.invoke("Digitizer", {"step": "page", "job": job["id"], "page": 2}) == {"page": 2}
    assert deployed.job(path)["pages"] == job["pages"]
    assert deployed.billed == before


def test_a_document_in_one_file_is_read_by_an_asynchronous_job_and_digitized_page_by_page(
    deployed: Deployed,
) -> None:
    answer = deployed.digitize(PDF, content_type="application/pdf", query={"mode": "async"})
    job = deployed.finished(answer["multiValueHeaders"]["location"][0])
    assert job["status"] == "succeeded", job
    assert [page["text"] for page in job["pages"]] == ["Trang 1 ", "Trang 2 "]
    assert job["usage"]["units"]["textract:StartDocumentAnalysis.TABLES"] == 2


def test_one_page_is_answered_at_once(deployed: Deployed) -> None:
    answer = deployed.digitize(PNG)
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"])["pages"][0]["language"]["code"] == "vi"


def test_the_execution_carries_no_text_of_the_document(
    deployed: Deployed, failing_job: tuple[str, dict[str, Any]]
) -> None:
    states = deployed.client("stepfunctions")
    machine = deployed.resource("AWS::StepFunctions::StateMachine", "Chain")
    for execution in states.list_executions(stateMachineArn=machine)["executions"]:
        history = states.get_execution_history(executionArn=execution["executionArn"], maxResults=1000)
        assert "Trang" not in json.dumps(history["events"], default=str)
        assert base64.b64encode(PNG).decode() not in json.dumps(history["events"], default=str)
