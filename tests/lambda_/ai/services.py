"""Stand-ins for boto3 clients that count their calls and compute answers from what they are sent."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

WORD = re.compile(r"\w+")
SCORES = {"Positive": 0.7, "Negative": 0.1, "Neutral": 0.1, "Mixed": 0.1}


def failure(code: str, message: str = "arn:aws:iam::123456789012:role/secret") -> ClientError:
    """What boto3 raises; the message holds what no client may see."""
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


def metadata(stand_in: str | None = None) -> dict[str, Any]:
    headers = {"x-lab2api-stand-in": stand_in} if stand_in else {}
    return {"ResponseMetadata": {"HTTPHeaders": headers, "HTTPStatusCode": 200}}


def span(text: str, kind: str | None = None) -> list[dict[str, Any]]:
    """The first word of a text, as Comprehend would point at it."""
    found = WORD.search(text)
    if found is None:
        return []
    typed = {"Type": kind} if kind else {}
    return [{"BeginOffset": found.start(), "EndOffset": found.end(), "Score": 0.9, "Text": found[0], **typed}]


@dataclass
class FakeClient:
    """One service: `answers` replaces the next answers, by operation; an exception is raised."""

    computed: dict[str, Callable[..., dict[str, Any]]]
    stand_in: str | None = None
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: dict[str, list[Any]] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        if name not in self.computed:
            raise AttributeError(name)

        def call(**request: Any) -> dict[str, Any]:
            self.calls.append((name, request))
            queue = self.answers.get(name, [])
            answer = (queue.pop(0) if len(queue) > 1 else queue[0]) if queue else None
            if isinstance(answer, Exception):
                raise answer
            found = self.computed[name](**request) if answer is None else answer
            return found | metadata(self.stand_in)

        return call

    def asked(self, name: str) -> list[dict[str, Any]]:
        """The requests of one operation."""
        return [request for called, request in self.calls if called == name]


def _batch(one: Callable[[str], dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def answer(*, TextList: list[str], LanguageCode: str = "en") -> dict[str, Any]:  # noqa: N803
        assert 1 <= len(TextList) <= 25
        assert all(1 <= len(text.encode()) <= 5_000 for text in TextList)
        assert LanguageCode in ("ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "pt", "zh", "zh-TW")
        results = [{"Index": index, **one(text)} for index, text in enumerate(TextList)]
        return {"ResultList": results, "ErrorList": []}

    return answer


def _language(text: str) -> dict[str, Any]:
    vietnamese = re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", text.lower())
    return {"Languages": [{"LanguageCode": "vi" if vietnamese else "en", "Score": 0.98}]}


def _pii(*, Text: str, LanguageCode: str) -> dict[str, Any]:  # noqa: N803
    assert LanguageCode in ("en", "es")
    assert 1 <= len(Text.encode()) <= 100_000
    found = re.finditer(r"[\w.]+@[\w.]+\w", Text)
    return {
        "Entities": [
            {"Type": "EMAIL", "Score": 0.99, "BeginOffset": m.start(), "EndOffset": m.end()} for m in found
        ]
    }


def comprehend() -> FakeClient:
    return FakeClient(
        computed={
            "batch_detect_sentiment": _batch(
                lambda text: {"Sentiment": "POSITIVE", "SentimentScore": SCORES}
            ),
            "batch_detect_entities": _batch(lambda text: {"Entities": span(text, "PERSON")}),
            "batch_detect_key_phrases": _batch(lambda text: {"KeyPhrases": span(text)}),
            "batch_detect_dominant_language": _batch(_language),
            "detect_pii_entities": _pii,
        }
    )


def _translated(*, Text: str, SourceLanguageCode: str, TargetLanguageCode: str, **_: Any) -> dict[str, Any]:  # noqa: N803
    assert 1 <= len(Text.encode()) <= 10_000
    return {
        "TranslatedText": f"<{TargetLanguageCode}>{Text}",
        "SourceLanguageCode": "vi" if SourceLanguageCode == "auto" else SourceLanguageCode,
        "TargetLanguageCode": TargetLanguageCode,
    }


def translate() -> FakeClient:
    return FakeClient(computed={"translate_text": _translated})


def _converse(*, messages: list[dict[str, Any]], **_: Any) -> dict[str, Any]:
    said = messages[-1]["content"][0]["text"]
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": f"You said: {said}"}]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": len(said), "outputTokens": 7, "totalTokens": len(said) + 7},
        "trace": {
            "guardrail": {
                "inputAssessment": {"g": {"invocationMetrics": {"usage": {"contentPolicyUnits": 1}}}},
                "outputAssessments": {"g": [{"invocationMetrics": {"usage": {"contentPolicyUnits": 2}}}]},
            }
        },
    }


def bedrock() -> FakeClient:
    return FakeClient(computed={"converse": _converse})
