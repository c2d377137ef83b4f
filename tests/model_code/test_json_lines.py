"""`application/jsonlines`: each row has its own answer, and none can spoil or reach into another's."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tabular.json_lines import JSON_LINES, answer_lines
from tabular.predictor import Predictor
from tests.model_code.test_app import request

GOOD = json.dumps([1.0] * 30)


def answers(starter: Predictor, *lines: str) -> list[dict[str, object]]:
    body = "\n".join(lines).encode()
    return [json.loads(line) for line in answer_lines(starter, body).splitlines()]


def test_good_rows_are_answered_as_in_one_request(starter: Predictor) -> None:
    body = json.dumps({"instances": [[1.0] * 30] * 3}).encode()
    expected = starter.predict(starter.rows.read(body, "application/json"))
    assert [line["prediction"] for line in answers(starter, *[GOOD] * 3)] == expected


def test_a_bad_row_names_its_field_and_the_others_are_answered(starter: Predictor) -> None:
    named = {feature.name: 1.0 for feature in starter.card.features}
    bad = json.dumps(named | {"mean area": None})
    first, second, third = answers(starter, GOOD, bad, json.dumps(named))
    assert first == third
    message = "is missing; this model was trained without gaps here"
    assert second == {"error": {"field": "mean area", "message": message}}


def test_a_row_cannot_close_the_list_it_is_put_into(starter: Predictor) -> None:
    lines = answers(starter, f"{GOOD}], [1", f"{GOOD},{GOOD}", '1]}, {"instances": [2', GOOD)
    assert [sorted(line) for line in lines] == [["error"], ["error"], ["error"], ["prediction"]]


def test_blank_lines_are_no_rows_and_an_empty_body_no_answer(starter: Predictor) -> None:
    assert len(answers(starter, "", GOOD, "  ", "")) == 1
    assert answers(starter) == []


@given(
    lines=st.lists(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1))
)
def test_there_is_one_answer_a_line_whatever_it_holds(starter: Predictor, lines: list[str]) -> None:
    body = "\n".join(lines).encode()
    expected = [line for line in body.splitlines() if line.strip()]
    assert len(answer_lines(starter, body).splitlines()) == len(expected)


def test_the_server_answers_lines_with_lines(starter: Predictor) -> None:
    answer = request(
        starter, "POST", "/invocations", content=GOOD.encode(), headers={"Content-Type": JSON_LINES}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (200, JSON_LINES)
    assert json.loads(answer.text)["prediction"]["label"] in ("benign", "malignant")
