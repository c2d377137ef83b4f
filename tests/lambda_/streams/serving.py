"""The streaming functions as the adapter meets them: a server on loopback over stand-ins for boto3."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import httpx
from aws_lambda_powertools import Logger

import ai_streams.handler
import ai_streams.settings
import model_streams.handler
import model_streams.settings
from http_streams.exchange import CONTEXT_HEADER
from http_streams.relay import Limits
from http_streams.routes import StreamRoutes
from http_streams.server import Server
from tests.lambda_.ai.functions import ENVIRON, MORE
from tests.lambda_.ai.services import FakeClient, metadata
from tests.lambda_.inference_proxy.ports import FakeTime
from tests.lambda_.inference_proxy.samples import CARD, REQUEST_ID, SERVED
from tests.lambda_.streams.upstream import FakeStream, Item, part, turn
from tests.local.streams.reading import Event, events

CONTEXT = {"requestId": REQUEST_ID, "identity": {"apiKeyId": "k1l2m3n4o5"}}
WRITER: dict[str, Any] = {
    **CARD,
    "name": "writer",
    "task": "generation",
    "algorithm": "ngram",
    "target": {"name": "text"},
    "features": [],
    "generation": {"languages": ["en"], "max_prompt_characters": 100, "max_new_tokens": 50},
}


@dataclass
class Streaming:
    """One function: its routes, the client it asks, the streams it was given, and its clock."""

    routes: StreamRoutes
    client: FakeClient
    time: FakeTime
    streams: list[FakeStream] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    def opened(self, **extra: Any) -> dict[str, Any]:
        """Answer a call of boto3 with the next stream."""
        self.streams.append(FakeStream(list(self.items)))
        return {**extra, **metadata(self.client.stand_in)}


def limits(**changes: Any) -> Limits:
    return Limits(**{"seconds": 120.0, "heartbeat_seconds": 5.0, **changes})


def chat(*items: Item, settings: dict[str, str] | None = None, **changes: Any) -> Streaming:
    """Streamed chat; `items` is what Bedrock sends, `changes` are of the limits."""
    time, client = FakeTime(), FakeClient(computed={})
    routes = ai_streams.handler.wire(
        settings=ai_streams.settings.Settings.from_environ(ENVIRON | MORE["ai_chat"] | (settings or {})),
        clients={"bedrock-runtime": client},
        logger=Logger(service="streams"),
        clock=time.clock(),
        limits=limits(**changes),
    )
    made = Streaming(routes=routes, client=client, time=time, items=list(items) or turn("You", " said"))
    client.computed["converse_stream"] = lambda **_: made.opened() | {"stream": made.streams[-1]}
    return made


def models(
    *items: Item, attributes: str = "", hosted: dict[str, Any] | None = None, **changes: Any
) -> Streaming:
    """The model streams, over a model that writes and one that predicts; `hosted` is how both are served."""
    time, client = FakeTime(), FakeClient(computed={})
    cards = {"writer": WRITER, "iris": CARD}
    served = {name: SERVED | {"card": f"s3://artifacts/{name}"} | (hosted or {}) for name in cards}
    client.computed = {
        "get_parameters_by_path": lambda **_: {
            "Parameters": [{"Name": f"/m/{n}", "Value": json.dumps(s)} for n, s in served.items()]
        },
        "get_object": lambda *, Bucket, Key: {"Body": _Body(json.dumps(cards[Key]).encode())},  # noqa: N803
        "invoke_endpoint_with_response_stream": lambda **_: (
            made.opened(CustomAttributes=attributes) | {"Body": made.streams[-1]}
        ),
    }
    routes = model_streams.handler.wire(
        settings=model_streams.settings.Settings(
            environment="dev", models_path="/lab2api/dev/models", max_body_bytes=1_048_576
        ),
        clients={"ssm": client, "s3": client, "sagemaker-runtime": client},
        logger=Logger(service="streams"),
        clock=time.clock(),
        limits=limits(**changes),
    )
    made = Streaming(
        routes=routes, client=client, time=time, items=list(items) or [part(lines(" one", " two"))]
    )
    return made


def lines(*tokens: str, finish_reason: str = "length") -> bytes:
    """What a container streams."""
    written = [{"token": {"id": i, "text": text}} for i, text in enumerate(tokens)]
    last: dict[str, Any] = written[-1]
    last["details"] = {"finish_reason": finish_reason, "generated_tokens": len(tokens)}
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in written)


@dataclass
class _Body:
    data: bytes

    def read(self) -> bytes:
        return self.data


class Finishing(Server):
    """Ends after all its requests: one that still wrote its metrics would write them into the next test."""

    daemon_threads = False


@contextmanager
def served(made: Streaming) -> Iterator[str]:
    """Serve on a free port; yields the address."""
    with Finishing(made.routes, port=0) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def streaming(address: str, path: str, body: Any, **headers: str) -> Any:
    """Open a stream as the adapter does."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"content-type": "application/json", CONTEXT_HEADER: json.dumps(CONTEXT), **headers}
    return httpx.stream("POST", address + path, content=content, headers=sent, timeout=20)


def read(made: Streaming, path: str, body: Any, **headers: str) -> tuple[httpx.Response, list[Event]]:
    """Send one request, and read its answer to the end; events where it is a stream."""
    with served(made) as address, streaming(address, path, body, **headers) as answer:
        if answer.headers["content-type"] == "text/event-stream":
            return answer, list(events(answer))
        answer.read()
        return answer, []
