"""The portal deployed to the embedded AWS and asked over HTTP, as browsers do."""

import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aws_cdk as cdk
import boto3
import pytest
import urllib3

import config
from class_ledger.lease import Lease
from class_ledger.leases import Leases
from class_ledger.tokens import Tokens, new_token
from local.settings import REPOSITORY, Settings
from stacks.constructs import PlatformKey
from stacks.constructs.class_portal import ClassPortal
from stacks.constructs.lease_table import LeaseTable
from tests.local.assembly import deploy_assembly
from tests.local.conftest import Client
from tests.local.deployment import outputs

FORM = {"content-type": "application/x-www-form-urlencoded"}
WRONG = 200
"""Guesses over HTTP: more than the stage's burst."""


@dataclass(frozen=True)
class Door:
    """The address, and the ledger behind it."""

    url: str
    domain: str
    table: Any
    http: urllib3.PoolManager
    client: Client

    def sign_in(self, token: str, *, source: str = "192.0.2.1") -> urllib3.BaseHTTPResponse:
        """Post the form, again where the stage's throttle says to wait."""
        body = urlencode({"code": "demo", "token": token})
        for _ in range(100):
            answer = self._post(body, source)
            if not throttled(answer):
                return answer
            time.sleep(0.1)
        raise AssertionError("the stage never lets a request in")

    def _post(self, body: str, source: str) -> urllib3.BaseHTTPResponse:
        headers = {**FORM, "x-forwarded-for": source}
        return self.http.request("POST", f"{self.url}/sign-in", body=body, headers=headers, redirect=False)

    def token(self, slug: str | None) -> str:
        text, kept = new_token("demo", slug=slug, now=datetime.now(UTC))
        Tokens(table=self.table).put([kept])
        return text


def throttled(answer: urllib3.BaseHTTPResponse) -> bool:
    """Whether API Gateway's own page answers: that of too many requests."""
    return answer.status == 429 and b"Many people are signing in" in answer.data


def assembled(folder: Path, *, domain: str) -> Path:
    """Synthesize a stack of the portal with its ledger, and nothing else of a class."""
    settings = config.load("classroom")
    (roster,) = settings.classes
    context = json.loads((REPOSITORY / "cdk.json").read_text())["context"]
    app = cdk.App(analytics_reporting=False, outdir=str(folder), context=context)
    stage = cdk.Stage(app, "Bench", env=cdk.Environment(region=settings.region))
    stack = cdk.Stack(stage, "Door")
    key = PlatformKey(stack, "Key", retention=settings.retention)
    table = LeaseTable(stack, "Ledger", config=settings, key=key)
    cdk.CfnOutput(stack, "LedgerTableName", value=table.table_name)
    ClassPortal(
        stack,
        "Portal",
        config=settings,
        roster=roster.model_copy(update={"start": datetime.now(UTC).date() - timedelta(days=2)}),
        table=table,
        key=key,
        domain_id=domain,
        firewall_arn=None,
    )
    app.synth()
    return folder / "assembly-Bench"


@pytest.fixture(scope="module")
def door(emulator: Settings, client: Client, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    sagemaker = client("sagemaker")
    domain = sagemaker.create_domain(
        DomainName="class", AuthMode="IAM", DefaultUserSettings={}, HomeEfsFileSystemCreation="Disabled"
    )["DomainArn"].rpartition("/")[2]
    sagemaker.create_user_profile(DomainId=domain, UserProfileName="demo-an")
    folder = assembled(tmp_path_factory.mktemp("door"), domain=domain)
    assert deploy_assembly(folder, client) == {}
    found = outputs(client("cloudformation"), "Bench-Door")
    table = boto3.resource(
        "dynamodb",
        endpoint_url=emulator.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    ).Table(found["LedgerTableName"])
    Leases(table=table).put(
        Lease(
            class_name="demo",
            slug="an",
            sandbox="demo-an",
            budget_usd=Decimal(1),
            warn_at=Decimal("0.8"),
            ends=datetime.now(UTC) + timedelta(hours=3),
            api_key_id="key",
        )
    )
    url = f"{emulator.endpoint_url}/restapis/{found['PortalApiId']}/classroom/_user_request_"
    yield Door(url=url, domain=domain, table=table, http=urllib3.PoolManager(), client=client)


def test_the_form_is_a_page(door: Door) -> None:
    answer = door.http.request("GET", f"{door.url}/sign-in")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Mã lớp" in answer.data.decode()


def test_a_token_opens_studio_in_ones_own_name(door: Door) -> None:
    answer = door.sign_in(door.token("an"))
    assert answer.status == 303
    host, _, query = answer.headers["location"].partition("/auth?token=")
    assert host == f"https://{door.domain}.studio.us-east-1.sagemaker.aws"
    assert len(query) > 20


def test_some_hundred_wrong_tokens_find_nothing_and_the_right_one_still_opens(door: Door) -> None:
    right = door.token("an")
    lookup, bodies, statuses = right.partition(".")[0], set(), set()
    for number in range(WRONG):
        known = lookup if number % 2 else secrets.token_hex(8)
        answer = door.sign_in(f"{known}.{secrets.token_urlsafe(32)}", source="198.51.100.1")
        statuses.add(answer.status)
        bodies.add(answer.data)
    assert statuses == {401, 429}
    assert len(bodies) == 2, "one page for wrong, one for wrong too often"
    assert door.sign_in(right, source="198.51.100.1").status == 303


def test_the_instructor_sees_the_class_by_a_cookie(door: Door) -> None:
    answer = door.sign_in(door.token(None))
    assert (answer.status, answer.headers["location"]) == (303, "class")
    cookie = answer.headers["set-cookie"].partition(";")[0]
    seen = door.http.request("GET", f"{door.url}/class", headers={"cookie": cookie})
    assert seen.status == 200
    assert "<td>an</td>" in seen.data.decode()
    without = door.http.request("GET", f"{door.url}/class", redirect=False)
    assert (without.status, without.headers["location"]) == (303, "sign-in")


def test_no_log_of_the_portal_has_a_token_or_the_address_of_studio(door: Door) -> None:
    token = door.token("an")
    address = door.sign_in(token).headers["location"]
    logs, deadline = door.client("logs"), time.monotonic() + 20
    while True:
        groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
        events = [
            event["message"]
            for group in groups
            for event in logs.filter_log_events(logGroupName=group).get("events", [])
        ]
        if any('"resourcePath": "/sign-in"' in event for event in events):
            break
        assert time.monotonic() < deadline, "the access log is never written"
        time.sleep(0.2)
    text = "\n".join(events)
    assert token.partition(".")[2] not in text
    assert address.rpartition("=")[2] not in text
