"""Jobs as they are deployed: the queue, the worker, uploads by signed address, and a real model server."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from local import ports, process
from local.settings import Settings
from tests.lambda_.document_pages.gateway import event
from tests.local.assembly import deploy_assembly
from tests.local.conftest import STARTER, Client, client_of

WAIT_SECONDS = 60.0
MODEL = "breast-cancer"
PREDICTIONS = f"/v1/models/{MODEL}/predictions"
FEATURES = [feature["name"] for feature in json.loads((STARTER / "card.json").read_text())["features"]]
ROW = [1.0] * len(FEATURES)


@dataclass(frozen=True)
class Deployed:
    """The stacks in a running emulator, their functions called as API Gateway does."""

    client: Client

    def function(self, stack: str, name: str) -> str:
        found = self.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
        (id_,) = (
            one["PhysicalResourceId"]
            for one in found
            if one["ResourceType"] == "AWS::Lambda::Function" and one["LogicalResourceId"].startswith(name)
        )
        return str(id_)

    def call(self, stack: str, name: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        payload = json.dumps(event(method, path, body, **more))
        function = self.function(stack, name)
        got = json.loads(
            self.client("lambda").invoke(FunctionName=function, Payload=payload)["Payload"].read()
        )
        assert "statusCode" in got, got
        return got["statusCode"], json.loads(got["body"])

    def post(self, path: str, body: Any, **more: Any) -> Any:
        return self.call("Local-Api", "Proxy", "POST", path, body, **more)

    def ended(self, id_: str) -> dict[str, Any]:
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            status, job = self.call("Local-Documents", "Reader", "GET", f"/v1/jobs/{id_}")
            assert status == 200, job
            if job["status"] != "running":
                return dict(job)
            assert time.monotonic() < deadline, job
            time.sleep(0.2)

    def serve(self, name: str, **entry: Any) -> None:
        value = self.client("ssm").get_parameter(Name=f"/lab2api/local/models/{MODEL}")["Parameter"]["Value"]
        whole = {key: value for key, value in (json.loads(value) | entry).items() if value is not None}
        self.client("ssm").put_parameter(
            Name=f"/lab2api/local/models/{name}", Type="String", Value=json.dumps(whole)
        )
        time.sleep(1.0)


@pytest.fixture(scope="module")
def deployed(assembly: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    settings = Settings(port=ports.free(), state=tmp_path_factory.mktemp("jobs"))
    process.start(settings)
    try:
        client = client_of(settings)
        folder = assembly / "assembly-Local"
        assert deploy_assembly(folder, client, only=f"Local-Serving-{MODEL}") == {}
        yield Deployed(client)
    finally:
        process.stop(settings)


def upload(deployed: Deployed, data: bytes, *, model: str = MODEL) -> str:
    wanted = {"content_type": "text/csv", "content_length": len(data)}
    status, offer = deployed.post(f"/v1/models/{model}/uploads", wanted)
    assert status == 201, offer
    headers = {name: value for name, value in offer["headers"].items() if name != "content-length"}
    assert httpx.put(offer["url"], content=data, headers=headers).status_code == 200
    return str(offer["upload"])


def test_rows_become_a_job_that_the_worker_does(deployed: Deployed) -> None:
    body, query = {"instances": [ROW, ROW]}, {"mode": "async"}
    status, accepted = deployed.post(PREDICTIONS, body, query=query)
    assert status == 202, accepted
    job = deployed.ended(accepted["id"])
    assert job["status"] == "succeeded", job["problem"]
    status, at_once = deployed.post(PREDICTIONS, body)
    assert status == 200
    assert job["result"]["predictions"] == at_once["predictions"]


def test_an_uploaded_file_becomes_predictions_and_can_be_put_once(deployed: Deployed) -> None:
    line = ",".join(map(str, ROW))
    upload_id = upload(deployed, (line + "\n").encode() * 2_500)
    status, accepted = deployed.post(PREDICTIONS, {"upload": upload_id})
    assert status == 202, accepted
    job = deployed.ended(accepted["id"])
    assert job["status"] == "succeeded", job["problem"]
    assert len(job["result"]["predictions"]) == 2_500


def test_a_file_with_a_bad_row_is_a_failed_job_that_names_it(deployed: Deployed) -> None:
    line = ",".join(map(str, ROW))
    upload_id = upload(deployed, f"{line}\n{line.replace('1.0', 'x', 1)}\n".encode())
    _, accepted = deployed.post(PREDICTIONS, {"upload": upload_id})
    job = deployed.ended(accepted["id"])
    assert job["status"] == "failed"
    assert job["problem"]["errors"][0]["field"] == f"instances[1].{FEATURES[0]}"


def test_a_mock_is_served_by_its_entry_alone(deployed: Deployed) -> None:
    deployed.serve("pretend", mode="mock", endpoint=None)
    status, answer = deployed.post("/v1/models/pretend/predictions", {"instances": [ROW]})
    assert (status, answer["version"]) == (200, "mock")
