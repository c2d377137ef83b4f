"""What the function answers when AWS, the model or the function itself fails."""

import pytest

from http_api.problems import Kind
from http_api.retries import AttemptError
from served_models.endpoint import failed
from served_models.kept import ReadError
from tests.lambda_.inference_proxy.ports import Proxy
from tests.lambda_.inference_proxy.samples import header, load_event, predictions, problem


@pytest.mark.parametrize(
    ("error", "status", "calls"),
    [
        (failed("ThrottlingException"), 429, 3),
        (failed("ServiceUnavailable"), 503, 3),
        (failed("ValidationError"), 503, 1),
        (failed("ModelError"), 502, 1),
        (failed("AccessDeniedException"), 502, 1),
        (AttemptError(Kind.DEADLINE_EXCEEDED, "The model did not answer in time.", retryable=False), 504, 1),
    ],
)
def test_an_endpoint_error_has_its_own_status(
    proxy: Proxy, error: Exception, status: int, calls: int
) -> None:
    proxy.endpoint.answers = [error]
    answer = proxy.post('{"instances": [[1, null]]}')
    assert problem(answer)["status"] == status
    assert (header(answer, "retry-after") is not None) == (status in (429, 502, 503, 504))
    assert len(proxy.endpoint.calls) == calls


def test_one_throttle_is_not_seen_by_the_client(proxy: Proxy) -> None:
    proxy.endpoint.answers = [failed("ThrottlingException"), predictions(1)]
    assert proxy.post('{"instances": [[1, null]]}')["statusCode"] == 200
    assert len(proxy.endpoint.calls) == 2


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"<html>502</html>",
        b"null",
        b'{"predictions": []}',
        b'{"predictions": [{"value": 1}]}',
        b'{"predictions": [{"label": "rose", "probabilities": {"setosa": 0.9, "virginica": 0.1}}]}',
        b'{"predictions": [{"label": "setosa", "probabilities": {"setosa": NaN, "virginica": 0.1}}]}',
        b'{"predictions": [{"label": "setosa", "probabilities": {"setosa": 1.0}}]}',
        b"[" * 100_000,
        b"\xff\xfe",
        predictions(2),
    ],
)
def test_junk_from_the_model_is_502(proxy: Proxy, junk: bytes) -> None:
    proxy.endpoint.answers = [junk]
    assert problem(proxy.post('{"instances": [[1, null]]}'))["status"] == 502


def test_an_expired_deadline_is_504_and_costs_nothing(proxy: Proxy) -> None:
    answer = proxy.post('{"instances": [[1, null]]}', remaining_ms=1_000)
    assert problem(answer)["status"] == 504
    assert proxy.endpoint.calls == []


def test_an_unexpected_error_tells_the_client_nothing(proxy: Proxy) -> None:
    proxy.endpoint.answers = [RuntimeError("arn:aws:iam::123456789012:role/secret")]
    answer = proxy.post('{"instances": [[1, null]]}')
    assert problem(answer)["status"] == 500
    assert "secret" not in answer["body"]
    assert "Traceback" not in answer["body"]


def test_a_catalog_that_cannot_be_read_is_503(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ReadError("AccessDeniedException: arn:aws:ssm:us-east-1:123456789012:parameter/x")

    monkeypatch.setattr(proxy.routes._catalog._listing, "_read", fail)
    answer = proxy.send(load_event("models"))
    assert problem(answer)["status"] == 503
    assert "arn:" not in answer["body"]
