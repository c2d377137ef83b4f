"""What API Gateway answers when a request never reaches the function: RFC 9457 problems, no internals."""

from dataclasses import dataclass, field

from aws_cdk import aws_apigateway as apigateway

TYPES = apigateway.ResponseType
# A gateway message can hold ARNs (ACCESS_DENIED does): the detail is ours, except where it names fields.
MESSAGE = "$context.error.messageString"
RECOVERY_SECONDS = 5
# One answer for every route: API Gateway checks only that a body is a JSON object (see request_model.py).
BODY = '[{"field":"body","message":"must be one JSON object; NaN and Infinity are not JSON"}]'


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One gateway response; `slug` and `title` are those of the function's own problems."""

    type: apigateway.ResponseType
    status: int
    slug: str
    title: str
    detail: str
    errors: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def template(self) -> str:
        """Write the body; `detail` is quoted here unless it is a variable that is JSON already."""
        detail = self.detail if self.detail == MESSAGE else f'"{self.detail}"'
        errors = f',"errors":{self.errors}' if self.errors else ""
        return (
            f'{{"type":"urn:problem-type:lab2api:{self.slug}","title":"{self.title}","status":{self.status},'
            f'"detail":{detail},"request_id":"$context.requestId"{errors}}}'
        )


def _invalid(type: apigateway.ResponseType, detail: str, errors: str | None = None) -> Answer:
    title = "The request is not valid"
    return Answer(type=type, status=400, slug="invalid-request", title=title, detail=detail, errors=errors)


def _forbidden(type: apigateway.ResponseType, detail: str) -> Answer:
    return Answer(type=type, status=403, slug="forbidden", title="The request is not allowed", detail=detail)


def _throttled(type: apigateway.ResponseType, detail: str, *, retry_after: int) -> Answer:
    headers = {"retry-after": f"'{retry_after}'"}
    title = "Too many requests"
    return Answer(type=type, status=429, slug="throttled", title=title, detail=detail, headers=headers)


def _late(type: apigateway.ResponseType) -> Answer:
    detail = "No answer within the time limit: send less or try again."
    title = "The model took too long"
    return Answer(
        type=type, status=504, slug="deadline-exceeded", title=title, detail=detail, headers=_again()
    )


def _again() -> dict[str, str]:
    """Tell a client when to come back: a function that ended is replaced within these seconds."""
    return {"retry-after": f"'{RECOVERY_SECONDS}'"}


ANSWERS = (
    _invalid(TYPES.BAD_REQUEST_BODY, "The body is not JSON of the documented shape: see errors.", BODY),
    _invalid(TYPES.BAD_REQUEST_PARAMETERS, MESSAGE),
    _invalid(TYPES.DEFAULT_4_XX, "API Gateway refused the request: compare it with GET /v1/openapi.json."),
    Answer(
        type=TYPES.UNAUTHORIZED,
        status=401,
        slug="unauthorized",
        title="Credentials are missing or not valid",
        detail="Send a valid token in the header Authorization.",
        headers={"www-authenticate": "'Bearer'"},
    ),
    _forbidden(TYPES.INVALID_API_KEY, "Send a valid key in the header x-api-key."),
    _forbidden(
        TYPES.MISSING_AUTHENTICATION_TOKEN,
        "The signature is missing, or this route does not exist: see GET /v1/openapi.json.",
    ),
    _forbidden(TYPES.ACCESS_DENIED, "These credentials may not call this route."),
    _forbidden(TYPES.INVALID_SIGNATURE, "The signature does not match the request."),
    _forbidden(TYPES.EXPIRED_TOKEN, "The credentials have expired: get new ones."),
    _forbidden(TYPES.WAF_FILTERED, "The firewall refused the request."),
    Answer(
        type=TYPES.RESOURCE_NOT_FOUND,
        status=404,
        slug="not-found",
        title="Nothing is here",
        detail="No such route: see GET /v1/openapi.json.",
    ),
    Answer(
        type=TYPES.REQUEST_TOO_LARGE,
        status=413,
        slug="too-large",
        title="The request is too large",
        detail="The body is too large: send several requests, an upload, or an s3_uri where a route can.",
    ),
    Answer(
        type=TYPES.UNSUPPORTED_MEDIA_TYPE,
        status=415,
        slug="unsupported-media-type",
        title="The body's format is not supported",
        detail="Send a content-type that GET /v1/openapi.json has for this route.",
    ),
    _throttled(TYPES.THROTTLED, "Above the rate limit: wait and try again.", retry_after=1),
    _throttled(TYPES.QUOTA_EXCEEDED, "Today's quota is used up.", retry_after=3600),
    _late(TYPES.INTEGRATION_TIMEOUT),
    _late(TYPES.INTEGRATION_FAILURE),
    Answer(
        type=TYPES.DEFAULT_5_XX,
        status=500,
        slug="internal",
        title="The service failed",
        detail="Try again; report the request id if it happens again.",
        headers=_again(),
    ),
)


def add_gateway_responses(api: apigateway.RestApi) -> None:
    """Declare every answer; the header x-request-id carries the same id as the body."""
    for answer in ANSWERS:
        name = answer.type.response_type
        api.add_gateway_response(
            "".join(word.capitalize() for word in name.split("_")),
            type=answer.type,
            status_code=str(answer.status),
            response_headers={
                "content-type": "'application/problem+json'",
                "x-request-id": "context.requestId",
                **answer.headers,
            },
            templates={"application/json": answer.template()},
        )
