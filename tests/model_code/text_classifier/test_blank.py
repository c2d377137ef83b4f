"""What no one can see is blank, in the same words and for the same texts wherever texts are read."""

import unicodedata

import pytest

from served_models.texts import is_blank as is_blank_for_callers
from text_classifier.blank import is_blank
from text_classifier.classifier import Classifier

SIGNS = [chr(number) for number in range(0x110000) if not 0xD800 <= number <= 0xDFFF]


@pytest.mark.parametrize("text", ["", " ", "\u200b\ufeff", "\u3164", "\u00ad", "\u0301\u0303", "\x00\x07"])
def test_nothing_to_see_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize(
    "text", ["a", "\u200ba", "5", "!", "\N{SLICE OF PIZZA}", "a\u0301", "\U0001fae8", "เ"]
)
def test_a_sign_that_can_be_seen_is_a_text(text: str) -> None:
    assert not is_blank(text)


def test_every_sign_without_a_token_is_blank(classifier: Classifier) -> None:
    some = [sign for sign in SIGNS if unicodedata.category(sign) not in ("Lo", "Co", "Cn")]
    silent = [sign for sign, row in zip(some, classifier.tokenizer.rows(some), strict=True) if len(row) == 1]
    assert len(silent) > 40
    assert all(map(is_blank, silent))


def test_the_proxy_refuses_what_the_model_refuses() -> None:
    assert all(is_blank(sign) == is_blank_for_callers(sign) for sign in SIGNS)
