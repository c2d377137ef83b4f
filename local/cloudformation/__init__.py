"""CloudFormation types that ministack lacks, and properties that its own handlers drop."""

import importlib

_MODULES = (
    "sagemaker",
    "feature_group_type",
    "autoscaling",
    "monitoring",
    "network",
    "security_group_rules",
    "image",
    "buckets",
    "repairs",
    "api_gateway",
    "custom",
    "ai_services",
    "mlflow",
    "refused",
    "studio",
    "kept",
    "budgets",
    "stack_set",
    "inference_profile",
)


def install() -> None:
    """Register every handler of this package with the emulator."""
    for name in _MODULES:
        importlib.import_module(f"local.cloudformation.{name}").install()
