"""Every function behind one WSGI application, as API Gateway puts them behind one address."""

import base64
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, cast

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext as PowertoolsContext

from digitize.routes import DigitizeRoutes
from digitize.settings import Settings
from http_api.prices import read_prices
from http_streams.exchange import Exchange, StreamRequest
from tests.lambda_.ai.functions import build
from tests.lambda_.ai_documents.function import Function as Documents
from tests.lambda_.digitize.chain import Chain
from tests.lambda_.document_pages.gateway import telemetry
from tests.lambda_.features.function import build as build_features
from tests.lambda_.inference_proxy.ports import LambdaContext
from tests.lambda_.inference_proxy.ports import build as build_proxy
from tests.lambda_.inference_proxy.samples import load_event
from tests.lambda_.streams import serving as streams

Handler = Callable[[dict[str, Any], PowertoolsContext], dict[str, Any]]
TEXTS = ("sentiment", "entities", "key-phrases", "language", "pii", "translate")
BINARY = ("image/", "application/pdf")


def _handlers() -> dict[str, Handler]:
    """The function behind each path, the longest match first."""
    text, images, chat = (build(name).routes.handle for name in ("ai_text", "ai_images", "ai_chat"))
    documents = Documents().routes().handle
    proxy = build_proxy().routes.app.resolve
    return {
        **{f"/v1/ai/{name}": text for name in TEXTS},
        "/v1/ai/images/": images,
        "/v1/ai/chat": chat,
        "/v1/ai/summaries": chat,
        "/v1/ai/documents": documents,
        "/v1/ai/uploads": documents,
        "/v1/jobs/": documents,
        "/v1/ai/digitize": _digitize(),
        "/v1/features/": cast(Handler, build_features().routes.app.resolve),
        "/v1/": cast(Handler, proxy),
    }


def _digitize() -> Handler:
    chain = Chain()
    return DigitizeRoutes(
        settings=Settings(
            environment="dev",
            bucket="documents",
            state_machine="arn:aws:states:us-east-1:000000000000:stateMachine:chain",
            max_pages=300,
        ),
        prices=read_prices(),
        telemetry=telemetry(),
        objects=chain.objects,
        find=chain.objects.find,
        clients=chain.clients,
        start=lambda job: None,
        now=lambda: chain.now,
    ).handle


HANDLERS = _handlers()
CHAT_STREAM, MODEL_STREAM = streams.chat().routes, streams.models().routes


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    event = _event(environ)
    if event["path"].endswith("/stream"):
        return _streamed(event, start_response)
    handler = next(found for prefix, found in HANDLERS.items() if event["path"].startswith(prefix))
    answer = handler(event, cast(PowertoolsContext, LambdaContext()))
    status = HTTPStatus(answer["statusCode"])
    headers = [(name, value) for name, values in answer["multiValueHeaders"].items() for value in values]
    start_response(f"{status.value} {status.phrase}", headers)
    return [answer["body"].encode()]


class Collected(Exchange):
    """Keeps what is answered; nothing is sent before it is whole, which a test of shapes does not mind."""

    def __init__(self) -> None:
        self.began, self.status, self.headers = False, 200, dict[str, str]()
        self.pieces: list[bytes] = []

    def whole(self, answer: Response[str]) -> None:
        self.status, self.headers = (
            answer.status_code,
            {"Content-Type": answer.content_type, **answer.headers},
        )
        self.pieces = [(answer.body or "").encode()]

    def begin(self, headers: Mapping[str, str]) -> None:
        self.began, self.headers = True, dict(headers)

    def send(self, piece: bytes) -> None:
        self.pieces.append(piece)

    def end(self) -> None:
        """Nothing is left to send."""


def _streamed(event: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    routes = CHAT_STREAM if event["path"].startswith("/v1/ai/") else MODEL_STREAM
    request = StreamRequest(
        path=event["path"],
        headers={name.lower(): value for name, value in event["headers"].items()},
        body=(event["body"] or "").encode(),
        context=event["requestContext"],
    )
    collected = Collected()
    routes.answer(request, collected)
    status = HTTPStatus(collected.status)
    start_response(f"{status.value} {status.phrase}", list(collected.headers.items()))
    return collected.pieces


def _event(environ: dict[str, Any]) -> dict[str, Any]:
    data = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    content_type = environ.get("CONTENT_TYPE") or ""
    binary = content_type.startswith(BINARY)
    body = base64.b64encode(data).decode() if binary else data.decode(errors="replace")
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").title(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    query = dict(urllib.parse.parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
    return load_event("predictions-json") | {
        "path": path,
        "httpMethod": environ["REQUEST_METHOD"],
        "headers": headers | ({"Content-Type": content_type} if content_type else {}),
        "multiValueHeaders": None,
        "queryStringParameters": query or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "body": body or None,
        "isBase64Encoded": binary,
    }
