"""Streams of the deployed local API, with the real CDK CLI: a model that writes, and chat without a model."""

from __future__ import annotations

import json
import ssl

import httpx
import pytest

from tests.end_to_end.local_aws import ROOT, Local

pytestmark = pytest.mark.e2e
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
    deployed = here.run("deploy-model", str(WRITER))
    assert deployed.returncode == 0, deployed.stderr
    assert "/v1/models/lesson-writer/stream" in deployed.stdout
    prompt = {"prompt": "A model", "temperature": 0, "max_tokens": 4}
    answer, lines = stream(here, "/v1/models/lesson-writer/stream", prompt)
    assert answer.status_code == 200, lines
    data = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    assert "event: done" in lines
    return "".join(piece.get("text", "") for piece in data)


def test_a_model_that_writes_is_deployed_by_one_command_and_streams(local: Local) -> None:
    assert written(local) == " becomes useful when somebody"


def test_the_synthesized_policies_are_enough_for_a_stream(strict: Local) -> None:
    assert written(strict) == " becomes useful when somebody"


def test_chat_without_a_model_says_what_to_do(local: Local, strict: Local) -> None:
    asked = {"messages": [{"role": "user", "content": "Hi"}]}
    for here in (local, strict):
        answer, lines = stream(here, "/v1/ai/chat/stream", asked)
        assert (answer.status_code, "LAB2API_CHAT_URL" in lines[0]) == (501, True), lines
