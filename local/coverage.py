"""GET /_lab2api/coverage (how real each deployed type is), /stand-ins (what answers for AI) and /ready."""

import collections
import json
from typing import Any

from ministack.services import cloudformation

from local.ai import service
from local.cloudformation.provision import provision_of

_PREFIX = "/_lab2api/"


def report() -> dict[str, dict[str, Any]]:
    """Return `{"<type>": {"state": ..., "count": n, "note": ...}}` over every deployed stack."""
    counts: collections.Counter[str] = collections.Counter()
    for _, stack in cloudformation._stacks.all_items():  # noqa: SLF001
        if not stack.get("StackStatus", "").startswith("DELETE"):
            counts.update(resource["ResourceType"] for resource in stack.get("_resources", {}).values())
    return {
        type_: {**provision_of(type_).model_dump(), "count": count} for type_, count in sorted(counts.items())
    }


def with_routes(application: Any) -> Any:
    """Return the emulator's ASGI application with this project's own paths in front."""

    async def routed(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_PREFIX):
            await application(scope, receive, send)
            return
        answers = {"ready": lambda: {"ready": True}, "coverage": report, "stand-ins": service.report}
        answer = answers.get(scope["path"].removeprefix(_PREFIX))
        status, body = (404, {"paths": sorted(answers)}) if answer is None else (200, answer())
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})

    return routed
