"""Answers are JSON that a person can read and every client can decode."""

import json

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from http_api.answers import to_json


class Answer(BaseModel):
    """Anything with a text."""

    text: str


def test_vietnamese_comes_as_it_is_written() -> None:
    assert to_json(Answer(text="Quá khớp là xấu.")) == '{"text":"Quá khớp là xấu."}'


@given(st.text(st.characters(codec=None)))
def test_any_text_is_one_line_of_utf_8_that_says_the_same(text: str) -> None:
    written = to_json(Answer.model_construct(text=text)).encode()
    assert json.loads(written)["text"] == text
    assert len(written.decode().splitlines()) == 1


def test_half_a_pair_is_escaped() -> None:
    assert to_json(Answer.model_construct(text="\ud800\u2028")) == '{"text":"\\ud800\\u2028"}'
