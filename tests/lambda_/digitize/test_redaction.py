"""No e-mail, phone, card or Vietnamese identity number of the corpus is left in a page's redacted text.

Comprehend is the local run's own stand-in here, which as Comprehend has no type for Vietnamese identity
numbers; the rules for these are the text function's, and so is the redaction.
"""

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from local.ai.text import pii
from tests.lambda_.ai.functions import build
from tests.lambda_.digitize.test_routes import Function
from tests.lambda_.document_pages.samples import PNG
from tests.local.ai import test_pii

SEED = 20260315
LINES_A_PAGE = 25
LABELS = (
    "CMND",
    "Số CMND:",
    "CMND/CCCD số",
    "Giấy chứng minh nhân dân số",
    "CHUNG MINH NHAN DAN\n",
    "C.M.N.D:",
)
PHONES = ("+84 912 345 678", "(+84) 912 345 678", "+84(0)912345678", "0084912345678", "0912.345.678",
          "(024) 3825 1234", "02438251234")  # fmt: skip


def identity_numbers() -> Iterator[tuple[str, str]]:
    """Make lines of numbers by the decrees: 12 digits of every province, and 9 digits after their name."""
    chance = random.Random(SEED)  # noqa: S311 - test data
    for province in range(1, 97):
        digits = f"{province:03}{chance.randrange(4)}{chance.randrange(100):02}{chance.randrange(10**6):06}"
        size = chance.choice((12, 3, 4))
        written = chance.choice(" .-").join(digits[i : i + size] for i in range(0, 12, size))
        yield chance.choice(("Số CCCD: {}", "{}", "So.{} (Bộ Công an)", "định danh {}, Hà Nội")), written
    for label in LABELS:
        for gap in ("", " ", "."):
            parts = [f"{chance.randrange(1000):03}" for _ in range(3)]
            yield label + " {}", gap.join(parts)


def corpus() -> list[tuple[str, str]]:
    """Return (line, value); no line has digits or an @ of its own."""
    lines = [("Xin liên hệ {} sớm.", value) for _, value in test_pii.corpus()]
    lines += [("Điện thoại: {}", phone) for phone in PHONES]
    return [*lines, *identity_numbers()]


def pages() -> Iterator[list[tuple[str, str]]]:
    everything = corpus()
    random.Random(SEED).shuffle(everything)  # noqa: S311 - test data
    for start in range(0, len(everything), LINES_A_PAGE):
        yield everything[start : start + LINES_A_PAGE]


def found(**request: Any) -> dict[str, Any]:
    return {
        "Entities": [
            {"Type": one.type, "Score": one.score, "BeginOffset": one.begin, "EndOffset": one.end}
            for one in pii.find(request["Text"])
        ]
    }


def redacted(text: str, *, language: str | None) -> str:
    function = Function()
    comprehend = function.chain.comprehend
    function.chain.textract.text = text
    comprehend.detect_pii_entities = found  # type: ignore[method-assign]
    if language:
        comprehend.language = language
    else:
        nothing = {"ResultList": [{"Index": 0, "Languages": []}], "ErrorList": []}
        comprehend.batch_detect_dominant_language = lambda **_: nothing  # type: ignore[method-assign]
    (page,) = function.send(PNG).body["pages"]
    return str(page["redacted"])


@pytest.mark.parametrize("language", ["vi", "en", None])
def test_nothing_of_the_corpus_is_left_on_a_page(language: str | None) -> None:
    for page in pages():
        left = redacted("\n".join(line.format(value) for line, value in page), language=language)
        assert re.findall(r"[^\n]*[\d@][^\n]*", left) == []
        assert not any(value in left for _, value in page)


def test_a_page_is_redacted_as_the_pii_route_redacts_its_text() -> None:
    function = build("ai_text")
    function.clients["comprehend"].computed["detect_pii_entities"] = found
    for page in pages():
        text = "\n".join(line.format(value) for line, value in page)
        [answer] = function.post("pii", {"text": text, "language": "vi", "redact": True}).body["results"]
        assert redacted(text, language="vi") == answer["redacted"]


def test_numbers_that_are_nobodys_stay() -> None:
    text = "Tổng 1.250.001.093.012 đồng, mã 999 099 012 345, số 012345678, hạn 12/03/2026"
    assert re.findall(r"\d+", redacted(text, language="vi"))[:5] == ["1", "250", "001", "093", "012"]
