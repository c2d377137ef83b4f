"""The n-gram model: probabilities that add up, text that comes back whole, dice that can be thrown again."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generative.ngram import NGrams, count
from generative.tokens import END, split

TEXT = ["the cat sat.", "the cat ran.", "the dog sat."]


@pytest.fixture
def ngrams() -> NGrams:
    return count(map(split, TEXT), order=3)


@pytest.mark.parametrize("context", ["", "the", "the cat", "a cat", "unknown words", "the cat sat."])
def test_the_probabilities_after_any_context_add_up_to_one(ngrams: NGrams, context: str) -> None:
    shares = ngrams.distribution(split(context))
    assert math.isclose(sum(shares.values()), 1.0)
    assert all(share > 0 for share in shares.values())


def test_a_longer_context_that_was_seen_decides_and_one_that_was_not_backs_off(ngrams: NGrams) -> None:
    after = ngrams.distribution(split("the dog"))
    assert max(after, key=lambda word: after[word]) == " sat"
    assert ngrams.distribution(split("unknown cat")) == ngrams.distribution(split("cat"))


def test_the_witten_bell_share_is_the_one_of_the_paper(ngrams: NGrams) -> None:
    """After `the` came `cat` twice and `dog` once: 2 kinds in 3, so 2/5 goes to the words alone."""
    alone = ngrams.distribution([])
    after = ngrams.distribution(split("the"))
    assert math.isclose(after[" cat"], 2 / 5 + 2 / 5 * alone[" cat"])


def test_text_of_its_language_surprises_less(ngrams: NGrams) -> None:
    assert ngrams.surprise(split("the cat sat.")) < ngrams.surprise(split("sat cat the."))
    assert ngrams.surprise(split("the cat sat.")) < ngrams.surprise(split("một con mèo."))


@given(
    st.lists(st.sampled_from(["Xin", "chào", "it's", "e-mail", "3.5", ",", ".", "!", "(", "đ"]), max_size=20)
)
def test_tokens_joined_are_the_text(words: list[str]) -> None:
    text = " ".join(words)
    assert "".join(split(text)) == text
    assert END not in split(text)


def test_tokens_are_composed_and_blanks_are_one() -> None:
    assert split("Tie\u0302\u0301ng   Vie\u0323\u0302t\n!") == ["Tiếng", " Việt", " !"]
