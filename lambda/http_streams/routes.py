"""What all streamed routes share: an ordinary problem before the stream begins, an `error` event after."""

import sys
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit
from pydantic import BaseModel

from http_api import body
from http_api.answers import NO_STORE, REQUEST_ID_HEADER, problem_answer
from http_api.metered import Work
from http_api.negotiation import JSON, answer_type, body_type
from http_api.prices import PriceList
from http_api.problems import Kind, ProblemError
from http_api.requests import read_model
from http_api.retries import Clock
from http_api.telemetry import Telemetry
from http_api.usage import NAMESPACE, Usage

from .events import MEDIA_TYPE, Source, encode_problem
from .exchange import ClientGoneError, Exchange, StreamRequest
from .relay import Limits, relay
from .router import Router

Body = TypeVar("Body", bound=BaseModel)


class StreamRoutes:
    """Routes on one router; `answer` serves a request, and may run in several threads at once.

    `prices` where the service is paid by use: then problems say in headers what was used, as other routes do.
    """

    def __init__(
        self,
        *,
        logger: Logger,
        service: str,
        limits: Limits,
        max_body_bytes: int,
        clock: Clock,
        prices: PriceList | None = None,
    ) -> None:
        self.app = Router()
        self.logger = logger
        self.prices = prices
        self._service = service
        self._limits = limits
        self._max_body_bytes = max_body_bytes
        self._clock = clock

    def answer(self, request: StreamRequest, exchange: Exchange) -> None:
        """Serve one request to its end, and write its metrics."""
        metrics = EphemeralMetrics(namespace=NAMESPACE, service=self._service)
        telemetry, usage = Telemetry(logger=self.logger, metrics=metrics), Usage()
        self.logger.thread_safe_append_keys(correlation_id=request.request_id)
        telemetry.received()
        try:
            self._serve(request, exchange, telemetry=telemetry, usage=usage)
        except ClientGoneError:
            self.logger.info("the client left before the end")
            metrics.add_metric(name="StreamsLeft", unit=MetricUnit.Count, value=1)
        finally:
            metrics.flush_metrics()
            self._count(usage, client=request.client)
            self.logger.thread_safe_clear_keys()

    def read_json(self, request: StreamRequest, model: type[Body]) -> Body:
        """Read the JSON body as `model`; 400 names the field, 406, 413 and 415 say the limit."""
        answer_type(request.headers.get("accept"), offered=(MEDIA_TYPE,))
        body_type(request.headers.get("content-type"), accepted=(JSON,))
        return read_model(model, body.within(request.body, limit=self._max_body_bytes))

    def _serve(
        self, request: StreamRequest, exchange: Exchange, *, telemetry: Telemetry, usage: Usage
    ) -> None:
        try:
            self._stream(request, exchange, usage=usage)
        except ProblemError as error:
            telemetry.refused(error)
            self._tell(error, request, exchange, usage=usage)
        except ClientGoneError:
            raise
        except Exception as error:  # noqa: BLE001 - the last line of defence: logged, and told without its text
            telemetry.failed(error)
            detail = f"{HTTPStatus.INTERNAL_SERVER_ERROR.phrase}: report the request id if it happens again."
            self._tell(ProblemError(Kind.INTERNAL, detail), request, exchange, usage=usage)

    def _stream(self, request: StreamRequest, exchange: Exchange, *, usage: Usage) -> None:
        started = self._clock.now()

        def remaining() -> float:
            return self._limits.seconds - (self._clock.now() - started)

        opens = self.app.find(request.path)
        if opens is None:
            raise ProblemError(Kind.NOT_FOUND, "No such route: see GET /v1/openapi.json.")
        source = opens(request, Work(remaining=remaining, usage=usage))
        chunks = relay(source, limits=self._limits, remaining=remaining)
        self._send(chunks, exchange, headers=self._headers(request, source))

    @staticmethod
    def _send(chunks: Iterator[bytes], exchange: Exchange, *, headers: Mapping[str, str]) -> None:
        """Begin with the first piece, so that what fails before it still has a status of its own."""
        try:
            for chunk in chunks:
                if not exchange.began:
                    exchange.begin(headers)
                exchange.send(chunk)
        finally:
            chunks.close()  # type: ignore[attr-defined]
        exchange.end()

    def _tell(self, error: ProblemError, request: StreamRequest, exchange: Exchange, *, usage: Usage) -> None:
        if exchange.began:
            problem = error.problem(request_id=request.request_id, path=request.path)
            exchange.send(encode_problem(problem))
            exchange.end()
            return
        spent = usage.headers(self.prices) if self.prices else {}
        exchange.whole(problem_answer(error, request_id=request.request_id, path=request.path, headers=spent))

    @staticmethod
    def _headers(request: StreamRequest, source: Source) -> dict[str, str]:
        return {
            "content-type": MEDIA_TYPE,
            REQUEST_ID_HEADER: request.request_id,
            "x-content-type-options": "nosniff",
            **NO_STORE,
            **source.headers,
        }

    def _count(self, usage: Usage, *, client: str) -> None:
        for line in usage.metric_lines(self.prices, client=client) if self.prices else ():
            sys.stdout.write(line + "\n")
        sys.stdout.flush()
