"""The entry point in a process of its own, as Lambda and the embedded AWS run it."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lambda_.inference_proxy.samples import ENVIRON, body_of, load_event

LAMBDA = Path(__file__).parents[3] / "lambda"
AS_A_WORKER = """
import json, sys
from inference_proxy import handler
class Context:
    function_name = "f"; memory_limit_in_mb = 1; aws_request_id = "r"
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:f"
    def get_remaining_time_in_millis(self): return 28000
print(json.dumps({"answer": handler.handle(json.load(sys.stdin), Context())}))
"""


def work(event: dict[str, Any], environ: dict[str, str]) -> list[dict[str, Any]]:
    """Handle one event in a fresh process, warnings being errors; its output as JSON lines."""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", AS_A_WORKER],
        input=json.dumps(event),
        env=ENVIRON | {"PYTHONPATH": str(LAMBDA), "PATH": os.environ["PATH"]} | environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_request_is_one_metric_line_and_its_log_lines_carry_the_request_id() -> None:
    event = load_event("predictions-json")
    log, metric, last = work(event, {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    assert (metric["service"], metric["Requests"], metric["Problem503"]) == ("inference_proxy", [1.0], [1.0])
    assert log["correlation_id"] == event["requestContext"]["requestId"]
    assert "EndpointConnectionError" in log["cause"]
    assert "5.1" not in json.dumps([log, metric])
    body = body_of(last["answer"])
    assert (body["status"], body["request_id"]) == (503, log["correlation_id"])


@pytest.mark.parametrize(
    "environ", [{}, {"LAMBDA_TASK_ROOT": "/var/task", "POWERTOOLS_TRACE_DISABLED": "true"}]
)
def test_tracing_is_off_and_silent_where_no_daemon_listens(environ: dict[str, str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        daemon.settimeout(0)
        address = f"127.0.0.1:{daemon.getsockname()[1]}"
        lines = work(load_event("health"), environ | {"AWS_XRAY_DAEMON_ADDRESS": address})
        assert lines[-1]["answer"]["statusCode"] == 200
        with pytest.raises(BlockingIOError):
            daemon.recv(1)
