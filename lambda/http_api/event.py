"""A request as API Gateway hands it to Lambda (API Gateway guide, "Input format of a Lambda function")."""

from collections.abc import Mapping
from typing import Any


class ApiEvent:
    """One REST proxy event; names of headers are lower-case here, whatever the client wrote."""

    def __init__(self, raw_event: Mapping[str, Any]) -> None:
        self.raw_event = raw_event
        self.headers: dict[str, str] = {
            name.lower(): value for name, value in (raw_event.get("headers") or {}).items()
        }
        self.query_string_parameters: dict[str, str] = raw_event.get("queryStringParameters") or {}

    @property
    def method(self) -> str:
        """The verb, such as POST."""
        return str(self.raw_event["httpMethod"])

    @property
    def path(self) -> str:
        """The path below the stage."""
        return str(self.raw_event["path"])

    @property
    def body(self) -> str | None:
        """The body as text, or in base64."""
        text: str | None = self.raw_event.get("body")
        return text

    @property
    def is_base64_encoded(self) -> bool:
        """Whether `body` is in base64."""
        return bool(self.raw_event.get("isBase64Encoded"))

    @property
    def request_id(self) -> str:
        """API Gateway's id of the request."""
        return str((self.raw_event.get("requestContext") or {}).get("requestId") or "unknown")
