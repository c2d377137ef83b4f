"""Bedrock's control plane as the emulator's dispatcher calls it: guardrails here, the rest where it was."""

import asyncio
import json
from typing import Any
from urllib.parse import unquote

from local.ai import registry, service
from local.ai.guardrails.operations import parsed
from local.ai.service import Handler, Response
from local.sagemaker.errors import ServiceError

NAME = "bedrock"


def handler(otherwise: Handler) -> Handler:
    """Make the dispatcher's handler; `otherwise` answers what is about no guardrail."""

    async def handle_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, list[str]]
    ) -> Response:
        if not path.startswith("/guardrails"):
            return await otherwise(method, path, headers, body, query_params)
        return await asyncio.to_thread(answer, method, path, body, query_params)

    return handle_request


def answer(method: str, path: str, body: bytes, query: dict[str, list[str]]) -> Response:
    """Answer one request about guardrails."""
    try:
        content: Any = json.loads(body or b"{}")
    except ValueError as error:
        wrong = ServiceError(code="SerializationException", message=f"The body is no JSON: {error}")
        return service.refusal(NAME, wrong)
    asked = parsed(method, unquote(path), query, content)
    if asked is None:
        missing = registry.not_emulated(f"{method} {path} has no stand-in.", service="bedrock-runtime")
        return service.refusal(NAME, missing)
    return service.computed(NAME, *asked)
