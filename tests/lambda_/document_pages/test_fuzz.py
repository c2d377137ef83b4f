"""Whatever a client sends or Textract answers: a documented status, strict JSON, no internals.

200 examples a test; `HYPOTHESIS_EXAMPLES=2000` asks for more.
"""

import os
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lambda_.ai_documents.function import Function as Documents
from tests.lambda_.digitize.test_routes import Function as Digitize
from tests.lambda_.document_pages.gateway import Answer
from tests.lambda_.document_pages.memory import OURS
from tests.lambda_.document_pages.samples import JPEG, PDF, PNG, tiff

INTERNALS = re.compile(r"arn:aws|\b\d{12}\b|s3://|Traceback|botocore|/var/task")
DOCUMENTED = {200, 202, 400, 404, 406, 413, 415, 429, 501, 502, 503, 504}
MOST_CALLS = 8 * 3
"""Six services, at most a second passage or pivot, three attempts each."""

known = st.sampled_from([PNG, JPEG, PDF, tiff(1), tiff(2), tiff(2, order=">")])
bodies = st.one_of(
    st.binary(max_size=1100), known, st.builds(lambda a, b: a + b, known, st.binary(max_size=200))
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20))
documents = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["s3_uri", "s3_uris", "x"]), inner, max_size=3),
    ),
    max_leaves=8,
)
queries = st.dictionaries(
    st.sampled_from(["features", "mode", "target", "from", "x"]),
    st.one_of(st.sampled_from(["text", "tables,forms", "sync", "async", "vi", "en"]), st.text(max_size=10)),
    max_size=3,
)
json_values = st.recursive(
    st.one_of(scalars, st.just(float("nan"))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["BlockType", "Id", "Text", "Page", "Relationships", "Type", "Ids", "Confidence"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)
many = settings(
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "200")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def check(answer: Answer) -> None:
    assert answer.status in DOCUMENTED
    assert not INTERNALS.search(str(answer.body))
    if answer.status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.body["status"] == answer.status


@many
@given(body=st.one_of(bodies, documents), query=queries)
def test_any_request_for_documents_gets_a_documented_answer(
    body: bytes | object, query: dict[str, str]
) -> None:
    function = Documents()
    answer = function.post(body, query=query)
    check(answer)
    assert len(function.textract.asked) <= MOST_CALLS
    if answer.status in (400, 406, 413, 415):
        assert function.textract.asked == []


@many
@given(body=st.one_of(bodies, documents), query=queries)
def test_any_request_to_digitize_gets_a_documented_answer(
    body: bytes | object, query: dict[str, str]
) -> None:
    function = Digitize()
    answer = function.send(body, query=query)
    check(answer)
    if answer.status in (400, 406, 413, 415):
        assert function.chain.billed == 0


@many
@given(
    body=st.one_of(
        documents,
        st.fixed_dictionaries(
            {
                "content_type": st.one_of(
                    st.sampled_from(["image/png", "application/pdf", "text/html"]), scalars
                )
            },
            optional={"key": scalars},
        ),
    )
)
def test_any_wish_to_upload_gets_a_documented_answer(body: object) -> None:
    function = Documents()
    answer = function.post(body, path="/v1/ai/uploads")
    assert answer.status in (200, 400)
    if answer.status == 200:
        assert answer.body["s3_uri"].startswith(f"s3://documents/{OURS}")
    else:
        check(answer)
    assert function.textract.asked == []


@many
@given(path=st.text(st.characters(categories=["L", "N", "P"]), max_size=40), query=queries)
def test_any_job_id_gets_a_documented_answer(path: str, query: dict[str, str]) -> None:
    check(Documents().get(f"/v1/jobs/{path}", query=query))


@many
@given(found=st.lists(json_values, max_size=4))
def test_whatever_textract_answers_is_no_500(found: list[Any]) -> None:
    function = Documents()
    function.textract.analyze_document = lambda **_: {"Blocks": found}  # type: ignore[method-assign]
    answer = function.post(PNG, query={"features": "text,tables,forms"})
    check(answer)
    assert answer.status in (200, 502)


@pytest.mark.parametrize("key", ["\x00", "ế", "x" * 256, " "])
def test_any_idempotency_key_gets_a_documented_answer(key: str) -> None:
    check(Digitize().send(PNG, headers={"Idempotency-Key": key}))
