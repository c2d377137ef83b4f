"""The environment of a function behind the adapter: what Lambda sets, and what its template sets."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime, tls

from local import environment
from local.settings import REGION, Settings

PORT, READY, WRAPPER = "AWS_LWA_PORT", "AWS_LWA_READINESS_CHECK_PATH", "AWS_LAMBDA_EXEC_WRAPPER"


def of_function(config: Mapping[str, Any], *, settings: Settings, code: Path, port: int) -> dict[str, str]:
    """Return the variables; the port is a free one, as functions share this machine.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    declared = {str(name): str(value) for name, value in declared_by(config).items()}
    base = environment.base(settings)
    variables = {
        **base,
        **declared,
        **lambda_runtime.execution_credentials(config),
        "PATH": f"{settings.python.parent}:{base.get('PATH', '')}",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": settings.endpoint_url,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_LAMBDA_FUNCTION_NAME": str(config["FunctionName"]),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
        "AWS_LAMBDA_FUNCTION_VERSION": str(config.get("Version", "$LATEST")),
        "LAMBDA_TASK_ROOT": str(code),
        "LAMBDA_RUNTIME_DIR": str(code),
        "_HANDLER": str(config["Handler"]),
        PORT: str(port),
    }
    if settings.strict:
        tls.trust_gateway_cert(variables)
    return variables


def declared_by(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the template sets."""
    variables: dict[str, Any] = (config.get("Environment") or {}).get("Variables") or {}
    return variables


def is_web_function(config: Mapping[str, Any]) -> bool:
    """Tell whether the adapter starts the function: its script replaces the runtime's bootstrap."""
    declared = declared_by(config)
    return declared.get(WRAPPER) == "/opt/bootstrap" and PORT in declared
