"""An endpoint as the platform deploys one, with short waits: canary, and three alarms that roll it back."""

from typing import Any

ENDPOINT = "canary"
VARIANT = "AllTraffic"
SHARE = 10
ROLE = "arn:aws:iam::000000000000:role/execution"
NAMESPACE = "test/business"
_OF_VARIANT = [{"Name": "EndpointName", "Value": ENDPOINT}, {"Name": "VariantName", "Value": VARIANT}]


def template() -> dict[str, Any]:
    """Return the template; its parameters are ModelDataUrl and WaitSeconds."""
    return {
        "Parameters": {"ModelDataUrl": {"Type": "String"}, "WaitSeconds": {"Type": "Number"}},
        "Resources": {
            "Errors": _alarm("Invocation5XXErrors", 3, Statistic="Sum", Dimensions=_OF_VARIANT),
            "Slow": _alarm("ModelLatency", 2_500_000, ExtendedStatistic="p99", Dimensions=_OF_VARIANT),
            "Wrong": _alarm("WrongAnswers", 3, Statistic="Sum", Namespace=NAMESPACE),
            "Model": {
                "Type": "AWS::SageMaker::Model",
                "Properties": {
                    "ExecutionRoleArn": ROLE,
                    "PrimaryContainer": {"Image": "x", "ModelDataUrl": {"Ref": "ModelDataUrl"}},
                },
            },
            "Config": {
                "Type": "AWS::SageMaker::EndpointConfig",
                "Properties": {
                    "ProductionVariants": [
                        {
                            "VariantName": VARIANT,
                            "ModelName": {"Fn::GetAtt": ["Model", "ModelName"]},
                            "InstanceType": "ml.m5.large",
                            "InitialInstanceCount": 1,
                            "InitialVariantWeight": 1,
                        }
                    ]
                },
            },
            "Endpoint": _endpoint(),
        },
    }


def _endpoint() -> dict[str, Any]:
    routing = {
        "Type": "CANARY",
        "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": SHARE},
        "WaitIntervalInSeconds": {"Ref": "WaitSeconds"},
    }
    return {
        "Type": "AWS::SageMaker::Endpoint",
        "Properties": {
            "EndpointName": ENDPOINT,
            "EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]},
            "RetainAllVariantProperties": True,
            "DeploymentConfig": {
                "BlueGreenUpdatePolicy": {
                    "TrafficRoutingConfiguration": routing,
                    "TerminationWaitInSeconds": {"Ref": "WaitSeconds"},
                },
                "AutoRollbackConfiguration": {
                    "Alarms": [{"AlarmName": {"Ref": name}} for name in ("Errors", "Slow", "Wrong")]
                },
            },
        },
    }


def _alarm(metric: str, threshold: float, *, Namespace: str = "AWS/SageMaker", **more: Any) -> dict[str, Any]:  # noqa: N803
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "Namespace": Namespace,
            "MetricName": metric,
            "Period": 10,
            "EvaluationPeriods": 1,
            "Threshold": threshold,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
        }
        | more,
    }
