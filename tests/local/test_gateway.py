"""The emulated API Gateway as a client meets it: what is declared in the template is what the client gets."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from local.settings import Settings
from tests.connections import PLAIN
from tests.local.conftest import Client
from tests.local.deployment import deploy, outputs
from tests.local.gateway_template import template
from tests.local.waiting import until

GOOD = b'{"instances": [[1]]}'


class Api:
    """One deployed API and its key."""

    def __init__(self, settings: Settings, client: Client, name: str, *, rate: float, burst: int) -> None:
        cloudformation = client("cloudformation")
        assert deploy(cloudformation, name, template(rate=rate, burst=burst)) == "CREATE_COMPLETE"
        self.outputs = outputs(cloudformation, name)
        self.key = client("apigateway").get_api_key(apiKey=self.outputs["KeyId"], includeValue=True)["value"]
        self.url = f"{settings.endpoint_url}/restapis/{self.outputs['ApiId']}/test/_user_request_/rows"

    def post(
        self, body: bytes, *, key: str | None = None, type_: str = "application/json", query: str = ""
    ) -> Any:
        headers = {"x-api-key": self.key if key is None else key, "content-type": type_}
        return httpx.post(self.url + query, content=body, headers=headers, timeout=20, verify=PLAIN)


@pytest.fixture(scope="module")
def api(emulator: Settings, client: Client) -> Api:
    return Api(emulator, client, "gateway", rate=1000, burst=1000)


def test_one_request_id_goes_from_the_edge_to_the_function_and_back(api: Api) -> None:
    answer = api.post(GOOD)
    assert answer.status_code == 200
    assert answer.json()["id"] == answer.headers["x-amzn-requestid"]


def test_the_function_is_told_whose_key_it_was(api: Api) -> None:
    assert api.post(GOOD).json()["key"] == api.outputs["KeyId"]


def test_the_plan_knows_how_often_each_key_was_used_on_a_day(api: Api, client: Client) -> None:
    gateway, today = client("apigateway"), datetime.now(UTC).date()
    plans = [
        plan["id"]
        for plan in gateway.get_usage_plans()["items"]
        if any(stage["apiId"] == api.outputs["ApiId"] for stage in plan["apiStages"])
    ]

    def used() -> int:
        (plan,) = plans
        days = {"startDate": str(today - timedelta(days=1)), "endDate": str(today + timedelta(days=1))}
        found = gateway.get_usage(usagePlanId=plan, keyId=api.outputs["KeyId"], **days)["items"]
        return sum(day[0] for day in found.get(api.outputs["KeyId"], []))

    before = used()
    for body in (GOOD, GOOD, b"no JSON"):
        api.post(body)
    api.post(GOOD, key="wrong")
    assert used() == before + 3


def test_a_key_that_is_disabled_opens_nothing_until_it_is_enabled(api: Api, client: Client) -> None:
    def set_enabled(value: str) -> bool:
        patch = {"op": "replace", "path": "/enabled", "value": value}
        changed = client("apigateway").update_api_key(apiKey=api.outputs["KeyId"], patchOperations=[patch])
        return bool(changed["enabled"])

    assert set_enabled("false") is False
    assert api.post(GOOD).status_code == 403
    assert set_enabled("true") is True
    assert api.post(GOOD).status_code == 200


def test_a_request_without_a_key_gets_the_declared_problem(api: Api) -> None:
    answer = api.post(GOOD, key="wrong")
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert answer.json() == {
        "status": 403, "detail": "Forbidden", "path": "/test/rows", "why": "",
        "request_id": answer.headers["x-amzn-requestid"],
    }  # fmt: skip


def test_a_body_that_the_model_refuses_gets_a_problem_that_names_the_field(api: Api) -> None:
    answer = api.post(b'{"rows": []}')
    assert answer.status_code == 400
    assert answer.json()["why"] == '[object has missing required properties (["instances"])]'


@pytest.mark.parametrize("body", [b'{"instances": [NaN]}', b'{"instances": [Infinity]}', b"{", b""])
def test_what_is_not_json_never_reaches_the_function(api: Api, body: bytes) -> None:
    assert api.post(body).status_code == 400


def test_a_content_type_without_a_model_is_not_validated(api: Api) -> None:
    assert api.post(b"1,2,3", type_="text/csv").json()["bytes"] == 5


@pytest.mark.parametrize("megabytes", [7, 11])
def test_a_body_above_what_a_function_or_the_gateway_takes_is_a_413(api: Api, megabytes: int) -> None:
    answer = api.post(b"1" * (megabytes << 20), type_="text/csv")
    assert (answer.status_code, answer.json()["detail"]) == (413, "Request Too Long")


def test_a_function_that_breaks_the_contract_is_a_declared_502(api: Api) -> None:
    answer = api.post(GOOD, query="?fail=1")
    assert (answer.status_code, answer.headers["content-type"]) == (502, "application/problem+json")


def test_above_the_plan_the_declared_429(emulator: Settings, client: Client) -> None:
    narrow = Api(emulator, client, "narrow", rate=0.001, burst=2)
    assert [narrow.post(GOOD).status_code for _ in range(4)] == [200, 200, 429, 429]


def test_every_request_is_in_the_access_log_and_in_the_metrics(api: Api, client: Client) -> None:
    refused = api.post(b"{}").headers["x-amzn-requestid"]
    wanted = {"id": refused, "status": "400", "type": "BAD_REQUEST_BODY"}
    assert wanted in access_log(client, api.outputs["LogGroup"], refused)
    metrics = client("cloudwatch").list_metrics(Namespace="AWS/ApiGateway")["Metrics"]
    assert {"Count", "4XXError", "5XXError", "Latency", "IntegrationLatency"} <= {
        m["MetricName"] for m in metrics
    }


def access_log(client: Client, group: str, wanted: str) -> list[dict[str, str]]:
    def written() -> list[dict[str, str]] | None:
        events = client("logs").filter_log_events(logGroupName=group)["events"]
        lines = [json.loads(event["message"]) for event in events]
        return lines if any(line["id"] == wanted for line in lines) else None

    return until(written, f"the line of {wanted}")
