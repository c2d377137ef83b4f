"""An AWS account of stubbed boto3 clients: requests and answers are checked against botocore's own models."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from cli.target import Target

DEV = Target(environment="dev", region="us-east-1")


class Account:
    """One stub a service; answers are given in the order they are expected."""

    def __init__(self) -> None:
        self._clients: dict[str, Any] = {}
        self._stubs: dict[str, Stubber] = {}

    def client(self, service: str) -> Any:
        """Return the service's client."""
        if service not in self._clients:
            client = boto3.client(  # type: ignore[call-overload]
                service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
            )
            self._clients[service], self._stubs[service] = client, Stubber(client)
            self._stubs[service].activate()
        return self._clients[service]

    def expect(self, service: str, operation: str, answer: Any, asked: Any = None) -> None:
        """Answer the service's next call."""
        self.client(service)
        self._stubs[service].add_response(operation, answer, asked)

    def refuse(self, service: str, operation: str, code: str, message: str = "") -> None:
        """Refuse the service's next call."""
        self.client(service)
        self._stubs[service].add_client_error(operation, code, message)

    def done(self) -> None:
        """Fail when an expected call was not made."""
        for stub in self._stubs.values():
            stub.assert_no_pending_responses()


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    """Put the account in place of what a target reaches."""
    found = Account()
    monkeypatch.setattr(Target, "client", lambda self, service: found.client(service))
    return found
