"""What all routes share: one request id, problems for every error, and the seconds that are left."""

from collections.abc import Mapping
from http import HTTPStatus

from .answers import problem_answer
from .problems import Kind, ProblemError
from .resolver import NotFoundError, Resolver, Response
from .telemetry import Telemetry


class ApiRoutes:
    """Routes on one resolver; `app.resolve(event, context)` answers an event."""

    def __init__(self, *, telemetry: Telemetry) -> None:
        self.app = Resolver()
        self.telemetry = telemetry
        self.app.exception_handler(NotFoundError)(self._not_found)
        self.app.exception_handler(ProblemError)(self._problem)
        self.app.exception_handler(Exception)(self._internal)

    @property
    def request_id(self) -> str:
        """API Gateway's id of this request."""
        return self.app.current_event.request_id

    def remaining(self) -> float:
        """Return the seconds until Lambda's timeout."""
        return self.app.lambda_context.get_remaining_time_in_millis() / 1000

    def extra_headers(self) -> Mapping[str, str]:
        """Return the headers that problems carry too."""
        return {}

    def _problem(self, error: ProblemError) -> Response[str]:
        self.telemetry.refused(error)
        path = self.app.current_event.path
        return problem_answer(error, request_id=self.request_id, path=path, headers=self.extra_headers())

    def _not_found(self, _: NotFoundError) -> Response[str]:
        return self._problem(ProblemError(Kind.NOT_FOUND, "No such route: see GET /v1/openapi.json."))

    def _internal(self, error: Exception) -> Response[str]:
        self.telemetry.failed(error)
        detail = f"{HTTPStatus.INTERNAL_SERVER_ERROR.phrase}: report the request id if it happens again."
        return self._problem(ProblemError(Kind.INTERNAL, detail))
