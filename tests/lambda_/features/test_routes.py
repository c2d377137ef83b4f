"""GET /v1/features/{group}/{id}: typed values, named refusals, and no more calls than needed."""

import json
import os
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_schema_validator import OAS31Validator
from pydantic import ValidationError

from features.groups import SECONDS_KEPT
from features.settings import Settings
from features.store import MOST_NAMES_BYTES
from inference_proxy.openapi import COMMITTED
from tests.lambda_.features.function import ENVIRON, GROUPS, VISITS, Function, build, client_error

DOCUMENT = json.loads(COMMITTED.read_text(encoding="utf-8"))
OPERATION = DOCUMENT["paths"]["/v1/features/{group}/{id}"]["get"]
FUZZED = build()


def test_values_have_their_types_and_gaps_are_null(function: Function) -> None:
    answer = function.get("visits/a")
    assert (answer.status, answer.header("cache-control")) == (200, "no-store")
    assert answer.body | {"request_id": ""} == {
        "group": "visits",
        "id": "a",
        "event_time": "2026-11-26T08:00:00Z",
        "features": {"pages": 3, "seconds": 0.5, "country": None},
        "request_id": "",
    }
    OAS31Validator(DOCUMENT["components"]["schemas"]["FeatureRecord"]).validate(answer.body)


def test_only_what_was_asked_for_and_the_event_time_with_it(function: Function) -> None:
    answer = function.get("visits/a", feature="seconds,pages,seconds")
    assert answer.body["features"] == {"seconds": 0.5, "pages": 3}
    assert answer.body["event_time"] == "2026-11-26T08:00:00Z"
    assert function.store.calls[-1][1]["FeatureNames"] == ["seconds", "pages", "seen_at"]


def test_an_event_time_in_seconds_is_answered_as_a_date(function: Function) -> None:
    assert function.get("clock/7").body["event_time"] == "2023-11-14T22:13:20.500Z"


def test_the_group_is_described_once_a_minute(function: Function) -> None:
    for _ in range(3):
        function.get("visits/a")
    assert [operation for operation, _ in function.store.calls].count("describe") == 1
    function.time.seconds += SECONDS_KEPT + 1
    function.get("visits/a")
    assert [operation for operation, _ in function.store.calls].count("describe") == 2


@pytest.mark.parametrize(
    ("path", "feature", "status", "said"),
    [
        ("visits/nobody", None, 404, "Feature group visits has no record nobody."),
        ("others/a", None, 404, "There is no feature group others: there are visits, clock."),
        ("Visits/a", None, 400, "group: "),
        ("visits/a b", None, 400, "id: "),
        ("visits/" + "x" * 129, None, 400, "id: "),
        ("clock/seven", None, 400, "id: must be a whole number"),
        ("visits/a", "colour", 400, "feature: visits has no feature colour"),
        ("visits/a", "pages,,seconds", 400, "feature: "),
        ("visits/a", "", 400, "feature: "),
        ("visits/a", ",".join(["pages"] * 101), 400, "feature: "),
    ],
)
def test_a_refusal_names_what_is_wrong(
    function: Function, path: str, feature: str | None, status: int, said: str
) -> None:
    answer = function.get(path, feature=feature)
    assert answer.status == status
    assert said in answer.body["detail"]


def test_without_groups_every_name_is_a_404_that_says_why() -> None:
    function = build(LAB2API_GROUPS="")
    answer = function.get("visits/a")
    assert (answer.status, function.store.calls) == (404, [])
    assert answer.body["detail"] == "No feature group is configured here: see [features]."


@pytest.mark.parametrize("identifier", ["bad", "endless"])
def test_a_value_that_is_not_of_its_type_is_a_502_and_never_nan(function: Function, identifier: str) -> None:
    answer = function.get(f"visits/{identifier}")
    assert (answer.status, "NaN" in answer.text) == (502, False)


def test_other_formats_are_not_offered(function: Function) -> None:
    assert function.get("visits/a", accept="text/csv").status == 406


@pytest.mark.parametrize(
    ("code", "status", "calls"),
    [
        ("ThrottlingException", 429, 3),
        ("ServiceUnavailable", 503, 3),
        ("InternalFailure", 503, 3),
        ("ResourceNotFound", 503, 1),
        ("AccessForbidden", 502, 1),
    ],
)
def test_what_the_store_fails_with_is_a_problem_without_its_words(
    function: Function, code: str, status: int, calls: int
) -> None:
    function.get("visits/a")
    function.store.calls.clear()
    function.store.errors = [client_error(code)] * calls
    answer = function.get("visits/a")
    assert (answer.status, len(function.store.calls)) == (status, calls)
    assert "arn:aws" not in answer.text


def test_a_throttled_read_is_asked_again(function: Function) -> None:
    function.get("visits/a")
    function.store.errors = [client_error("ThrottlingException")]
    assert function.get("visits/a").status == 200


def test_more_names_than_an_address_holds_are_cut_from_a_whole_record(
    function: Function, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {f"{'x' * 60}{number:03}": "String" for number in range(90)}
    monkeypatch.setitem(GROUPS, "dev-visits", VISITS | many)
    answer = function.get("visits/a", feature=",".join([*many, "pages"]))
    assert sum(map(len, many)) > MOST_NAMES_BYTES - 12 * 90
    assert "FeatureNames" not in function.store.calls[-1][1]
    assert list(answer.body["features"]) == [*many, "pages"]


@settings(
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "200")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    group=st.sampled_from(["visits", "clock", "others"]) | st.text(min_size=1),
    identifier=st.sampled_from(["a", "7", "bad"]) | st.text(min_size=1),
    feature=st.none() | st.sampled_from(["pages", "pages,at", "seen_at"]) | st.text(),
)
def test_whatever_is_asked_the_answer_is_a_documented_one(group: str, identifier: str, feature: Any) -> None:
    answer = FUZZED.get(f"{group}/{identifier}", feature=feature)
    assert str(answer.status) in OPERATION["responses"]
    assert answer.status != 500, answer.text
    assert not re.search(r"arn:aws|Traceback|botocore|pydantic", answer.text)


@pytest.mark.parametrize("groups", ["Visits", "a,,b", ",a", "visits;clock"])
def test_groups_that_are_no_names_do_not_start(groups: str) -> None:
    with pytest.raises(ValidationError, match="groups"):
        Settings.from_environ(ENVIRON | {"LAB2API_GROUPS": groups})
