"""From what a client sent to rows that the model takes; everything is checked before anything is paid for."""

from dataclasses import dataclass, replace

from http_api import body
from http_api.negotiation import answer_type, body_type
from http_api.problems import invalid
from job_store.asked import Mode
from prediction_jobs.opening import Asked
from served_models import reading, rows
from served_models.card import Card, refuse_generation
from served_models.catalog import Catalog
from served_models.endpoint import Address
from served_models.reading import FORMATS, UploadedRows
from served_models.served_model import ServedModel

from .settings import Settings
from .uploads import Uploads


@dataclass(frozen=True, kw_only=True)
class PredictionRequest:
    """What the client sent, as the API event carries it."""

    model: str
    body: str | None
    is_base64: bool
    content_type: str | None
    accept: str | None
    request_id: str
    caller: str
    mode: Mode = None
    target: str | None = None
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A request that is valid: whom it is for, and its rows, none where they are in an upload."""

    served: ServedModel
    address: Address
    card: Card
    media_type: str
    mode: Mode
    asked: Asked
    rows: list[rows.Row]


@dataclass(frozen=True)
class Checker:
    """Finds the model and checks the request against its card."""

    settings: Settings
    catalog: Catalog
    uploads: Uploads

    def check(self, request: PredictionRequest) -> Checked:
        """Return the request as it can be answered; a ProblemError names what is wrong."""
        limit = self.settings.max_body_bytes
        instead = f"upload it with POST /v1/models/{request.model}/uploads, or send it in several requests"
        media_type = answer_type(request.accept, offered=FORMATS)
        sent_type = body_type(request.content_type, accepted=FORMATS)
        data = body.read(body=request.body, is_base64=request.is_base64, limit=limit, instead=instead)
        served = self.catalog.find(request.model)
        address = served.address(request.target)
        card = self.catalog.card(served, target=request.target)
        refuse_generation(card, model=request.model)
        read = reading.read_body(data, sent_type=sent_type, card=card, max_rows=self.settings.max_rows)
        asked = _asked(request, version=served.version if request.target is None else card.version)
        checked = Checked(
            served=served,
            address=address,
            card=card,
            media_type=media_type,
            mode=request.mode,
            asked=asked,
            rows=[],
        )
        if isinstance(read, UploadedRows):
            return replace(checked, asked=self._uploaded(asked, read, mode=request.mode))
        payload = reading.write_payload(read)
        # Short CSV lines grow in JSON; the endpoint has a payload limit of its own.
        if len(payload) > limit:
            raise body.too_large(limit, instead=instead)
        return replace(checked, rows=read, asked=replace(asked, payload=payload, rows=len(read)))

    def _uploaded(self, asked: Asked, read: UploadedRows, *, mode: Mode) -> Asked:
        if mode == "sync":
            raise invalid("mode", "is sync, but an upload always becomes a job: leave mode away")
        return replace(asked, upload=self.uploads.find(read.upload, caller=asked.caller, model=asked.model))


def _asked(request: PredictionRequest, *, version: str) -> Asked:
    return Asked(
        caller=request.caller,
        key=request.key,
        request_id=request.request_id,
        model=request.model,
        version=version,
        target=request.target,
    )
