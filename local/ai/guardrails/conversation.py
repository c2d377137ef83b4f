"""Converse under a guardrail: the question is looked at before the model is asked, the answer after it."""

from collections.abc import Callable
from typing import Any

from local.ai.guardrails import words
from local.ai.guardrails.kept import Guardrail
from local.ai.registry import Answer, Request


def guarded(request: Request, ask: Callable[[], Answer]) -> Answer:
    """Answer by `ask`, or by what the guardrail says where it blocks; with the trace where that is wanted."""
    config = request.get("guardrailConfig")
    guardrail = words.named(config)
    if guardrail is None or config is None:
        return ask()
    question = asked_text(request)
    trace: dict[str, Any] = {"inputAssessment": {guardrail.id: words.assessment(guardrail, question)}}
    if words.found(guardrail, question):
        answer = _blocked(
            guardrail.blocked_input, usage={"inputTokens": 0, "outputTokens": 0, "totalTokens": 0}
        )
    else:
        answer = ask()
        trace["outputAssessments"] = {guardrail.id: [words.assessment(guardrail, _said(answer))]}
        answer = _let_through(guardrail, answer)
    return answer | ({"trace": {"guardrail": trace}} if config.get("trace", "disabled") != "disabled" else {})


def _let_through(guardrail: Guardrail, answer: Answer) -> Answer:
    if not words.found(guardrail, _said(answer)):
        return answer
    return _blocked(guardrail.blocked_output, usage=answer["usage"])


def _blocked(message: str, *, usage: dict[str, int]) -> Answer:
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": message}]}},
        "stopReason": "guardrail_intervened",
        "usage": usage,
        "metrics": {"latencyMs": 0},
    }


def asked_text(request: Request) -> str:
    """Return what is looked at: only the marked parts where any is (GuardrailConverseContentBlock)."""
    parts = [part for message in request.get("messages", []) for part in message["content"]]
    marked = [part["guardContent"]["text"]["text"] for part in parts if "guardContent" in part]
    return "\n".join(marked or [part["text"] for part in parts if "text" in part])


def _said(answer: Answer) -> str:
    return "\n".join(part["text"] for part in answer["output"]["message"]["content"])
