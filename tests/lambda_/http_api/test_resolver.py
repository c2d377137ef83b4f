"""Routing: a path finds its function, an exception the nearest handler, and headers whatever their case."""

from typing import Any, cast

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from http_api.event import ApiEvent
from http_api.resolver import NotFoundError, Resolver, Response


def answer(text: str) -> Response[str]:
    return Response(status_code=200, content_type="text/plain", body=text, headers={"x-a": "1"})


def resolve(app: Resolver, method: str, path: str, **more: Any) -> dict[str, Any]:
    return app.resolve({"httpMethod": method, "path": path} | more, cast(LambdaContext, None))


@pytest.fixture
def app() -> Resolver:
    resolver = Resolver()
    resolver.get("/v1/openapi.json")(lambda: answer("document"))
    resolver.get("/v1/models/<model>")(lambda model: answer(f"card of {model}"))
    resolver.post("/v1/models/<model>/predictions")(lambda model: answer(f"predictions of {model}"))
    resolver.exception_handler(NotFoundError)(lambda error: answer("nothing"))
    return resolver


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v1/openapi.json", "document"),
        ("GET", "/v1/openapi-json", "nothing"),
        ("GET", "/v1/models/iris", "card of iris"),
        ("GET", "/v1/models/iris/", "card of iris"),
        ("POST", "/v1/models/iris", "nothing"),
        ("POST", "/v1/models/iris/predictions", "predictions of iris"),
        ("POST", "/v1/models/a/b/predictions", "nothing"),
        ("GET", "/v1/models/", "nothing"),
        ("GET", "/v1/models/x\n", "card of x\n"),
        ("GET", "", "nothing"),
    ],
)
def test_a_path_finds_its_function(app: Resolver, method: str, path: str, body: str) -> None:
    assert resolve(app, method, path)["body"] == body


def test_the_answer_is_in_api_gateways_format(app: Resolver) -> None:
    assert resolve(app, "GET", "/v1/models/iris") == {
        "statusCode": 200,
        "body": "card of iris",
        "isBase64Encoded": False,
        "multiValueHeaders": {"Content-Type": ["text/plain"], "x-a": ["1"]},
    }


def test_an_exception_is_answered_by_the_nearest_class_and_else_raised(app: Resolver) -> None:
    def fail() -> Response[str]:
        raise KeyError("x")

    app.get("/fail")(fail)
    with pytest.raises(KeyError):
        resolve(app, "GET", "/fail")
    app.exception_handler(Exception)(lambda error: answer("any"))
    assert resolve(app, "GET", "/fail")["body"] == "any"
    app.exception_handler(LookupError)(lambda error: answer("lookup"))
    assert resolve(app, "GET", "/fail")["body"] == "lookup"


def test_an_event_without_what_is_optional_is_read() -> None:
    event = ApiEvent({"httpMethod": "GET", "path": "/", "headers": None, "queryStringParameters": None})
    assert (event.headers, event.query_string_parameters, event.body) == ({}, {}, None)
    assert (event.request_id, event.is_base64_encoded) == ("unknown", False)
    assert ApiEvent({"headers": {"X-API-Key": "a"}}).headers == {"x-api-key": "a"}
