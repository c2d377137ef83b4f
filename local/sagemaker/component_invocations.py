"""InvokeEndpoint: with a component's name its copies answer, without one the endpoint's variants."""

import time
import urllib.parse
from typing import Any

import urllib3

from local import metrics
from local.hosting import components, fleets
from local.hosting.component import Component
from local.hosting.copies import NoCapacityError
from local.sagemaker import invocations
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import records

HEADER = "x-amzn-sagemaker-inference-component"
NO_CAPACITY = (
    "Inference Component has no capacity to process this request. ApplicationAutoScaling may be in-progress "
    "(if configured) or try to increase the capacity by invoking UpdateInferenceComponentRuntimeConfig API."
)
_Response = tuple[int, dict[str, Any], bytes]


def invoke(name: str, headers: dict[str, str], body: bytes) -> _Response:
    """Send one request to the named component's least busy copy, or to a variant; errors are AWS's."""
    component = headers.get(HEADER)
    if component is None:
        return invocations.invoke(name, headers, body)
    endpoint = urllib.parse.unquote(name)
    invocations.check_size(body)
    return _ask(endpoint, component, invocations.forwarded(headers), body)


def named(component: str, *, endpoint: str) -> Component:
    """Return a component of the endpoint that has copies; `ServiceError` as SageMaker Runtime's."""
    fleets.get(endpoint)
    record = records.find_or_none("InferenceComponent", component)
    if record is None or record["EndpointName"] != endpoint:
        message = f"Inference Component {component} of endpoint {endpoint} not found."
        raise ServiceError(code="ValidationError", message=message)
    found = components.get(component)
    if found is None:
        raise no_capacity(component)
    return found


def _ask(endpoint: str, component: str, headers: dict[str, str], body: bytes) -> _Response:
    found = named(component, endpoint=endpoint)
    started = time.perf_counter()
    try:
        with found.copies.chosen() as server:
            response = server.invoke(body=body, headers=headers)
    except NoCapacityError:
        raise no_capacity(component) from None
    except urllib3.exceptions.HTTPError as error:
        count(component, copies=len(found.copies), status=500, started=started)
        message = f"Received server error (0) from {component}: no answer ({type(error).__name__})."
        raise invocations.model_error(
            message=message, status=500, body="", variant=component, endpoint=endpoint
        ) from error
    count(component, copies=len(found.copies), status=response.status, started=started)
    return invocations.answer(response, endpoint=endpoint, variant=component)


def no_capacity(component: str) -> ServiceError:
    """Count the failure, which wakes the component, and make the error."""
    metrics.put(
        {"NoCapacityInvocationFailures": (1.0, "Count")}, dimensions={"InferenceComponentName": component}
    )
    return ServiceError(code="ValidationError", message=NO_CAPACITY)


def count(component: str, *, copies: int, status: int, started: float) -> None:
    """Count as https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html says."""
    values = {
        "Invocations": (1.0, "None"),
        "InvocationsPerCopy": (1.0 / max(1, copies), "None"),
        "Invocation4XXErrors": (float(400 <= status < 500), "None"),
        "Invocation5XXErrors": (float(status >= 500), "None"),
        "InvocationModelErrors": (float(status >= 400), "None"),
        "ModelLatency": ((time.perf_counter() - started) * 1e6, "Microseconds"),
    }
    metrics.put(values, dimensions={"InferenceComponentName": component})
