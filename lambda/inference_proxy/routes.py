"""The routes: each reads the event, calls the core and writes the answer."""

from http import HTTPStatus

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from . import answers, delimited
from .catalog import LISTING_SECONDS, Catalog
from .negotiation import CSV
from .openapi import served_document
from .predict import PredictionRequest, Predictor
from .predictions import PredictionsAnswer
from .problems import Kind, ProblemError
from .settings import Settings
from .telemetry import Telemetry


class Routes:
    """The five routes on one resolver; `app.resolve(event, context)` answers an event."""

    def __init__(
        self,
        *,
        settings: Settings,
        catalog: Catalog,
        predictor: Predictor,
        telemetry: Telemetry,
        logger: Logger,
    ) -> None:
        self.app = APIGatewayRestResolver()
        self._settings = settings
        self._catalog = catalog
        self._predictor = predictor
        self._telemetry = telemetry
        self._logger = logger
        self.app.get("/v1/health")(self.health)
        self.app.get("/v1/models")(self.models)
        self.app.get("/v1/models/<model>")(self.card)
        self.app.post("/v1/models/<model>/predictions")(self.predictions)
        self.app.get("/v1/openapi.json")(self.openapi)
        self.app.not_found(self._not_found)
        self.app.exception_handler(ProblemError)(self._problem)
        self.app.exception_handler(Exception)(self._internal)

    def health(self) -> Response[str]:
        """GET /v1/health."""
        return answers.json_answer(
            answers.Health(environment=self._settings.environment), request_id=self._request_id
        )

    def models(self) -> Response[str]:
        """GET /v1/models."""
        summaries = []
        for name, served in self._catalog.models().items():
            if served is None:
                self._logger.error("the model's entry is broken", model=name)
                continue
            href = f"/v1/models/{name}"
            summaries.append(answers.ModelSummary(name=name, version=served.version, href=href))
        return answers.json_answer(
            answers.ModelList(models=summaries),
            request_id=self._request_id,
            seconds_fresh=int(LISTING_SECONDS),
        )

    def card(self, model: str) -> Response[str]:
        """GET /v1/models/{model}."""
        served = self._catalog.find(model)
        # The registry numbers versions; the card only knows the job that trained it.
        card = self._catalog.card(served).public().model_copy(update={"version": served.version})
        return answers.json_answer(card, request_id=self._request_id, seconds_fresh=int(LISTING_SECONDS))

    def predictions(self, model: str) -> Response[str]:
        """POST /v1/models/{model}/predictions."""
        event = self.app.current_event
        request = PredictionRequest(
            model=model,
            body=event.get("body"),
            is_base64=bool(event.get("isBase64Encoded")),
            content_type=event.headers.get("content-type"),
            accept=event.headers.get("accept"),
            request_id=self._request_id,
        )
        context = self.app.lambda_context
        predicted = self._predictor.predict(
            request, remaining=lambda: context.get_remaining_time_in_millis() / 1000
        )
        self._telemetry.predicted(model=model, predicted=predicted)
        version = predicted.served.version
        if predicted.media_type == CSV:
            lines = delimited.write_predictions(predicted.predictions, card=predicted.card)
            return answers.text_answer(lines, media_type=CSV, request_id=self._request_id, version=version)
        answer = PredictionsAnswer(
            model=model, version=version, predictions=predicted.predictions, request_id=self._request_id
        )
        return answers.json_answer(answer, request_id=self._request_id)

    def openapi(self) -> Response[str]:
        """GET /v1/openapi.json."""
        document = served_document(self._settings)
        return answers.text_answer(document, media_type="application/json", request_id=self._request_id)

    @property
    def _request_id(self) -> str:
        return self.app.current_event.request_context.request_id or "unknown"

    def _problem(self, error: ProblemError) -> Response[str]:
        self._telemetry.refused(error)
        return answers.problem_answer(error, request_id=self._request_id, path=self.app.current_event.path)

    def _not_found(self, _: NotFoundError) -> Response[str]:
        return self._problem(ProblemError(Kind.NOT_FOUND, "No such route: see GET /v1/openapi.json."))

    def _internal(self, error: Exception) -> Response[str]:
        self._logger.exception("unexpected error", exc_info=error)
        detail = f"{HTTPStatus.INTERNAL_SERVER_ERROR.phrase}: report the request id if it happens again."
        return self._problem(ProblemError(Kind.INTERNAL, detail))
