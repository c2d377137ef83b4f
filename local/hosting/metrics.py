"""AWS/SageMaker invocation metrics, sent in batches after the answers, so that no caller waits for them.

https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
"""

import contextvars
import logging
import queue
import threading
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError
from ministack.core.responses import get_account_id, get_region

from local import aws
from local.hosting.invocation import Outcome

NAMESPACE = "AWS/SageMaker"
OWN_NAMESPACE = "lab2api/local"
"""For what SageMaker publishes nothing like."""
_BATCH = 60
"""Invocations a call: 8 metrics with 2 sets of dimensions each stay below PutMetricData's 1,000."""
_Datum = dict[str, Any]
_Place = tuple[str, str, str]
"""Account, region and namespace."""
_Report = tuple[_Place, contextvars.Context, list[_Datum]]
_reports: "queue.SimpleQueue[_Report]" = queue.SimpleQueue()
_thread: list[threading.Thread] = []
_lock = threading.Lock()
logger = logging.getLogger("lab2api")


@dataclass(frozen=True, kw_only=True)
class Served:
    """Who answered: CloudWatch has each metric once for the variant and once for its configuration.

    The second set tells a new fleet from the old one during a deployment:
    https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
    """

    endpoint: str
    variant: str
    config: str

    def dimensions(self) -> tuple[list[dict[str, str]], ...]:
        """Return both sets."""
        variant = [
            {"Name": "EndpointName", "Value": self.endpoint},
            {"Name": "VariantName", "Value": self.variant},
        ]
        return variant, [*variant, {"Name": "EndpointConfigName", "Value": self.config}]


def count(served: Served, outcome: Outcome, *, overhead: float | None) -> None:
    """Count one invocation; `overhead` is what SageMaker itself took, in microseconds, None for a shadow."""
    status = outcome.status
    values = [
        ("Invocations", 1.0, "Count"),
        ("InvocationsPerInstance", 1.0, "Count"),
        ("Invocation4XXErrors", float(400 <= status < 500), "Count"),
        ("Invocation5XXErrors", float(status >= 500), "Count"),
        ("InvocationModelErrors", float(not outcome.succeeded), "Count"),
        ("ModelLatency", outcome.microseconds, "Microseconds"),
    ]
    if overhead is not None:
        values.append(("OverheadLatency", max(0.0, overhead), "Microseconds"))
    put(
        [
            {"MetricName": metric, "Dimensions": dimensions, "Value": value, "Unit": unit}
            for metric, value, unit in values
            for dimensions in served.dimensions()
        ]
    )


def count_dropped(served: Served, copies: int) -> None:
    """Count requests that a shadow variant did not get, because it was too far behind."""
    dimensions, _ = served.dimensions()
    datum = {
        "MetricName": "MirrorsDropped",
        "Dimensions": dimensions,
        "Value": float(copies),
        "Unit": "Count",
    }
    put([datum], namespace=OWN_NAMESPACE)


def put(data: list[_Datum], *, namespace: str = NAMESPACE) -> None:
    """Send data soon, in the account and region being served."""
    _reports.put(((get_account_id(), get_region(), namespace), contextvars.copy_context(), data))
    with _lock:
        if not _thread:
            _thread.append(threading.Thread(target=_send_forever, name="lab2api-invocations", daemon=True))
            _thread[0].start()


def _send_forever() -> None:
    while True:
        batch = [_reports.get()]
        while not _reports.empty() and len(batch) < _BATCH:
            batch.append(_reports.get())
        for place in {place for place, *_ in batch}:
            own = [report for report in batch if report[0] == place]
            own[0][1].run(_send, place[2], [datum for *_, data in own for datum in data])


def _send(namespace: str, data: list[_Datum]) -> None:
    try:
        aws.client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=data)
    except ClientError as error:
        logger.warning("%d data of %s are lost: %s", len(data), namespace, error)
