"""The routes of the AI services: which function answers each, and what API Gateway checks before it runs."""

from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_

from stacks.constructs.streaming import streaming

BINARY_MEDIA_TYPES = ("image/*", "application/pdf")
"""Bodies of these types reach a function in base64 (API Gateway guide, "Binary media types")."""


@dataclass(frozen=True, kw_only=True)
class AiFunctions:
    """The functions behind the routes, as they are called; no route leads to one that is not there."""

    text: lambda_.IFunction
    images: lambda_.IFunction
    chat: lambda_.IFunction | None
    chat_stream: lambda_.IFunction | None
    documents: lambda_.IFunction
    digitize: lambda_.IFunction

    def routes(self) -> dict[str, lambda_.IFunction]:
        """Return the function behind each POST route, by its path below /v1/ai."""
        texts = ("sentiment", "entities", "key-phrases", "language", "pii", "translate")
        images = ("images/labels", "images/moderation", "images/text", "images/faces")
        return {
            **dict.fromkeys(texts, self.text),
            **dict.fromkeys(images, self.images),
            **(dict.fromkeys(("chat", "summaries"), self.chat) if self.chat else {}),
            **dict.fromkeys(("documents", "uploads"), self.documents),
            "digitize": self.digitize,
        }

    def streams(self) -> dict[str, lambda_.IFunction]:
        """Return the function behind each streamed POST route, by its path below /v1/ai."""
        return {"chat/stream": self.chat_stream} if self.chat_stream else {}


class AiRoutes:
    """Adds the routes to an API; every function is one integration."""

    def __init__(self, *, functions: AiFunctions, seconds: int, stream_seconds: int) -> None:
        self._functions = functions
        self._seconds = seconds
        self._stream_seconds = stream_seconds
        self._integrations: dict[str, apigateway.LambdaIntegration] = {}

    def add(
        self,
        version: apigateway.Resource,
        *,
        model: apigateway.IModel,
        body: apigateway.RequestValidator,
        parameters: apigateway.RequestValidator,
    ) -> None:
        """Add POST /ai/... and GET /jobs/{id} below `version`."""
        ai = version.add_resource("ai")
        whole = {path: self._integration(function) for path, function in self._functions.routes().items()}
        streamed = {
            path: streaming(function, seconds=self._stream_seconds)
            for path, function in self._functions.streams().items()
        }
        for path, integration in (whole | streamed).items():
            ai.resource_for_path(path).add_method(
                "POST",
                integration,
                request_validator=body,
                # Images and PDFs pass unchecked: the functions tell them by their first bytes.
                request_models={"application/json": model},
            )
        version.add_resource("jobs").add_resource("{id}").add_method(
            "GET",
            self._integration(self._functions.documents),
            request_validator=parameters,
            request_parameters={"method.request.path.id": True},
        )

    def _integration(self, function: lambda_.IFunction) -> apigateway.LambdaIntegration:
        path = function.node.path
        if path not in self._integrations:
            self._integrations[path] = apigateway.LambdaIntegration(
                function, timeout=cdk.Duration.seconds(self._seconds), allow_test_invoke=False
            )
        return self._integrations[path]
