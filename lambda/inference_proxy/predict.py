"""One prediction request from body to predictions; nothing is paid for before every row is valid."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from http_api import body
from http_api.negotiation import CSV, JSON, answer_type, body_type
from http_api.retries import Clock

from . import delimited, endpoint, rows
from .card import Card
from .catalog import Catalog, ServedModel
from .predictions import Prediction, read_predictions
from .settings import Settings

FORMATS = (JSON, CSV)


@dataclass(frozen=True)
class PredictionRequest:
    """What the client sent, as the API event carries it."""

    model: str
    body: str | None
    is_base64: bool
    content_type: str | None
    accept: str | None
    request_id: str


@dataclass(frozen=True)
class Predicted:
    """The predictions, the version and card that made them, and the answer format that was asked for."""

    predictions: list[Prediction]
    served: ServedModel
    card: Card
    media_type: str
    attempts: int
    seconds: float


class Predictor:
    """Checks, asks and reads back; the ports are the catalog, the endpoint and the clock."""

    def __init__(
        self,
        *,
        settings: Settings,
        catalog: Catalog,
        invoke: endpoint.InvokeEndpoint,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._catalog = catalog
        self._invoke = invoke
        self._clock = clock

    def predict(self, request: PredictionRequest, *, remaining: Callable[[], float]) -> Predicted:
        """Answer a request; `remaining` gives the seconds until Lambda's timeout."""
        limit = self._settings.max_body_bytes
        media_type = answer_type(request.accept, offered=FORMATS)
        sent_type = body_type(request.content_type, accepted=FORMATS)
        data = body.read(body=request.body, is_base64=request.is_base64, limit=limit)
        served = self._catalog.find(request.model)
        card = self._catalog.card(served)
        checked = self._rows(data, sent_type=sent_type, card=card)
        payload = json.dumps({"instances": checked}, allow_nan=False, separators=(",", ":")).encode()
        # Short CSV lines grow in JSON; the endpoint has a payload limit of its own.
        if len(payload) > limit:
            raise body.too_large(limit)
        answered = endpoint.ask(
            self._invoke,
            endpoint=served.endpoint,
            body=payload,
            request_id=request.request_id,
            remaining=remaining(),
            clock=self._clock,
        )
        return Predicted(
            predictions=read_predictions(answered.payload, card=card, rows=len(checked)),
            served=served,
            card=card,
            media_type=media_type,
            attempts=answered.attempts,
            seconds=answered.seconds,
        )

    def _rows(self, data: bytes, *, sent_type: str, card: Card) -> list[rows.Row]:
        most = self._settings.max_rows
        if sent_type == CSV:
            return rows.from_instances(delimited.read_instances(data, card=card), card=card, max_rows=most)
        return rows.from_document(body.parse_json(data), card=card, max_rows=most)
