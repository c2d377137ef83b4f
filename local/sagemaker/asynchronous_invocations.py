"""InvokeEndpointAsync: the request is queued, and the answer says where its result will be."""

import json
import urllib.parse
import uuid
from typing import Any

from local import clock
from local.hosting import backlogs, fleets
from local.hosting.asynchronous import AsynchronousRequest
from local.hosting.asynchronous_fleet import AsynchronousFleet
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import records

MAXIMUM_INLINE_BYTES = 128_000
TIMEOUT_SECONDS, TIME_TO_LIVE_SECONDS = 900.0, 21_600.0
"""https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html"""

_PREFIX = "x-amzn-sagemaker-"
_FORWARDED = {
    "content-type": "Content-Type",
    "accept": "Accept",
    "custom-attributes": "X-Amzn-SageMaker-Custom-Attributes",
}
_Response = tuple[int, dict[str, Any], bytes]


def invoke(name: str, headers: dict[str, str], body: bytes) -> _Response:
    """Queue one request; 202 with the locations. `ServiceError` for what SageMaker Runtime refuses."""
    endpoint = urllib.parse.unquote(name)
    backlog = backlogs.get(endpoint)
    if not isinstance(fleets.get(endpoint), AsynchronousFleet) or backlog is None:
        message = f"Endpoint {endpoint} has no AsyncInferenceConfig: use InvokeEndpoint."
        raise ServiceError(code="ValidationError", message=message)
    given = {key.removeprefix(_PREFIX): value for key, value in headers.items() if key.startswith(_PREFIX)}
    request = _request(endpoint, given, body)
    backlog.put(request)
    answered = {
        "Content-Type": "application/json",
        "X-Amzn-SageMaker-OutputLocation": request.output_location,
        **(
            {"X-Amzn-SageMaker-FailureLocation": request.failure_location} if request.failure_location else {}
        ),
    }
    return 202, answered, json.dumps({"InferenceId": request.inference_id}).encode()


def _request(endpoint: str, given: dict[str, str], body: bytes) -> AsynchronousRequest:
    location = given.get("inputlocation")
    if (location is None) == (not body):
        raise _refused("Give either InputLocation or Body.")
    if len(body) > MAXIMUM_INLINE_BYTES:
        raise _refused(f"Body has {len(body)} bytes; {MAXIMUM_INLINE_BYTES} is the most: use InputLocation.")
    output, failure = _locations(endpoint, given)
    return AsynchronousRequest(
        inference_id=given.get("inference-id", str(uuid.uuid4())),
        endpoint=endpoint,
        headers={sent: given[name] for name, sent in _FORWARDED.items() if name in given},
        input_location=location,
        body=body or None,
        output_location=output,
        failure_location=failure,
        accepted=clock.now(),
        time_to_live=_seconds(given, "requestttlseconds", 60, TIME_TO_LIVE_SECONDS),
        timeout=_seconds(given, "invocationtimeoutseconds", 1, 3600, default=TIMEOUT_SECONDS),
    )


def _locations(endpoint: str, given: dict[str, str]) -> tuple[str, str | None]:
    """Return where result and failure go: `<uuid>.out`, never the InferenceId, which need not be unique."""
    config = records.get("EndpointConfig", records.get("Endpoint", endpoint)["EndpointConfigName"])
    output = config["AsyncInferenceConfig"]["OutputConfig"]
    if "S3OutputPath" not in output:
        raise _refused("The endpoint's AsyncInferenceConfig has no S3OutputPath.")
    made = str(uuid.uuid4())
    folder = "/".join([output["S3OutputPath"].rstrip("/"), *_parts(given.get("s3outputpathextension"))])
    failures = output.get("S3FailurePath")
    failure = None if failures is None else f"{failures.rstrip('/')}/{made}-error.out"
    return f"{folder}/{given.get('filename', f'{made}.out')}", failure


def _parts(extension: str | None) -> list[str]:
    return [] if extension is None else [extension.strip("/")]


def _seconds(
    given: dict[str, str], name: str, least: int, most: float, *, default: float | None = None
) -> float:
    text = given.get(name)
    if text is None:
        return most if default is None else default
    if not text.isdecimal() or not least <= int(text) <= most:
        raise _refused(f"{name} is {text!r}: give {least} to {most:.0f} seconds.")
    return float(text)


def _refused(message: str) -> ServiceError:
    return ServiceError(code="ValidationError", message=message)
