"""POST /v1/models/{model}/stream of the deployed local API: a model of ours that really writes."""

import unicodedata
from typing import Any

import pytest

from tests.local.streams.conftest import Deployed
from tests.local.streams.reading import events, texts
from tests.local.waiting import until

ROUTE = "/v1/models/lesson-writer/stream"
PREDICTIONS = "/v1/models/breast-cancer/predictions"


def written(deployed: Deployed, **request: Any) -> tuple[str, dict[str, Any]]:
    with deployed.stream(ROUTE, request) as answer:
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream"), (
            answer.read()
        )
        found = list(events(answer))
    name, done = found[-1]
    assert name == "done"
    return texts(found), done


def test_the_model_goes_on_with_the_prompt_token_by_token(deployed: Deployed) -> None:
    with deployed.stream(ROUTE, {"prompt": "A model", "temperature": 0, "max_tokens": 4}) as answer:
        assert answer.headers["x-model-version"] == "7"
        found = list(events(answer))
    assert [name for name, _ in found].count("delta") >= 4
    assert texts(found) == " becomes useful when somebody"
    name, done = found[-1]
    assert (name, done["model"], done["version"]) == ("done", "lesson-writer", "7")
    assert (done["stop_reason"], done["tokens"]) == ("max_tokens", 4)
    assert done["request_id"] == answer.headers["x-request-id"]


def test_vietnamese_is_written_in_composed_letters(deployed: Deployed) -> None:
    prompt = unicodedata.normalize("NFD", "Mô hình ngôn ngữ")
    text, done = written(deployed, prompt=prompt, temperature=0)
    assert text.startswith(" không biết điều gì là đúng.")
    assert unicodedata.is_normalized("NFC", text)
    assert done["stop_reason"] == "end_turn"


def test_a_seed_gives_the_same_text_and_another_seed_another(deployed: Deployed) -> None:
    first, again, other = (
        written(deployed, prompt="The", seed=seed, temperature=1.5, max_tokens=40)[0] for seed in (1, 1, 2)
    )
    assert first == again != other


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "prompt"),
        ({"prompt": " "}, "prompt"),
        ({"prompt": "x" * 2_001}, "prompt"),
        ({"prompt": "x", "max_tokens": 257}, "max_tokens"),
        ({"prompt": "x", "max_tokens": 0}, "max_tokens"),
        ({"prompt": "x", "temperature": 2.1}, "temperature"),
        ({"prompt": "x", "seed": -1}, "seed"),
        ({"prompt": "x", "seed": 2**32}, "seed"),
        ({"instances": [[1]]}, "prompt"),
    ],
)
def test_a_wrong_request_names_the_field(deployed: Deployed, body: Any, field: str) -> None:
    answer = deployed.post(ROUTE, body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


@pytest.mark.parametrize(
    "body",
    [
        {"prompt": "x" * 2_000, "max_tokens": 1},
        {"prompt": "x", "max_tokens": 256},
        {"prompt": "x", "temperature": 2, "seed": 2**32 - 1},
    ],
)
def test_a_request_at_the_limits_is_answered(deployed: Deployed, body: Any) -> None:
    written(deployed, **body)


def test_each_kind_of_model_names_the_route_that_it_has(deployed: Deployed) -> None:
    rows = deployed.post(ROUTE.replace("stream", "predictions"), {"instances": [[1.0]]})
    assert rows.status_code == 400
    assert "POST /v1/models/lesson-writer/stream" in rows.json()["detail"]
    text = deployed.post(PREDICTIONS.replace("predictions", "stream"), {"prompt": "x"})
    assert text.status_code == 400
    assert "POST /v1/models/breast-cancer/predictions" in text.json()["detail"]


def test_a_model_that_is_not_served_is_not_found(deployed: Deployed) -> None:
    assert deployed.post("/v1/models/none/stream", {"prompt": "x"}).status_code == 404


def test_without_a_key_nothing_runs(deployed: Deployed) -> None:
    assert deployed.post(ROUTE, {"prompt": "x"}, **{"x-api-key": ""}).status_code == 403


def test_only_events_can_be_accepted(deployed: Deployed) -> None:
    answer = deployed.post(ROUTE, {"prompt": "x"}, accept="application/json")
    assert answer.status_code == 406


def test_the_endpoint_counts_the_stream_and_its_log_has_the_request_id(deployed: Deployed) -> None:
    answer = deployed.post(ROUTE, {"prompt": "A"})
    wanted = answer.headers["x-request-id"]
    assert deployed.lines("/aws/sagemaker/Endpoints/local-lesson-writer", wanted)
    named = {"Namespace": "AWS/SageMaker", "MetricName": "Invocations"}

    def counted() -> bool:
        metrics = deployed.client("cloudwatch").list_metrics(**named)["Metrics"]
        endpoint = {"Name": "EndpointName", "Value": "local-lesson-writer"}
        return any(endpoint in metric["Dimensions"] for metric in metrics)

    until(counted, "the metric of the endpoint")
