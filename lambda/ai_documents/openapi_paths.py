"""Documents and jobs in the OpenAPI document."""

from typing import Any

from document_pages.features import Feature
from document_pages.formats import MEDIA_TYPES
from document_pages.pages import Page
from http_api.negotiation import CSV, JSON
from http_api.openapi import EVERYWHERE, METERED_HEADERS, file_body, json_body, metered, ok, problems, schema
from http_api.presigned import UploadForm
from http_api.problems import Kind
from http_api.uploads import UploadRequest
from job_store.accepted import JobAccepted

from .answers import DocumentAnswer, JobAnswer
from .predicted import PredictionsJobAnswer
from .uploading import NewUpload

ANSWERS = (DocumentAnswer, JobAccepted, JobAnswer, Page, PredictionsJobAnswer, UploadForm)
REQUESTS = (NewUpload, UploadRequest)

MODE = {
    "name": "mode",
    "in": "query",
    "description": "`async` makes even one page a job; `sync` refuses what cannot be answered at once.",
    "schema": {"type": "string", "enum": ["sync", "async"]},
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": (
        "For jobs: the same key and document find the same job again. A page that is answered at once is "
        "read, and paid for, each time."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}
_FEATURES = {
    "name": "features",
    "in": "query",
    "description": "What to read, parted by commas; each is paid for.",
    "style": "form",
    "explode": False,
    "schema": {
        "type": "array",
        "minItems": 1,
        "items": {"type": "string", "enum": [feature.value for feature in Feature]},
        "default": ["text"],
    },
}


def paths() -> dict[str, Any]:
    """Build every path with its one operation."""
    return {
        "/v1/ai/documents": {
            "post": metered(
                "readDocument",
                "Text, tables, forms and receipts of a document",
                description=(
                    "One page is answered at once. More pages become a job: 202, with its address in "
                    "`Location`. A file is told by its first bytes, not by its name or type."
                ),
                parameters=(_FEATURES, MODE, IDEMPOTENCY_KEY),
                request_body=file_body(MEDIA_TYPES),
                answer=DocumentAnswer,
                more={"202": accepted_answer()},
            )
        },
        "/v1/ai/uploads": {"post": _upload()},
        "/v1/jobs/{id}": {"get": _job()},
    }


def _upload() -> dict[str, Any]:
    return metered(
        "createUpload",
        "A form to upload a larger document or image with",
        description=(
            "Send the form's fields and the file by POST to `url`, as multipart/form-data, then name the "
            "object by its `s3_uri`. Only the client who asked can; it expires as jobs do."
        ),
        request_body=json_body(NewUpload, example={"content_type": "application/pdf"}),
        answer=UploadForm,
    )


def accepted_answer() -> dict[str, Any]:
    """Describe the answer to what became a job."""
    headers = (*METERED_HEADERS, "location", "retry_after")
    return ok({JSON: {"schema": schema(JobAccepted)}}, headers=headers) | {
        "description": "A job was opened, or found again."
    }


def _job() -> dict[str, Any]:
    id_ = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The job's id, as 202 answered it.",
        "schema": {"type": "string"},
    }
    from_ = {
        "name": "from",
        "in": "query",
        "description": "The first page to answer; `next` of the answer before has it.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 99_999},
    }
    headers = (*METERED_HEADERS, "retry_after")
    kinds = [*EVERYWHERE, Kind.INVALID_REQUEST, Kind.NOT_FOUND, Kind.NOT_ACCEPTABLE]
    return {
        "operationId": "getJob",
        "summary": "How a job stands, and its result when it is done",
        "description": (
            "Only who opened the job sees it. `retry-after` comes while it runs. Finished predictions are "
            "answered as lines to `accept: text/csv`."
        ),
        "parameters": [id_, from_],
        "responses": {
            "200": ok({JSON: {"schema": _by_kind()}, CSV: {"schema": {"type": "string"}}}, headers=headers),
            **problems([*kinds, Kind.NOT_EMULATED, Kind.MODEL_FAILED, Kind.UNAVAILABLE]),
        },
    }


def _by_kind() -> dict[str, Any]:
    documents, predictions = schema(JobAnswer), schema(PredictionsJobAnswer)
    kinds = {"documents": documents, "digitize": documents, "predictions": predictions}
    return {
        "oneOf": [documents, predictions],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {kind: shape["$ref"] for kind, shape in kinds.items()},
        },
    }
