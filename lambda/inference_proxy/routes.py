"""The routes: each reads the event, calls the core and writes the answer."""

from http_api import answers, body
from http_api.callers import client_of
from http_api.negotiation import CSV, JSON, answer_type, body_type
from http_api.requests import read_model
from http_api.resolver import Response
from http_api.routes import ApiRoutes
from job_store import asked
from job_store.accepted import accepted
from prediction_jobs.lines import write_predictions
from prediction_jobs.predictions import PredictionsAnswer
from served_models.catalog import LISTING_SECONDS, Catalog
from served_models.mock import HEADER

from .answers import Health, ModelList, ModelSummary
from .checking import PredictionRequest
from .openapi import served_document
from .predict import Accepted, Predicted, Predictor
from .settings import Settings
from .telemetry import PredictionTelemetry
from .uploads import NewUploadRequest, Uploads


class Routes(ApiRoutes):
    """The six routes on one resolver; `app.resolve(event, context)` answers an event."""

    def __init__(
        self,
        *,
        settings: Settings,
        catalog: Catalog,
        predictor: Predictor,
        uploads: Uploads,
        telemetry: PredictionTelemetry,
    ) -> None:
        super().__init__(telemetry=telemetry)
        self._settings = settings
        self._catalog = catalog
        self._predictor = predictor
        self._uploads = uploads
        self._measured = telemetry
        self.app.get("/v1/health")(self.health)
        self.app.get("/v1/models")(self.models)
        self.app.get("/v1/models/<model>")(self.card)
        self.app.post("/v1/models/<model>/predictions")(self.predictions)
        self.app.post("/v1/models/<model>/uploads")(self.uploads)
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
        try:
            outcome = self._predictor.predict(self._request(model), remaining=self.remaining)
        except Exception as error:
            if self._catalog.knows(model):
                self._measured.unpredicted(model=model, error=error)
            raise
        if isinstance(outcome, Accepted):
            self._measured.accepted(model=model, accepted=outcome)
            mocked = _mocked(outcome)
            return accepted(outcome.job.id, request_id=self.request_id, headers=mocked)
        self._measured.predicted(model=model, predicted=outcome)
        return self._predicted(model, outcome)

    def uploads(self, model: str) -> Response[str]:
        """POST /v1/models/{model}/uploads."""
        event = self.app.current_event
        answer_type(event.headers.get("accept"), offered=(JSON,))
        body_type(event.headers.get("content-type"), accepted=(JSON,))
        limit = self._settings.max_body_bytes
        data = body.read(body=event.body, is_base64=event.is_base64_encoded, limit=limit)
        request = read_model(NewUploadRequest, data)
        self._catalog.find(model)
        caller = client_of(event.raw_event)
        offer = self._uploads.offer(request, caller=caller, model=model, request_id=self.request_id)
        return answers.json_answer(offer, request_id=self.request_id, status=201)

    def openapi(self) -> Response[str]:
        """GET /v1/openapi.json."""
        document = served_document(self._settings)
        return answers.text_answer(document, media_type=JSON, request_id=self.request_id)

    def _request(self, model: str) -> PredictionRequest:
        event = self.app.current_event
        query = event.query_string_parameters
        return PredictionRequest(
            model=model,
            body=event.body,
            is_base64=event.is_base64_encoded,
            content_type=event.headers.get("content-type"),
            accept=event.headers.get("accept"),
            request_id=self.request_id,
            caller=client_of(event.raw_event),
            mode=asked.read_mode(query.get("mode")),
            target=query.get("target"),
            key=asked.idempotency_key(event.headers),
        )

    def _predicted(self, model: str, predicted: Predicted) -> Response[str]:
        version, mocked = predicted.version, _mocked(predicted)
        if predicted.media_type == CSV:
            lines = write_predictions(predicted.predictions, classes=predicted.card.target.classes)
            return answers.text_answer(
                lines, media_type=CSV, request_id=self.request_id, version=version, headers=mocked
            )
        answer = PredictionsAnswer(
            model=model, version=version, predictions=predicted.predictions, request_id=self.request_id
        )
        return answers.json_answer(answer, request_id=self.request_id, headers=mocked)


def _mocked(outcome: Predicted | Accepted) -> dict[str, str]:
    return {HEADER: "true"} if outcome.mocked else {}
