"""Generated text, token by token."""

from typing import Any

from http_api.metered import Work
from http_api.problems import invalid
from http_streams.events import Source
from http_streams.exchange import StreamRequest
from http_streams.routes import StreamRoutes
from served_models.catalog import Catalog
from served_models.endpoint import Address
from served_models.served_model import CONTAINERS, ServedModel

from .endpoint import EndpointStream, Generate
from .requests import GenerationRequest, within
from .settings import Settings
from .source import GenerationSource


class Routes(StreamRoutes):
    """The one route."""

    def __init__(
        self, *, settings: Settings, catalog: Catalog, endpoint: EndpointStream, **shared: Any
    ) -> None:
        super().__init__(max_body_bytes=settings.max_body_bytes, **shared)
        self._catalog = catalog
        self._endpoint = endpoint
        self.app.post("/v1/models/<model>/stream")(self.generate)

    def generate(self, request: StreamRequest, work: Work, *, model: str) -> Source:
        """POST /v1/models/{model}/stream."""
        sent = self.read_json(request, GenerationRequest)
        served = self._catalog.find(model)
        # First: of a model that cannot stream, this function may not even read the card.
        address = _address(served)
        limits = within(sent, card=self._catalog.card(served), model=model)
        asked = Generate(
            prompt=sent.prompt,
            max_new_tokens=sent.max_tokens or limits.max_new_tokens,
            temperature=sent.temperature,
            seed=sent.seed,
        )
        answered = self._endpoint.open(address, asked, request_id=request.request_id, work=work)
        return GenerationSource(answered, model=model, served=served, request_id=request.request_id)


def _address(served: ServedModel) -> Address:
    """Return whom to ask; 400 for a model whose hosting has nobody to answer piece by piece."""
    if served.mode in ("async", "mock", *CONTAINERS):
        raise invalid("model", f"is hosted as {served.mode}, which does not stream")
    if served.models is not None:
        raise invalid("model", "is one of many behind an endpoint, which does not stream")
    return served.address(None)
