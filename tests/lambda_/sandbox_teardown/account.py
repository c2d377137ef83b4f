"""An account in this process, a function that can be killed at any call, and what drives it."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from ministack.services import apigateway_v1, bedrock, budgets, cloudwatch, cloudwatch_logs, dynamodb, iam, s3

from class_ledger.leases import Leases
from local import aws, budget_actions, services, tagging
from local.sagemaker.records import records
from local.settings import ACCOUNT, REGION
from sandbox_teardown import handler
from sandbox_teardown.asked import ASKED
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.settings import Settings
from sandbox_teardown.stages import Clients
from sandbox_teardown.wiping import Wiping
from stacks.constructs.teardown_definition import STAGES

READING = ("Batch", "Describe", "Get", "Head", "List", "Query")
WORKSPACE, EXPORTS, TABLE, DOMAIN = "the-workspace", "the-exports", "the-ledger", "d-class"
DENY = "arn:aws:iam::aws:policy/AWSDenyAll"
SETTINGS = Settings(
    environment="classroom",
    class_name="demo",
    table=TABLE,
    domain=DOMAIN,
    workspace=WORKSPACE,
    exports=EXPORTS,
    account=ACCOUNT,
    deny_policy=DENY,
)
PAUSE_SECONDS = 0.05


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+")


class Killed(BaseException):
    """The function's end, at no moment of its choice."""


@dataclass
class Calls:
    """What the teardown calls of AWS; it is killed at a new write once `lives_for` of them are made.

    A write is new that was not made before in the same words. `after` says whether AWS has done what was
    asked when the function is gone.
    """

    lives_for: float = float("inf")
    after: bool = False
    made: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    _dying: bool = False
    refused: dict[str, str] = field(default_factory=dict)
    """Operations that AWS denies: the code by the name."""

    def watch(self, client: Any) -> Any:
        client.meta.events.register("before-call", self._before)
        client.meta.events.register("after-call", self._after)
        return client

    def _before(self, model: Any, params: Any, **_: Any) -> Any:
        self.made.append(model.name)
        if code := self.refused.get(model.name):
            answer = type("Answer", (), {"status_code": 400, "headers": {}, "content": b""})()
            return answer, {
                "Error": {"Code": code, "Message": f"{model.name} is denied"},
                "ResponseMetadata": {"HTTPStatusCode": 400},
            }
        words = f"{model.name} {params['url_path']} {params['query_string']} {_text(params['body'])}"
        if not model.name.startswith(READING) and words not in self.written:
            self.lives_for -= 1
            if self.lives_for < 0 and not self.after:
                raise Killed
            self.written.add(words)
            self._dying = self.lives_for < 0
        return None

    def _after(self, **_: Any) -> None:
        if self._dying:
            self._dying = False
            raise Killed


class Account:
    """A class of its own in the emulator, and what drives the teardown in it."""

    def __init__(self) -> None:
        self.calls = Calls()
        self.at_hand = self._clients(Calls())
        self._watched = self._clients(self.calls)
        self.at_hand.s3.create_bucket(Bucket=WORKSPACE)
        self.at_hand.s3.create_bucket(Bucket=EXPORTS)
        versioning = {"Status": "Enabled"}
        self.at_hand.s3.put_bucket_versioning(Bucket=WORKSPACE, VersioningConfiguration=versioning)
        self.at_hand.table.meta.client.create_table(
            TableName=TABLE,
            KeySchema=[
                {"AttributeName": "Class", "KeyType": "HASH"},
                {"AttributeName": "Item", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("Class", "Item")
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        records.create("Domain", DOMAIN, {"DomainId": DOMAIN, "_Name": DOMAIN, "Status": "InService"})
        self.leases = Leases(table=self.at_hand.table)

    def _clients(self, calls: Calls) -> Clients:
        def client(service: str) -> Any:
            return calls.watch(aws._client.__wrapped__(service, ACCOUNT, REGION))

        names = ("sagemaker", "s3", "iam", "apigateway", "logs", "bedrock", "budgets", "cloudwatch")
        return Clients(
            **{name: client(name) for name in names},
            tagging=client("resourcegroupstaggingapi"),
            table=_table(calls),
        )

    def wiping(self, slug: str, settings: Settings = SETTINGS) -> Wiping:
        return Wiping(self._watched, settings, slug, seconds_left=lambda: 60.0)

    def ask(self, step: str, slug: str, **more: Any) -> dict[str, Any]:
        """Ask as the state machine does: through JSON, each time a function of its own."""
        asked = ASKED.validate_python(json.loads(json.dumps({"step": step, "slug": slug, **more})))
        return handler.of_student(asked, self.wiping(slug))  # type: ignore[arg-type]

    def tear_down(self, slug: str, *, until: Callable[[str], None] | None = None) -> bool:
        """Go through all states; `until` is told each before it is entered, and may raise."""
        told = until or (lambda _: None)
        for step in ("claim", "shut"):
            told(step)
            self.ask(step, slug)
        progress: dict[str, Any] = {}
        for stage in STAGES:
            told(stage)
            progress = self.ask(stage, slug, progress=progress)
            while not progress["done"]:
                time.sleep(PAUSE_SECONDS)
                progress = self.ask(stage, slug, progress=progress)
        told("finish")
        return bool(self.ask("finish", slug, progress=progress)["clean"])

    def report(self, slug: str) -> dict[str, Any]:
        body = self.at_hand.s3.get_object(Bucket=EXPORTS, Key=f"demo/{slug}/report.json")["Body"].read()
        found: dict[str, Any] = json.loads(body)
        return found

    def everything_of(self, *names: str) -> dict[str, Any]:
        """Return all state that names one of the sandboxes, to be compared with what it is later."""

        def theirs(value: object) -> bool:
            return any(name in repr(value) for name in names)

        prefixes = tuple(f"demo/{name.removeprefix('demo-')}/" for name in names)
        exports = self.at_hand.s3.list_object_versions(Bucket=EXPORTS).get("Versions", [])
        alarms = self.at_hand.cloudwatch.describe_alarms()["MetricAlarms"]
        profiles = self.at_hand.bedrock.list_inference_profiles(typeEquals="APPLICATION")
        objects = self.at_hand.s3.list_object_versions(Bucket=WORKSPACE)
        rows = [*objects.get("Versions", []), *objects.get("DeleteMarkers", [])]
        uploads = self.at_hand.s3.list_multipart_uploads(Bucket=WORKSPACE).get("Uploads", [])
        items = self.at_hand.table.scan()["Items"]
        slugs = [name.removeprefix("demo-") for name in names]
        return {
            "sagemaker": {
                f"{kind} {record.get('_Name', '')}{record.get(f'{kind}Arn', '')}": repr(record)
                for kind, record in records.every()
                if theirs(record)
            },
            "objects": sorted(repr(row) for row in rows if theirs(row["Key"])),
            "uploads": sorted(repr(row) for row in uploads if theirs(row["Key"])),
            "roles": {name: repr(role) for name, role in iam._roles.items() if theirs(name)},
            "keys": {name: repr(key) for name, key in apigateway_v1._api_keys.items() if theirs(key["name"])},
            "logs": {
                name: repr(group)
                for name, group in cloudwatch_logs._log_groups.items()
                if theirs(name) or name.endswith(tuple(slugs))
            },
            "streams": sorted(
                stream
                for group in cloudwatch_logs._log_groups.values()
                for stream in group["streams"]
                if theirs(stream)
            ),
            "budgets": {name: repr(one) for name, one in budgets._budgets.items() if theirs(name)},
            "exports": sorted(repr(row) for row in exports if row["Key"].startswith(prefixes)),
            "alarms": sorted(repr(alarm) for alarm in alarms if theirs(alarm["AlarmName"])),
            "profiles": sorted(
                repr(one)
                for one in profiles["inferenceProfileSummaries"]
                if theirs(one["inferenceProfileName"])
            ),
            "ledger": sorted(repr(item) for item in items if item.get("slug") in slugs),
        }


def _text(body: Any) -> str:
    """Return a body without the moments in it, which are others in each life."""
    return _MOMENT.sub("", repr(body.getvalue() if hasattr(body, "getvalue") else body))


def _table(calls: Calls) -> Any:
    resource = boto3.resource(
        "dynamodb",
        region_name=REGION,
        endpoint_url="http://127.0.0.1",
        aws_access_key_id=ACCOUNT,
        aws_secret_access_key="local",
        config=Config(signature_version=UNSIGNED, user_agent="teardown"),
    )
    resource.meta.client.meta.events.register("before-send", aws._answer)
    calls.watch(resource.meta.client)
    return resource.Table(TABLE)


def install() -> None:
    """Put what the tests need into this process's emulator; a second call changes nothing."""
    aws.name_services_without_loading_models()
    services.install()
    tagging.install()
    if "CreateBudgetAction" not in budgets._DISPATCH:
        budget_actions.install()


def forget() -> None:
    """Empty the emulator."""
    for service in (s3, iam, dynamodb, cloudwatch, cloudwatch_logs, bedrock, budgets, apigateway_v1):
        service.reset()
    records.reset()


def box(slug: str) -> Sandbox:
    """Return the sandbox of a student of the class."""
    return Sandbox(environment="classroom", class_name="demo", slug=slug)


ONE_DOLLAR = Decimal(1)
