"""Each instance and copy reports once, serverless endpoints never: what a dashboard counts and prices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from local.cloudwatch import instance_metrics


class Pages:
    """A paginator of one page."""

    def __init__(self, page: dict[str, Any]) -> None:
        self.page = page

    def paginate(self, **_: Any) -> Iterator[dict[str, Any]]:
        yield self.page


class SageMaker:
    """Two instances with a shadow of one, a serverless endpoint, a component of three copies."""

    def get_paginator(self, name: str) -> Pages:
        endpoints = [{"EndpointName": "dev-fast"}, {"EndpointName": "dev-cheap"}]
        pages = {
            "list_endpoints": {"Endpoints": endpoints},
            "list_inference_components": {"InferenceComponents": [{"InferenceComponentName": "dev-part"}]},
        }
        return Pages(pages[name])

    def describe_endpoint(self, *, EndpointName: str) -> dict[str, Any]:  # noqa: N803 - the API's own names
        if EndpointName == "dev-cheap":
            variants = {"ProductionVariants": [{"VariantName": "AllTraffic", "CurrentInstanceCount": 1}]}
        else:
            variants = {
                "ProductionVariants": [{"VariantName": "AllTraffic", "CurrentInstanceCount": 2}],
                "ShadowProductionVariants": [{"VariantName": "Shadow", "CurrentInstanceCount": 1}],
            }
        return {"EndpointConfigName": EndpointName, **variants}

    def describe_endpoint_config(self, *, EndpointConfigName: str) -> dict[str, Any]:  # noqa: N803
        if EndpointConfigName == "dev-cheap":
            return {"ProductionVariants": [{"VariantName": "AllTraffic", "ServerlessConfig": {}}]}
        instance = {"InstanceType": "ml.m5.large"}
        return {
            "ProductionVariants": [{"VariantName": "AllTraffic", **instance}],
            "ShadowProductionVariants": [{"VariantName": "Shadow", **instance}],
        }

    def describe_inference_component(self, **_: Any) -> dict[str, Any]:
        return {"RuntimeConfig": {"CurrentCopyCount": 3}}


class CloudWatch:
    """Remembers what was put."""

    def __init__(self) -> None:
        self.put: list[tuple[str, str, tuple[str, ...], float]] = []

    def put_metric_data(self, *, Namespace: str, MetricData: list[dict[str, Any]]) -> None:  # noqa: N803
        for datum in MetricData:
            names = tuple(dimension["Value"] for dimension in datum["Dimensions"])
            self.put.append((Namespace, datum["MetricName"], names, datum["Value"]))


def test_each_instance_and_each_copy_reports_the_load_once() -> None:
    cloudwatch = CloudWatch()
    instance_metrics.report(sagemaker=SageMaker(), cloudwatch=cloudwatch, load=lambda: 12.5)
    production = (instance_metrics.ENDPOINTS, "CPUUtilization", ("dev-fast", "AllTraffic"), 12.5)
    shadow = (instance_metrics.ENDPOINTS, "CPUUtilization", ("dev-fast", "Shadow"), 12.5)
    copy = (instance_metrics.COMPONENTS, "CPUUtilizationNormalized", ("dev-part",), 12.5)
    assert cloudwatch.put == [production, production, shadow, copy, copy, copy]


def test_the_load_is_a_percentage() -> None:
    assert instance_metrics.machine_load() >= 0
