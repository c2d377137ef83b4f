"""Bedrock's Converse by an OpenAI-compatible server of the user; without one there is no honest answer."""

import json
import time
from typing import Any

import urllib3

from local.ai.guardrails.conversation import guarded
from local.ai.registry import Answer, Request, operation
from local.sagemaker.errors import ServiceError
from local.settings import active

TIMEOUT_SECONDS = 60.0
WHAT = "the OpenAI-compatible server of LAB2API_CHAT_URL with its own model; of a guardrail only the words"
_STOP_REASONS = {"stop": "end_turn", "length": "max_tokens", "content_filter": "content_filtered"}
_UNSUPPORTED = ("toolConfig", "promptVariables", "additionalModelRequestFields", "outputConfig")
_http = urllib3.PoolManager(retries=False)


@operation(
    "bedrock-runtime",
    "Converse",
    what=WHAT,
)
def converse(request: Request) -> Answer:
    """Answer Converse for messages of text."""
    wanted, started = question(request), time.monotonic()

    def asked() -> Answer:
        return _answer(_asked(wanted), milliseconds=int(1000 * (time.monotonic() - started)))

    return guarded(request, asked)


def question(request: Request) -> dict[str, Any]:
    """Write the chat server's request; 501 where none is configured, 400 for what it cannot take."""
    settings = active()
    if not settings.chat_url:
        message = (
            "No language model runs on this machine. Set LAB2API_CHAT_URL to an OpenAI-compatible server "
            "(for example http://127.0.0.1:8080/v1), or use a real account: "
            "AWS_PROFILE=... lab2api local up --real bedrock-runtime"
        )
        raise ServiceError(code="NotEmulatedLocally", message=message, status=501)
    if wrong := [name for name in _UNSUPPORTED if name in request]:
        raise ServiceError(message=f"{wrong[0]} is not supported by the stand-in for Converse.")
    system = [
        {"role": "system", "content": part["text"]} for part in request.get("system", []) if "text" in part
    ]
    turns = [
        {"role": message["role"], "content": _text(message["content"])}
        for message in request.get("messages", [])
    ]
    inference = request.get("inferenceConfig", {})
    wanted = {
        "max_tokens": inference.get("maxTokens"),
        "temperature": inference.get("temperature"),
        "top_p": inference.get("topP"),
        "stop": inference.get("stopSequences"),
    }
    chosen = {name: value for name, value in wanted.items() if value is not None}
    return {"model": settings.chat_model, "messages": [*system, *turns], "stream": False} | chosen


def endpoint() -> tuple[str, dict[str, str]]:
    """Return the chat server's address for completions, and the headers it wants."""
    settings = active()
    headers = {"Content-Type": "application/json"}
    if settings.chat_key:
        headers["Authorization"] = f"Bearer {settings.chat_key.get_secret_value()}"
    return f"{settings.chat_url.rstrip('/')}/chat/completions", headers


def refused(status: int) -> ServiceError:
    """Make Bedrock's error of a status that the chat server answered."""
    if status == 429:
        return ServiceError(code="ThrottlingException", message="The chat server is busy.", status=429)
    message = f"The server of LAB2API_CHAT_URL answered {status}."
    return ServiceError(code="ModelErrorException", message=message, status=424)


def _text(content: list[dict[str, Any]]) -> str:
    for part in content:
        if set(part) - {"text", "guardContent", "cachePoint"}:
            raise ServiceError(message=f"The stand-in takes text only, not {', '.join(sorted(part))}.")
    guarded = [part["guardContent"]["text"]["text"] for part in content if "guardContent" in part]
    return "\n".join([part["text"] for part in content if "text" in part] + guarded)


def _asked(question: dict[str, Any]) -> dict[str, Any]:
    url, headers = endpoint()
    try:
        response = _http.request(
            "POST", url, body=json.dumps(question), headers=headers, timeout=TIMEOUT_SECONDS, redirect=False
        )
        answered: dict[str, Any] = json.loads(response.data)
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        message = f"The server of LAB2API_CHAT_URL did not answer with JSON ({type(error).__name__})."
        raise ServiceError(code="ServiceUnavailableException", message=message, status=503) from error
    if response.status != 200:
        raise refused(response.status)
    return answered


def stop_reason(found: str | None) -> str:
    """Say in Bedrock's words why the chat server's model stopped."""
    return _STOP_REASONS.get(found or "stop", "end_turn")


def _answer(answered: dict[str, Any], *, milliseconds: int) -> Answer:
    choice, usage = answered["choices"][0], answered.get("usage", {})
    asked, given = int(usage.get("prompt_tokens", 0)), int(usage.get("completion_tokens", 0))
    return {
        "output": {
            "message": {"role": "assistant", "content": [{"text": choice["message"]["content"] or ""}]}
        },
        "stopReason": stop_reason(choice.get("finish_reason")),
        "usage": {"inputTokens": asked, "outputTokens": given, "totalTokens": asked + given},
        "metrics": {"latencyMs": milliseconds},
    }
