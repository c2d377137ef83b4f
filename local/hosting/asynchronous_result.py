"""How an asynchronous request ends: an object in S3, a notification, and what is counted.

https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-check-predictions.html
"""

import json
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError
from ministack.core.responses import get_region

from local import aws, clock, metrics
from local.hosting.asynchronous import AsynchronousRequest, Result
from local.jobs import objects
from local.jobs.errors import JobError


def finish(request: AsynchronousRequest, result: Result, *, config: dict[str, Any], variant: str) -> None:
    """Store the result or the failure, tell the topic, and count."""
    output = config["OutputConfig"]
    kept = _kept(request, result, output)
    counts = {
        **kept.counts,
        "InvocationsProcessed": (1.0, "Count"),
        "InvocationFailures": (float(kept.reason is not None), "Count"),
        "NotificationFailures": (float(not _notify(request, kept, output)), "Count"),
        "TotalProcessingTime": ((clock.now() - request.accepted) * 1e3, "Milliseconds"),
    }
    metrics.put(counts, dimensions={"EndpointName": request.endpoint, "VariantName": variant})


def _kept(request: AsynchronousRequest, result: Result, output: dict[str, Any]) -> Result:
    """Store the result, or its failure; what cannot be stored is a failure itself."""
    if result.reason is None:
        try:
            _store(request.output_location, result.body, result.content_type, output)
        except JobError as error:
            counts = {**result.counts, "ResponseUploadFailures": (1.0, "Count")}
            result = Result(reason=str(error), counts=counts)
    if result.reason is not None and request.failure_location is not None:
        text = result.body or result.reason.encode()
        try:
            _store(request.failure_location, text, result.content_type, output)
        except JobError as error:
            counts = {**result.counts, "ResponseUploadFailures": (1.0, "Count")}
            result = Result(reason=f"{result.reason} ({error})", counts=counts)
    return result


def _store(uri: str, body: bytes, content_type: str, output: dict[str, Any]) -> None:
    objects.put(body, uri=uri, key_id=output.get("KmsKeyId"), content_type=content_type)


def _notify(request: AsynchronousRequest, result: Result, output: dict[str, Any]) -> bool:
    topics = output.get("NotificationConfig", {})
    topic = topics.get("SuccessTopic" if result.reason is None else "ErrorTopic")
    if topic is None:
        return True
    try:
        aws.client("sns").publish(TopicArn=topic, Message=json.dumps(_message(request, result)))
    except ClientError:
        return False
    return True


def _message(request: AsynchronousRequest, result: Result) -> dict[str, Any]:
    parameters = {
        "accept": request.headers.get("Accept"),
        "contentType": request.headers.get("Content-Type"),
        "endpointName": request.endpoint,
        "inputLocation": request.input_location,
    }
    if result.reason is None:
        response = {"contentType": result.content_type, "outputLocation": request.output_location}
        ended: dict[str, Any] = {"invocationStatus": "Completed", "responseParameters": response}
    else:
        ended = {"invocationStatus": "Failed", "failureReason": result.reason}
    return {
        "awsRegion": get_region(),
        "eventTime": _written(clock.now()),
        "receivedTime": _written(request.accepted),
        **ended,
        "requestParameters": {name: value for name, value in parameters.items() if value is not None},
        "inferenceId": request.inference_id,
        "eventVersion": "1.0",
        "eventSource": "aws:sagemaker",
        "eventName": "InferenceResult",
    }


def _written(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
