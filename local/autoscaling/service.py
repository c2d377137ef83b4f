"""Application Auto Scaling as the emulator's dispatcher calls it: JSON in, JSON out."""

import json
from typing import Any, cast

import botocore.session
from botocore.model import Shape
from botocore.validate import ParamValidator

from local.autoscaling.errors import RequestError
from local.autoscaling.operations import OPERATIONS
from local.sagemaker.operations import trim

_MODEL = botocore.session.get_session().get_service_model("application-autoscaling")
_JSON = {"Content-Type": "application/x-amz-json-1.1"}
_Response = tuple[int, dict[str, Any], bytes]


async def handle_request(
    method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, list[str]]
) -> _Response:
    """Answer one request, checked against the service model."""
    del method, path, query_params
    name = headers.get("x-amz-target", "").rpartition(".")[2]
    try:
        answer = _call(name, json.loads(body or b"{}"))
    except RequestError as error:
        content = {"__type": error.code, "message": error.message}
        return error.status, _JSON | {"x-amzn-errortype": error.code}, json.dumps(content).encode()
    return 200, dict(_JSON), json.dumps(answer).encode()


def _call(name: str, request: dict[str, Any]) -> dict[str, Any]:
    if name not in OPERATIONS:
        raise RequestError("NotEmulatedLocally", f"{name} is not emulated locally.", status=501)
    model = _MODEL.operation_model(name)
    report = ParamValidator().validate(request, cast(Shape, model.input_shape))
    if report.has_errors():
        raise RequestError("ValidationException", report.generate_report())
    answer = OPERATIONS[name](request)
    return cast(dict[str, Any], trim(cast(Shape, model.output_shape), answer))
