"""schemathesis over the whole OpenAPI document, answered by the functions in this process.

Accepting every valid document is not asked of routes whose rules a schema cannot say: turns that alternate,
bytes that are an image, rows that fit a model's card, an object that is there.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from inference_proxy.openapi import COMMITTED

schemathesis = pytest.importorskip("schemathesis", reason="install requirements/dev.txt")
from schemathesis import checks  # noqa: E402 - after the check that it is there

from tests.lambda_.ai.web_server import application  # noqa: E402 - builds every function


@schemathesis.serializer("application/pdf", "image/tiff")
def _as_it_is(_: object, value: object) -> object:
    return value


for media_type in ("application/pdf", "image/jpeg", "image/png", "image/tiff"):
    schemathesis.openapi.media_type(media_type, st.binary())

DOCUMENT = schemathesis.openapi.from_path(COMMITTED)
DOCUMENT.app = application
# API Gateway, which is not here, refuses other methods and asks for credentials.
EDGE = [checks.unsupported_method, checks.ignored_auth]
SAID_BY_ITS_SCHEMA = ("sentiment", "entities", "key-phrases", "language", "pii", "summaries", "uploads")


@DOCUMENT.parametrize()
@settings(
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "200")) // 4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_a_documented_one(case: schemathesis.Case) -> None:
    excluded = list(EDGE)
    if case.path.rpartition("/")[2] not in SAID_BY_ITS_SCHEMA:
        excluded.append(checks.positive_data_acceptance)
    case.call_and_validate(excluded_checks=excluded)
