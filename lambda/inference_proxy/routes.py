"""The routes: each reads the event, calls the core and writes the answer."""

from aws_lambda_powertools.event_handler import Response

from http_api import answers
from http_api.negotiation import CSV, JSON
from http_api.routes import ApiRoutes

from . import delimited
from .answers import Health, ModelList, ModelSummary
from .catalog import LISTING_SECONDS, Catalog
from .openapi import served_document
from .predict import PredictionRequest, Predictor
from .predictions import PredictionsAnswer
from .settings import Settings
from .telemetry import PredictionTelemetry


class Routes(ApiRoutes):
    """The five routes on one resolver; `app.resolve(event, context)` answers an event."""

    def __init__(
        self, *, settings: Settings, catalog: Catalog, predictor: Predictor, telemetry: PredictionTelemetry
    ) -> None:
        super().__init__(telemetry=telemetry)
        self._settings = settings
        self._catalog = catalog
        self._predictor = predictor
        self._predictions = telemetry
        self.app.get("/v1/health")(self.health)
        self.app.get("/v1/models")(self.models)
        self.app.get("/v1/models/<model>")(self.card)
        self.app.post("/v1/models/<model>/predictions")(self.predictions)
        self.app.get("/v1/openapi.json")(self.openapi)

    def health(self) -> Response[str]:
        """GET /v1/health."""
        return answers.json_answer(Health(environment=self._settings.environment), request_id=self.request_id)

    def models(self) -> Response[str]:
        """GET /v1/models."""
        summaries = []
        for name, served in self._catalog.models().items():
            if served is None:
                self.telemetry.logger.error("the model's entry is broken", model=name)
                continue
            href = f"/v1/models/{name}"
            summaries.append(ModelSummary(name=name, version=served.version, href=href))
        return answers.json_answer(
            ModelList(models=summaries),
            request_id=self.request_id,
            seconds_fresh=int(LISTING_SECONDS),
        )

    def card(self, model: str) -> Response[str]:
        """GET /v1/models/{model}."""
        served = self._catalog.find(model)
        # The registry numbers versions; the card only knows the job that trained it.
        card = self._catalog.card(served).public().model_copy(update={"version": served.version})
        return answers.json_answer(card, request_id=self.request_id, seconds_fresh=int(LISTING_SECONDS))

    def predictions(self, model: str) -> Response[str]:
        """POST /v1/models/{model}/predictions."""
        event = self.app.current_event
        request = PredictionRequest(
            model=model,
            body=event.get("body"),
            is_base64=bool(event.get("isBase64Encoded")),
            content_type=event.headers.get("content-type"),
            accept=event.headers.get("accept"),
            request_id=self.request_id,
        )
        predicted = self._predictor.predict(request, remaining=self.remaining)
        self._predictions.predicted(model=model, predicted=predicted)
        version = predicted.served.version
        if predicted.media_type == CSV:
            lines = delimited.write_predictions(predicted.predictions, card=predicted.card)
            return answers.text_answer(lines, media_type=CSV, request_id=self.request_id, version=version)
        answer = PredictionsAnswer(
            model=model, version=version, predictions=predicted.predictions, request_id=self.request_id
        )
        return answers.json_answer(answer, request_id=self.request_id)

    def openapi(self) -> Response[str]:
        """GET /v1/openapi.json."""
        document = served_document(self._settings)
        return answers.text_answer(document, media_type=JSON, request_id=self.request_id)
