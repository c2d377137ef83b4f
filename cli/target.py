"""Where a command acts: the embedded AWS of this machine or a real account, seen through the same boto3."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

import config
from cli import terminal
from local import process
from local.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
STATE = Settings().state


@dataclass(frozen=True, kw_only=True)
class Target:
    """One environment and the way to reach it.

    `variables` are what any AWS client, boto3 and the CDK CLI alike, needs in its environment.
    """

    environment: str
    region: str
    variables: dict[str, str] = field(default_factory=dict)
    _clients: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def local(self) -> bool:
        """Whether this is the embedded AWS."""
        return config.load(self.environment).laptop

    def client(self, service: str) -> Any:
        """Return this target's boto3 client for `service`: who asks again and again makes it once."""
        if service not in self._clients:
            self._clients[service] = boto3.client(service, **self._reached())  # type: ignore[call-overload]
        return self._clients[service]

    def table(self, name: str) -> Any:
        """Return a boto3 Table of DynamoDB, whose items are Python's values."""
        return boto3.resource("dynamodb", **self._reached()).Table(name)

    def _reached(self) -> dict[str, Any]:
        variables = self.variables
        return {
            "region_name": self.region,
            "endpoint_url": variables.get("AWS_ENDPOINT_URL"),
            "aws_access_key_id": variables.get("AWS_ACCESS_KEY_ID"),
            "aws_secret_access_key": variables.get("AWS_SECRET_ACCESS_KEY"),
            "verify": variables.get("AWS_CA_BUNDLE"),
            "config": Config(retries={"mode": "standard", "max_attempts": 3}),
        }

    def models(self) -> list[str]:
        """Return the models that the environment's configuration declares."""
        return list(config.load(self.environment).models)

    def stack(self, name: str) -> str:
        """Return the deployed name of a stack: `Local-Data` for `Data`."""
        return f"{self.environment.capitalize()}-{name}"

    def outputs(self, name: str) -> dict[str, str]:
        """Return the outputs of a stack of this environment."""
        stacks = self.client("cloudformation").describe_stacks(StackName=self.stack(name))["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stacks[0].get("Outputs", [])}

    def api_url(self) -> str:
        """Return the base URL of the HTTP API, without a trailing slash."""
        outputs = self.outputs("Api")
        if not self.local:
            return outputs["ApiUrl"].rstrip("/")
        endpoint = self.variables["AWS_ENDPOINT_URL"]
        return f"{endpoint}/restapis/{outputs['ApiId']}/{outputs['StageName']}/_user_request_"

    def api_key(self) -> str:
        """Return the value of the API key; AWS made it, no template holds it."""
        key = self.client("apigateway").get_api_key(apiKey=self.outputs("Api")["ApiKeyId"], includeValue=True)
        return str(key["value"])


def of_environment(name: str) -> Target:
    """Return the target of an environment; for one of the laptop the embedded AWS must be up."""
    settings = config.load(name)
    if not settings.laptop:
        return Target(environment=name, region=settings.region)
    if process.status() is None:
        terminal.stop("the embedded AWS is not running", hint="Start it with: ./lab2api local up")
    return Target(environment=name, region=settings.region, variables=process.client_environment())


def clean_environment(target: Target) -> dict[str, str]:
    """Return a child process's variables: the target's, and for the local run none of the user's AWS ones."""
    kept = {k: v for k, v in os.environ.items() if not (target.local and k.startswith("AWS_"))}
    return {**kept, **target.variables}
