"""Whatever a client sends: a documented status, strict JSON, no internals, and no paid call for bad rows."""

import json
import os
import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inference_proxy.openapi import COMMITTED
from tests.lambda_.inference_proxy.ports import build
from tests.lambda_.inference_proxy.samples import CARD, body_of, header, load_event

DOCUMENT = json.loads(COMMITTED.read_text())
PREDICT = DOCUMENT["paths"]["/v1/models/{model}/predictions"]["post"]["responses"]
DOCUMENTED = {int(status) for status in PREDICT}
UPLOAD = {int(status) for status in DOCUMENT["paths"]["/v1/models/{model}/uploads"]["post"]["responses"]}
INTERNALS = re.compile(r"arn:aws|\b\d{12}\b|s3://|Traceback|botocore|/var/task")
PROXY = build()

numbers = st.one_of(
    st.integers(), st.floats(), st.sampled_from(["1e999", "-1e999", "NaN", "Infinity", "9" * 5000])
)
scalars = st.one_of(st.none(), st.booleans(), numbers, st.text(), st.sampled_from(["short", "long"]))
names = st.one_of(st.sampled_from([feature["name"] for feature in CARD["features"]]), st.text())
documents = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(names, inner)),
    max_leaves=20,
)
rows = st.one_of(st.lists(scalars, max_size=4), st.dictionaries(names, scalars, max_size=4))
requests = st.one_of(documents, st.fixed_dictionaries({"instances": st.lists(rows, max_size=4)}))
many = settings(
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "200")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def post(body: str, **changes: Any) -> dict[str, Any]:
    PROXY.endpoint.calls.clear()
    return PROXY.post(body, **changes)


def check(answer: dict[str, Any], *, sent: str = "") -> None:
    """Names that the client sent are repeated to it, whatever they look like."""
    status = answer["statusCode"]
    assert status in DOCUMENTED
    assert status != 500
    assert [found for found in INTERNALS.findall(answer["body"]) if found not in sent] == []
    body = body_of(answer) if header(answer, "content-type") != "text/csv" else {}
    if status != 200:
        assert header(answer, "content-type") == "application/problem+json"
        assert body["status"] == status
        assert {"type", "title", "detail", "request_id"} <= body.keys()
    assert len(PROXY.endpoint.calls) == (status == 200)


@many
@given(requests)
def test_any_json_gets_a_documented_answer(document: Any) -> None:
    body = json.dumps(document)
    answer = post(body)
    check(answer, sent=body)
    if answer["statusCode"] == 200:
        sent = json.loads(PROXY.endpoint.calls[0]["body"])["instances"]
        assert len(body_of(answer)["predictions"]) == len(sent) == len(document["instances"])


@many
@given(st.text(), st.booleans())
def test_any_text_gets_a_documented_answer(body: str, is_base64: bool) -> None:
    check(post(body, isBase64Encoded=is_base64), sent=body)


@many
@given(st.text(alphabet='05.,\n\r" eE+-ashortlngp'))
def test_any_csv_gets_a_documented_answer(body: str) -> None:
    check(post(body, headers={"Content-Type": "text/csv"}), sent=body)


@many
@given(st.text(), st.text())
def test_any_headers_get_a_documented_answer(content_type: str, accept: str) -> None:
    check(post('{"instances": [[1, null]]}', headers={"Content-Type": content_type, "Accept": accept}))


@many
@given(
    requests,
    st.one_of(st.sampled_from(["sync", "async"]), st.text()),
    st.one_of(st.none(), st.text()),
    st.one_of(st.none(), st.text()),
    st.sampled_from([{}, {"mode": "async"}, {"mode": "mock", "endpoint": None}]),
)
def test_any_wish_gets_a_documented_answer_and_at_most_one_call(
    document: Any, mode: str, target: str | None, key: str | None, entry: dict[str, Any]
) -> None:
    proxy = build()
    proxy.serve(**entry)
    query = {"mode": mode} | ({} if target is None else {"target": target})
    body = json.dumps(document)
    answer = proxy.post(body, query=query, headers={} if key is None else {"Idempotency-Key": key})
    status, calls = answer["statusCode"], proxy.endpoint.calls
    handed_on = len(proxy.queue.sent) + len(proxy.queue.invoked)
    assert status in DOCUMENTED
    assert status != 500
    assert [found for found in INTERNALS.findall(answer["body"]) if found not in body + mode] == []
    assert len(calls) + handed_on <= 1
    assert status < 400 or status == 503 or (calls, handed_on, proxy.store.held) == ([], 0, {})


@many
@given(st.one_of(documents, st.fixed_dictionaries({"content_length": scalars, "content_type": scalars})))
def test_any_request_for_an_upload_gets_a_documented_answer_and_signs_nothing_odd(document: Any) -> None:
    body = json.dumps(document)
    answer = post(body, path="/v1/models/iris/uploads")
    assert answer["statusCode"] in UPLOAD
    assert answer["statusCode"] != 500
    if answer["statusCode"] == 201:
        assert 0 < document["content_length"] <= 16 * 1024 * 1024
        assert body_of(answer)["headers"]["content-length"] == str(int(document["content_length"]))


@many
@given(st.binary(), st.integers(min_value=1, max_value=3))
def test_any_answer_of_the_model_is_passed_on_checked_or_is_502(payload: bytes, count: int) -> None:
    proxy = build()
    proxy.endpoint.answers = [payload]
    answer = proxy.post(json.dumps({"instances": [[1, None]] * count}))
    assert answer["statusCode"] == 502
    body_of(answer)


@many
@given(st.text(min_size=1))
def test_any_path_gets_an_answer(name: str) -> None:
    event = load_event("predictions-json") | {"path": f"/v1/models/{name}/predictions"}
    PROXY.endpoint.calls.clear()
    answer = PROXY.send(event)
    assert answer["statusCode"] in (200, 404)
    assert header(answer, "content-type") in ("application/json", "application/problem+json")
