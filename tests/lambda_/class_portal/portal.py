"""The portal below its handler, over a ledger in memory, a Studio that counts, and a clock that is set."""

import importlib
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlencode

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext as PowertoolsContext

from class_ledger.lease import Lease
from class_ledger.leases import Leases
from class_ledger.tokens import Token, Tokens, new_token
from class_portal.routes import PortalRoutes
from tests.lambda_.inference_proxy.ports import LambdaContext

NOW = datetime(2026, 9, 8, 3, 0, tzinfo=UTC)
"""A Tuesday, ten in the morning in Ho Chi Minh City."""
FORM = "application/x-www-form-urlencoded"
ENVIRON = {
    "LAB2API_ENVIRONMENT": "classroom",
    "LAB2API_CLASS_NAME": "demo",
    "LAB2API_COURSE": "From the lab <to> an API",
    "LAB2API_TABLE": "ledger",
    "LAB2API_DOMAIN_ID": "d-1",
    "LAB2API_REGION": "us-east-1",
    "LAB2API_BEGINS": "2026-09-06T17:00:00+00:00",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "POWERTOOLS_SERVICE_NAME": "class_portal",
    "POWERTOOLS_METRICS_NAMESPACE": "lab2api",
}


class MemoryTable:
    """A boto3 Table in a dictionary, for the many calls that DynamoDB's own reading would make slow."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], dict[str, Any]] = {}
        self.calls: list[str] = []

    def get_item(self, *, Key: dict[str, str], ConsistentRead: bool) -> dict[str, Any]:  # noqa: N803
        assert ConsistentRead, "a token that was revoked a moment ago must not open"
        self.calls.append("get")
        found = self.items.get((Key["Class"], Key["Item"]))
        return {"Item": found} if found else {}

    def query(self, *, ExpressionAttributeValues: dict[str, str], **_: Any) -> dict[str, Any]:  # noqa: N803
        class_name, prefix = ExpressionAttributeValues[":c"], ExpressionAttributeValues[":p"]
        found = sorted(key for key in self.items if key[0] == class_name and key[1].startswith(prefix))
        return {"Items": [self.items[key] for key in found]}

    def update_item(
        self,
        *,
        Key: dict[str, str],  # noqa: N803
        ExpressionAttributeValues: dict[str, int],  # noqa: N803
        **_: Any,
    ) -> dict[str, Any]:
        """Only what counts a failure."""
        self.calls.append("update")
        item = self.items.setdefault((Key["Class"], Key["Item"]), {"failures": 0})
        item |= {"failures": item["failures"] + 1, "Expires": ExpressionAttributeValues[":expires"]}
        return {"Attributes": item}

    def put_item(self, *, Item: dict[str, Any]) -> None:  # noqa: N803
        self.items[Item["Class"], Item["Item"]] = Item

    def batch_writer(self) -> "MemoryTable":
        return self

    def __enter__(self) -> "MemoryTable":
        return self

    def __exit__(self, *_: object) -> None:
        return None


@dataclass
class Studio:
    """boto3's client of SageMaker; `error` is raised in place of an answer."""

    calls: list[dict[str, Any]] = field(default_factory=list)
    error: Exception | None = None

    def create_presigned_domain_url(self, **asked: Any) -> dict[str, Any]:
        self.calls.append(asked)
        if self.error:
            raise self.error
        return {"AuthorizedUrl": f"https://d-1.studio.us-east-1.sagemaker.aws/auth?token={len(self.calls)}"}


@dataclass(frozen=True)
class Answer:
    """An answer as a browser sees it."""

    status: int
    html: str
    headers: dict[str, str]


@dataclass
class Portal:
    """The routes, and what is behind them."""

    routes: PortalRoutes
    table: Any
    studio: Studio
    now: datetime = NOW

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: str | None = None,
        source: str = "192.0.2.1",
        headers: dict[str, str] | None = None,
        is_base64: bool = False,
    ) -> Answer:
        event = {
            "httpMethod": method,
            "path": path,
            "headers": headers or {},
            "body": body,
            "isBase64Encoded": is_base64,
            "requestContext": {"requestId": "request-1", "identity": {"sourceIp": source}},
        }
        raw = self.routes.app.resolve(event, cast(PowertoolsContext, LambdaContext()))
        sent = {name.lower(): values[0] for name, values in raw["multiValueHeaders"].items()}
        return Answer(status=raw["statusCode"], html=raw["body"], headers=sent)

    def sign_in(self, token: str, *, code: str = "demo", source: str = "192.0.2.1") -> Answer:
        body = urlencode({"code": code, "token": token})
        return self.ask("POST", "/sign-in", body=body, source=source, headers={"Content-Type": FORM})

    def spending(self, cookie: str) -> Answer:
        return self.ask("GET", "/class", headers={"Cookie": cookie})

    def token(self, slug: str | None, *, class_name: str = "demo") -> tuple[str, Token]:
        """Make and keep a token."""
        text, kept = new_token(class_name, slug=slug, now=NOW)
        Tokens(table=self.table).put([kept])
        return text, kept

    def grant(self, slug: str, **changes: Any) -> None:
        """Put a lease; for a MemoryTable as DynamoDB would keep it."""
        lease = Lease.model_validate(
            {
                "class_name": "demo",
                "slug": slug,
                "sandbox": f"demo-{slug}",
                "group": "a",
                "budget_usd": Decimal("10"),
                "warn_at": Decimal("0.8"),
                "ends": datetime(2026, 12, 1, tzinfo=UTC),
                "api_key_id": "key",
                **changes,
            }
        )
        if not isinstance(self.table, MemoryTable):
            Leases(table=self.table).put(lease)
            return
        kept = lease.model_dump(mode="json", exclude_none=True)
        self.table.put_item(Item={"Class": "demo", "Item": f"lease#{slug}", **kept})


def build(*, table: Any = None, **variables: str) -> Portal:
    """Import the handler as Lambda does, and wire it over what stands for AWS."""
    before, environ = dict(os.environ), {**ENVIRON, **variables}
    os.environ.update(environ)
    try:
        handler = importlib.import_module("class_portal.handler")
    finally:
        os.environ.clear()
        os.environ.update(before)
    studio, table = Studio(), MemoryTable() if table is None else table
    portal: Portal
    routes = handler.wire(
        settings=handler.Settings.from_environ(environ),
        table=table,
        sagemaker=studio,
        logger=Logger(service="class_portal"),
        metrics=Metrics(service="class_portal", namespace="lab2api"),
        now=lambda: portal.now,
    )
    portal = Portal(routes=routes, table=table, studio=studio)
    return portal
