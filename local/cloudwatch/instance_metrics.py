"""What every hosting instance and every copy reports once a minute, from which dashboards count them.

https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html. All run on this machine, so each
reports the machine's own load.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from local import aws

SECONDS = 60.0
ENDPOINTS, COMPONENTS = "/aws/sagemaker/Endpoints", "/aws/sagemaker/InferenceComponents"
Datum = dict[str, Any]
logger = logging.getLogger("lab2api")


def install() -> None:
    """Report for as long as the process lives."""
    threading.Thread(target=_report_for_ever, name="lab2api-instances", daemon=True).start()


def report(*, sagemaker: Any, cloudwatch: Any, load: Callable[[], float]) -> None:
    """Put one datum for each instance and each copy that serves now; `load` gives percent."""
    for namespace, data in ((ENDPOINTS, _instances(sagemaker)), (COMPONENTS, _copies(sagemaker))):
        found = [datum | {"Value": load(), "Unit": "Percent"} for datum in data]
        if found:
            cloudwatch.put_metric_data(Namespace=namespace, MetricData=found)


def machine_load() -> float:
    """Return the processes that ran in the last minute, in percent of the processors."""
    return 100 * os.getloadavg()[0] / (os.cpu_count() or 1)


def _instances(sagemaker: Any) -> Iterator[Datum]:
    for page in sagemaker.get_paginator("list_endpoints").paginate(StatusEquals="InService"):
        for name in (row["EndpointName"] for row in page["Endpoints"]):
            described = sagemaker.describe_endpoint(EndpointName=name)
            config = sagemaker.describe_endpoint_config(EndpointConfigName=described["EndpointConfigName"])
            kinds = ("ProductionVariants", "ShadowProductionVariants")
            on_instances = {
                v["VariantName"] for kind in kinds for v in config.get(kind, []) if "InstanceType" in v
            }
            for variant in (v for kind in kinds for v in described.get(kind, [])):
                if variant["VariantName"] in on_instances:
                    own = {"EndpointName": name, "VariantName": variant["VariantName"]}
                    yield from _each(variant.get("CurrentInstanceCount", 0), "CPUUtilization", own)


def _copies(sagemaker: Any) -> Iterator[Datum]:
    for page in sagemaker.get_paginator("list_inference_components").paginate():
        for name in (row["InferenceComponentName"] for row in page["InferenceComponents"]):
            described = sagemaker.describe_inference_component(InferenceComponentName=name)
            copies = described.get("RuntimeConfig", {}).get("CurrentCopyCount", 0)
            yield from _each(copies, "CPUUtilizationNormalized", {"InferenceComponentName": name})


def _each(count: int, metric: str, dimensions: dict[str, str]) -> Iterator[Datum]:
    named = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    for _ in range(count):
        yield {"MetricName": metric, "Dimensions": named}


def _report_for_ever() -> None:
    told = ""
    while True:
        time.sleep(SECONDS)
        try:
            report(sagemaker=aws.client("sagemaker"), cloudwatch=aws.client("cloudwatch"), load=machine_load)
        except ClientError as error:
            if str(error) != told:
                logger.warning("instances are not reported: %s", error)
            told = str(error)
