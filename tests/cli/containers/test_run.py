"""A task's two containers as two processes: fetched from a server that speaks S3, then asked for a row."""

import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import typer

import config
from bench.processes import running
from cli.containers import command
from cli.containers.task import Container, containers
from tests.model_code.jobs import MODEL_CODE, STARTER
from tests.model_code.servers import free_port

KEY = "models/breast-cancer/3/model.tar.gz"


@pytest.fixture(scope="module")
def task(assembly: Path) -> dict[str, Container]:
    return containers(assembly / "assembly-Accelerated", stack="Accelerated-Serving-reviews-fargate")


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """S3's answers to HEAD and GET of one object; 404 for all else."""
    archive = (STARTER / "model.tar.gz").read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def _answer(self, *, body: bool) -> None:
            found = self.path.partition("?")[0] == f"/artifacts/{KEY}"
            assert self.headers["Authorization"].startswith("AWS4-HMAC-SHA256")
            data = archive if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("ETag", '"e"')
            self.end_headers()
            self.wfile.write(data if body else b"")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def fetch(task: Container, *, bucket: str, base: Path, key: str) -> subprocess.CompletedProcess[str]:
    """Run the first container's command as the task would, but for the address of S3 and the folder."""
    assert task.command == ("python", "/opt/program/fetch_model.py")
    environment = {
        "PATH": os.environ["PATH"],
        **task.environment,
        "LAB2API_MODEL_DATA_URL": f"s3://artifacts/{key}",
        "SAGEMAKER_BASE_DIR": str(base),
        "AWS_ENDPOINT_URL_S3": bucket,
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-west-2",
        "AWS_MAX_ATTEMPTS": "1",
    }
    script = MODEL_CODE / "fetch_model.py"
    return subprocess.run(
        [sys.executable, str(script)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_tasks_processes_fetch_a_model_and_answer_a_row(
    task: dict[str, Container], bucket: str, tmp_path: Path
) -> None:
    done = fetch(task["fetch"], bucket=bucket, base=tmp_path, key=KEY)
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in (tmp_path / "model").iterdir()} == {"model.onnx", "card.json", "code"}
    port = free_port()
    variables = command.local_environment(task["serve"], base=tmp_path, port=port)
    url = f"http://127.0.0.1:{port}"
    serve: list[str | Path] = [sys.executable, command.PROGRAM]
    with running(serve, environment=variables, log=tmp_path / "log", ping=f"{url}/ping"):
        card = json.loads((tmp_path / "model/card.json").read_text())
        row = [feature["minimum"] for feature in card["features"]]
        body = json.dumps({"instances": [row]}).encode()
        asked = urllib.request.Request(
            f"{url}/invocations", data=body, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert answer.headers["X-Amzn-SageMaker-Custom-Attributes"] == "model-version=starter"
            [prediction] = json.loads(answer.read())["predictions"]
    assert set(prediction["probabilities"]) == set(card["target"]["classes"])


@pytest.mark.parametrize("key", ["models/other/model.tar.gz", ""])
def test_a_model_that_is_not_there_ends_the_task_with_the_reason(
    task: dict[str, Container], bucket: str, tmp_path: Path, key: str
) -> None:
    done = fetch(task["fetch"], bucket=bucket, base=tmp_path, key=key)
    assert done.returncode == 1
    assert "s3://artifacts/" in done.stderr
    assert list((tmp_path / "model").iterdir()) == [] if key else True


def test_the_serving_container_says_its_version_by_the_stacks_parameter(task: dict[str, Container]) -> None:
    assert task["serve"].environment == {"LAB2API_MODEL_VERSION": "starter"}
    assert task["serve"].command == ("serve",)


@pytest.mark.parametrize(
    ("model", "said"), [("breast-cancer", "own image on ECS"), ("other", "no model other")]
)
def test_a_model_that_no_task_serves_is_refused(
    model: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "breast-cancer" in config.load("dev").models
    with pytest.raises(typer.Exit):
        command.synthesized(model=model, settings=config.load("dev"))
    told = capsys.readouterr()
    assert said in told.out + told.err
