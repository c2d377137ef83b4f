"""What each route answers to a real API Gateway event."""

import json

import pytest

from tests.lambda_.inference_proxy.ports import Proxy
from tests.lambda_.inference_proxy.samples import SERVED, body_of, header, load_event

REQUEST_ID = "6f3c1f0e-2f0b-4a52-9b0e-0d8d3b1f7c11"


def test_health_answers_without_asking_anything_else(proxy: Proxy) -> None:
    proxy.parameters.clear()
    answer = proxy.send(load_event("health"))
    assert (answer["statusCode"], body_of(answer)) == (200, {"status": "ok", "environment": "dev"})


def test_models_are_listed_with_their_versions(proxy: Proxy) -> None:
    answer = body_of(proxy.send(load_event("models")))
    assert answer == {"models": [{"name": "iris", "version": "7", "href": "/v1/models/iris"}]}


def test_a_broken_entry_is_left_out_of_the_list(proxy: Proxy) -> None:
    proxy.parameters["broken"] = "{"
    answer = body_of(proxy.send(load_event("models")))
    assert [model["name"] for model in answer["models"]] == ["iris"]


def test_the_card_is_answered_without_where_the_data_lies(proxy: Proxy) -> None:
    answer = proxy.send(load_event("model"))
    assert body_of(answer)["features"][1]["categories"] == ["short", "long"]
    assert body_of(answer)["data"]["rows"] == 150
    assert "s3://" not in answer["body"]
    assert "123456789012" not in answer["body"]


def test_json_rows_positional_and_named_get_one_prediction_each(proxy: Proxy) -> None:
    answer = proxy.send(load_event("predictions-json"))
    body = body_of(answer)
    assert answer["statusCode"] == 200
    assert (body["model"], body["version"], len(body["predictions"])) == ("iris", "7", 2)
    assert body["predictions"][0] == {"label": "setosa", "probabilities": {"setosa": 0.9, "virginica": 0.1}}


def test_the_endpoint_gets_positional_json_and_the_request_id(proxy: Proxy) -> None:
    proxy.send(load_event("predictions-json"))
    [call] = proxy.endpoint.calls
    assert json.loads(call["body"]) == {"instances": [[5.1, "short"], [6.3, "long"]]}
    assert (call["endpoint"], call["attributes"]) == ("dev-iris", f"request-id={REQUEST_ID}")


def test_csv_with_a_header_in_any_order_gets_csv_back(proxy: Proxy) -> None:
    answer = proxy.send(load_event("predictions-csv"))
    assert json.loads(proxy.endpoint.calls[0]["body"]) == {"instances": [[5.1, "short"], [6.3, None]]}
    assert header(answer, "content-type") == "text/csv"
    assert answer["body"].splitlines() == ["label,setosa,virginica", "setosa,0.9,0.1", "setosa,0.9,0.1"]
    assert header(answer, "x-model-version") == "7"


@pytest.mark.parametrize("name", ["health", "models", "model", "openapi", "predictions-json"])
def test_one_request_id_is_in_every_answer(proxy: Proxy, name: str) -> None:
    answer = proxy.send(load_event(name))
    assert header(answer, "x-request-id") == REQUEST_ID
    assert body_of(answer).get("request_id", REQUEST_ID) == REQUEST_ID


def test_an_event_without_headers_is_answered(proxy: Proxy) -> None:
    event = load_event("predictions-json") | {"headers": None, "multiValueHeaders": None}
    assert proxy.send(event)["statusCode"] == 200


def test_a_model_that_was_just_deployed_is_found_within_a_second(proxy: Proxy) -> None:
    event = load_event("predictions-json") | {"path": "/v1/models/fresh/predictions"}
    assert proxy.send(event)["statusCode"] == 404
    proxy.parameters["fresh"] = json.dumps(SERVED)
    proxy.time.seconds += 1.0
    assert proxy.send(event)["statusCode"] == 200
