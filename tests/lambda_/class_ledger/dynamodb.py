"""A table of a ledger in memory: boto3's own client, answered in process by the emulator's DynamoDB."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.awsrequest import AWSResponse
from botocore.config import Config

from local import private_loop

_NUMBERS = itertools.count()


class _Raw:
    """What botocore reads a body from."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Any:
        yield self._body


class Ledger:
    """`table` is a boto3 Table of its own; `calls` counts what was asked of DynamoDB, by operation."""

    def __init__(self) -> None:
        from local import expressions

        expressions.install()
        self.calls: Counter[str] = Counter()
        resource = boto3.resource(
            "dynamodb",
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            # Nobody reads who signed and with what: both would be worked out anew for each call.
            config=Config(signature_version=UNSIGNED, user_agent="ledger"),
        )
        resource.meta.client.meta.events.register("before-send.dynamodb", self._answer)
        resource.meta.client.create_table(
            TableName=f"ledger-{next(_NUMBERS)}",
            AttributeDefinitions=[
                {"AttributeName": "Class", "AttributeType": "S"},
                {"AttributeName": "Item", "AttributeType": "S"},
            ],
            KeySchema=[
                {"AttributeName": "Class", "KeyType": "HASH"},
                {"AttributeName": "Item", "KeyType": "RANGE"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        self.table = resource.Table(f"ledger-{next(_NUMBERS) - 1}")
        self.calls.clear()

    def _answer(self, request: Any, **_: Any) -> AWSResponse:
        from ministack.services import dynamodb

        headers = {
            key.lower(): value.decode() if isinstance(value, bytes) else str(value)
            for key, value in request.headers.items()
        }
        self.calls[headers["x-amz-target"].rpartition(".")[2]] += 1
        status, answered, body = private_loop.run(
            dynamodb.handle_request("POST", "/", headers, request.body, {})
        )
        raw = body if isinstance(body, bytes) else body.encode()
        return AWSResponse(request.url, status, answered, _Raw(raw))  # type: ignore[arg-type]
