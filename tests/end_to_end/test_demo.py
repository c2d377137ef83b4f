"""The headline promise, with the real CDK CLI: from a CSV to an answer over HTTP."""

from __future__ import annotations

import pytest

from tests.end_to_end.local_aws import Local, body, committed_document, container_log, row

pytestmark = pytest.mark.e2e


def test_the_demo_answers_over_http_what_its_own_model_says_in_process(local: Local) -> None:
    shown = local.run("demo", "--once")
    assert shown.returncode == 0, shown.stderr
    assert "answered 200" in shown.stdout
    assert "equal to the model's own in-process prediction" in shown.stdout
    for step in ("Prepare", "Train", "Evaluate", "GoodEnough", "Register"):
        assert step in shown.stderr
    for state in ("executed", "recorded"):
        assert state in shown.stdout


def test_the_card_and_the_predictions_name_the_version_of_the_registry(local: Local) -> None:
    card = local.get("/v1/models/breast-cancer").json()
    assert card["version"] == local.post(body(row())).json()["version"]
    listed = {model["name"]: model["version"] for model in local.get("/v1/models").json()["models"]}
    assert listed["breast-cancer"] == card["version"]


def test_a_good_request_is_counted_by_the_endpoint_and_carries_one_request_id(local: Local) -> None:
    before = local.invocations()
    answer = local.post(body(row()))
    assert answer.status_code == 200, answer.text
    request_id = answer.json()["request_id"]
    assert request_id == answer.headers["x-request-id"]
    assert local.invocations(least=before + 1) == before + 1
    assert request_id in container_log(local, holding=request_id)


def test_the_openapi_document_is_served(local: Local) -> None:
    assert local.get("/v1/openapi.json").text == committed_document()
