"""What the function refuses: the right problem, and no paid call for a bad row."""

import json
from collections.abc import Callable

import pytest

from tests.lambda_.inference_proxy.ports import Proxy
from tests.lambda_.inference_proxy.samples import (
    load_event,
    problem,
)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (
            '{"instances": [[1, "short"], [2, "long"], [3, null], [NaN, "short"]]}',
            "instances[3].sepal length",
        ),
        ('{"instances": [[Infinity, "short"]]}', "instances[0].sepal length"),
        ('{"instances": [[1e999, "short"]]}', "instances[0].sepal length"),
        ('{"instances": [[1e39, "short"]]}', "instances[0].sepal length"),
        (f'{{"instances": [[{"9" * 5000}, "short"]]}}', "instances[0].sepal length"),
        (f'{{"instances": [[{"9" * 390}, "short"]]}}', "instances[0].sepal length"),
        ('{"instances": [[true, "short"]]}', "instances[0].sepal length"),
        ('{"instances": [["5.1", "short"]]}', "instances[0].sepal length"),
        ('{"instances": [[null, "short"]]}', "instances[0].sepal length"),
        ('{"instances": [[1, "tall"]]}', "instances[0].petal"),
        ('{"instances": [[1, "\\ud800"]]}', "instances[0].petal"),
        ('{"instances": [{"petal": "short"}]}', "instances[0].sepal length"),
        ('{"instances": [{"sepal length": 1, "petall": "short"}]}', "instances[0].petall"),
        ('{"instances": [{"sepal length": 1, "\\ud800": 1}]}', "instances[0].\\ud800"),
        ('{"instances": [[1]]}', "instances[0]"),
        ('{"instances": [[1, "short", 3]]}', "instances[0]"),
        ('{"instances": ["short"]}', "instances[0]"),
        ('{"instances": []}', "instances"),
        ('{"instances": {"a": 1}}', "instances"),
        ('{"rows": []}', "instances"),
        ('{"instances": [[1, null]], "extra": 1}', "extra"),
        ('{"instances": [[1, null]], "instances": [[1, null]]}', "body"),
        ("[]", "body"),
        ("NaN", "body"),
        ('{"instances": [[1, null]]', "body"),
        ("[" * 100_000, "body"),
        ('{"instances": ' + "[" * 100_000 + "]" * 100_000 + "}", "body"),
        ("", "body"),
        (None, "body"),
        ("\ud800", "body"),
    ],
)
def test_a_bad_row_is_named_and_never_reaches_the_endpoint(
    proxy: Proxy, body: str | None, field: str
) -> None:
    answer = problem(proxy.post(body))
    assert (answer["status"], answer["errors"][0]["field"]) == (400, field)
    assert proxy.endpoint.calls == []


def test_a_missing_value_that_training_saw_is_accepted(proxy: Proxy) -> None:
    assert proxy.post('{"instances": [[1, null], {"sepal length": 2}]}')["statusCode"] == 200
    assert json.loads(proxy.endpoint.calls[0]["body"]) == {"instances": [[1, None], [2, None]]}


def test_too_many_rows_are_refused(build_proxy: Callable[..., Proxy]) -> None:
    proxy = build_proxy(max_rows=2)
    answer = problem(proxy.post('{"instances": [[1, null], [1, null], [1, null]]}'))
    assert (answer["status"], answer["errors"][0]["field"]) == (400, "instances")
    assert proxy.endpoint.calls == []


@pytest.mark.parametrize("is_base64", [False, True])
def test_a_seven_megabyte_body_is_413(proxy: Proxy, is_base64: bool) -> None:
    assert problem(proxy.post("A" * 7_000_000, isBase64Encoded=is_base64))["status"] == 413
    assert proxy.endpoint.calls == []


def test_rows_that_grow_beyond_the_limit_on_the_way_to_the_model_are_413(
    build_proxy: Callable[..., Proxy],
) -> None:
    proxy = build_proxy(max_body_bytes=60)
    answer = proxy.post("1,\n" * 15, headers={"Content-Type": "text/csv"})
    assert problem(answer)["status"] == 413
    assert proxy.endpoint.calls == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "application/xml"}, 415),
        ({"Content-Type": "application/json; charset=utf-16"}, 415),
        ({"Accept": "image/png"}, 406),
        ({"Accept": "application/json;q=0, text/csv;q=0"}, 406),
    ],
)
def test_formats_that_are_not_spoken_are_refused(proxy: Proxy, headers: dict[str, str], status: int) -> None:
    assert problem(proxy.post('{"instances": [[1, null]]}', headers=headers))["status"] == status
    assert proxy.endpoint.calls == []


@pytest.mark.parametrize("name", ["unknown", "%2e%2e", "iris%00", "IRIS"])
def test_a_model_that_is_not_served_is_404(proxy: Proxy, name: str) -> None:
    event = load_event("predictions-json") | {"path": f"/v1/models/{name}/predictions"}
    assert problem(proxy.send(event))["status"] == 404


def test_a_route_that_does_not_exist_is_a_problem_too(proxy: Proxy) -> None:
    assert problem(proxy.send(load_event("health") | {"path": "/v2/health"}))["status"] == 404
