"""Routes to paid services: every answer, a problem too, says what was used; metrics count it by client."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel

from . import body
from .answers import AiAnswer, json_answer
from .callers import client_of
from .negotiation import JSON, answer_type, body_type
from .passages import limit_texts
from .prices import PriceList
from .requests import read_model
from .resolver import Response
from .routes import ApiRoutes
from .telemetry import Telemetry
from .usage import Usage

Request = TypeVar("Request", bound=BaseModel)


@dataclass(frozen=True)
class Work:
    """The means of one request: the seconds that are left, and the account of what was used."""

    remaining: Callable[[], float]
    usage: Usage


class MeteredRoutes(ApiRoutes):
    """One Lambda environment handles one request at a time, so the request's account can live here."""

    def __init__(self, *, telemetry: Telemetry, prices: PriceList, max_body_bytes: int) -> None:
        super().__init__(telemetry=telemetry)
        self._prices = prices
        self._max_body_bytes = max_body_bytes
        self._usage = Usage()

    def handle(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer one API Gateway REST proxy event, and write its metrics."""
        self.telemetry.received()
        self._usage = Usage()
        answer = self.app.resolve(event, context)
        for line in self._usage.metric_lines(self._prices, client=client_of(event)):
            sys.stdout.write(line + "\n")
        return answer

    @property
    def client(self) -> str:
        """Who asks, and pays."""
        return client_of(self.app.current_event.raw_event)

    def work(self) -> Work:
        """Return the means of the request at hand."""
        return Work(remaining=self.remaining, usage=self._usage)

    def extra_headers(self) -> Mapping[str, str]:
        """Say what was used."""
        return self._usage.headers(self._prices)

    def read_json(self, model: type[Request]) -> Request:
        """Read the JSON body as `model`; 400 names the field, 406, 413 and 415 say the limit."""
        event = self.app.current_event
        answer_type(event.headers.get("accept"), offered=(JSON,))
        body_type(event.headers.get("content-type"), accepted=(JSON,))
        return read_model(model, self.read_bytes())

    def read_bytes(self) -> bytes:
        """Read the body within the byte limit."""
        event = self.app.current_event
        return body.read(body=event.body, is_base64=event.is_base64_encoded, limit=self._max_body_bytes)

    def limit_text(self, texts: Mapping[str, str], *, most: int) -> None:
        """Hold a request to its bytes of text in all; the 413 names the field that went over."""
        limit_texts(texts, most=most)

    def answer(self, answer: AiAnswer) -> Response[str]:
        """Answer 200, with what was used."""
        return json_answer(answer, request_id=self.request_id, headers=self.extra_headers())
