"""Streams of a deployed local API: a model that writes, and chat without a model."""

from __future__ import annotations

import json
import ssl

import httpx

from tests.end_to_end.local_aws import ROOT, Local

WRITER = ROOT / "model_code" / "starter" / "lesson-writer"


def stream(here: Local, path: str, body: object) -> tuple[httpx.Response, list[str]]:
    """POST, and the lines as they come."""
    trust = ssl.create_default_context(cafile=here.trust) if here.trust else True
    headers = {"x-api-key": here.key, "content-type": "application/json"}
    with httpx.stream(
        "POST", here.api + path, content=json.dumps(body), headers=headers, timeout=30, verify=trust
    ) as answer:
        return answer, list(answer.iter_lines())


def written(here: Local) -> str:
    """Deploy the model by one command; what it goes on with."""
    deployed = here.run("deploy-model", str(WRITER))
    assert deployed.returncode == 0, deployed.stderr
    assert "/v1/models/lesson-writer/stream" in deployed.stdout
    prompt = {"prompt": "A model", "temperature": 0, "max_tokens": 4}
    answer, lines = stream(here, "/v1/models/lesson-writer/stream", prompt)
    assert answer.status_code == 200, lines
    data = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    assert "event: done" in lines
    return "".join(piece.get("text", "") for piece in data)


def refused(here: Local) -> tuple[int, str]:
    """The status and the first line of a chat where there is no model for it."""
    asked = {"messages": [{"role": "user", "content": "Hi"}]}
    answer, lines = stream(here, "/v1/ai/chat/stream", asked)
    return answer.status_code, lines[0]
