"""A deployed embedded AWS of the tests' own, and the rows they send it."""

from __future__ import annotations

import datetime
import json
import os
import ssl
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import httpx

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "model_code" / "starter" / "breast-cancer"
COMMAND_LIMIT_SECONDS = 300
LIMIT_SECONDS = 90.0
QUIET_SECONDS = 0.3
"""Who counts no other invocation for so long has counted all."""


@cache
def trusting(certificate: str | None) -> ssl.SSLContext:
    """Certificates are read once, not for each of the many requests: that takes longer than the request."""
    return ssl.create_default_context(cafile=certificate)


@dataclass(frozen=True, kw_only=True)
class Local:
    """A deployed embedded AWS of its own: state folder, port, API."""

    variables: dict[str, str]
    api: str = ""
    key: str = ""
    trust: str | None = None
    _clients: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(ROOT / "lab2api"), *arguments],
            env={**os.environ, **self.variables},
            capture_output=True,
            text=True,
            timeout=COMMAND_LIMIT_SECONDS,
            check=False,
        )

    def client(self, service: str) -> Any:
        """One client of each service: the waits below ask for it several times a second."""
        if service not in self._clients:
            self._clients[service] = self._made(service)
        return self._clients[service]

    def _made(self, service: str) -> Any:
        return boto3.client(  # type: ignore[call-overload]
            service,
            region_name="us-east-1",
            endpoint_url=f"{'https' if self.trust else 'http'}://127.0.0.1:{self.variables['LAB2API_PORT']}",
            verify=self.trust,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def post(
        self,
        body: bytes,
        *,
        model: str = "breast-cancer",
        path: str = "predictions",
        query: str = "",
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        own = {"content-type": "application/json", "x-api-key": self.key if key is None else key}
        sent = own | dict(headers or {})
        url = f"{self.api}/v1/models/{model}/{path}{query}"
        return httpx.post(
            url, content=body, headers={k: v for k, v in sent.items() if v}, timeout=30, verify=self._verify()
        )

    def get(self, path: str) -> httpx.Response:
        """GET a route with the key."""
        return httpx.get(self.api + path, headers={"x-api-key": self.key}, timeout=30, verify=self._verify())

    def _verify(self) -> ssl.SSLContext:
        return trusting(self.trust)

    def invocations(self, model: str = "breast-cancer", *, least: float = 0) -> float:
        """How often the endpoint was asked, once it is `least`: its metrics follow the answers."""
        deadline, last = time.monotonic() + LIMIT_SECONDS, -1.0
        while (found := self._counted(model)) < least or found != last:
            assert time.monotonic() < deadline, f"{found} invocations of {model}, not {least}"
            last = found
            time.sleep(QUIET_SECONDS)
        return found

    def _counted(self, model: str) -> float:
        now = datetime.datetime.now(datetime.UTC)
        found = self.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/SageMaker",
            MetricName="Invocations",
            Dimensions=[
                {"Name": "EndpointName", "Value": f"local-{model}"},
                {"Name": "VariantName", "Value": "AllTraffic"},
            ],
            StartTime=now - datetime.timedelta(hours=1),
            EndTime=now + datetime.timedelta(minutes=1),
            Period=3600,
            Statistics=["Sum"],
        )
        return float(sum(point["Sum"] for point in found["Datapoints"]))


def row() -> dict[str, float]:
    card = json.loads((STARTER / "card.json").read_text())
    return {feature["name"]: feature["minimum"] for feature in card["features"]}


def body(*instances: Any) -> bytes:
    return json.dumps({"instances": list(instances)}).encode()


def committed_document() -> str:
    """The OpenAPI document of the repository, as it goes over the wire with the default limits."""
    document = json.loads((ROOT / "lambda" / "inference_proxy" / "openapi.json").read_bytes())
    return json.dumps(document, separators=(",", ":"))


def container_log(local: Local, *, holding: str) -> str:
    """The endpoint's log lines, read until `holding` is among them or the time is over."""
    deadline = time.monotonic() + LIMIT_SECONDS
    lines = ""
    while holding not in lines and time.monotonic() < deadline:
        time.sleep(0.05)
        group = "/aws/sagemaker/Endpoints/local-breast-cancer"
        events = local.client("logs").filter_log_events(logGroupName=group)["events"]
        lines = "\n".join(event["message"] for event in events)
    return lines
