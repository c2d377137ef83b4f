"""The environments of the emulator, of its children and of its clients: chosen variables only.

The emulator hands its own environment to every function it runs, so a variable of the user's shell
(a proxy, AWS_CA_BUNDLE, AWS_PROFILE, a secret) would change what a function does.
"""

import os
from collections.abc import Mapping

from local.settings import ACCOUNT, REGION, Settings

_KEPT = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "SYSTEMROOT", "TZ", "USER", "VIRTUAL_ENV")


def base(settings: Settings) -> dict[str, str]:
    """Return the few variables of the shell that any program needs; temporary files go to the state."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"TMPDIR": str(settings.temporary), "PYTHONUNBUFFERED": "1", "PYTHONNOUSERSITE": "1"}


def emulator(settings: Settings) -> dict[str, str]:
    """Make the emulator's own: loopback only, no broker, no SFTP, no Docker, functions as subprocesses."""
    return base(settings) | {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(settings.port),
        "MINISTACK_REGION": REGION,
        "LAMBDA_EXECUTOR": "local",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{settings.state / 'no-docker.sock'}",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AUTH": str(settings.strict).lower(),
        "USE_SSL": str(int(settings.strict)),
    }


def launch(settings: Settings) -> dict[str, str]:
    """Make that of `python -m local`, which reads its settings here and hides them from functions."""
    chat_key = {} if settings.chat_key is None else {"LAB2API_CHAT_KEY": settings.chat_key.get_secret_value()}
    return (
        base(settings)
        | chat_key
        | {
            "LAB2API_REAL": settings.real,
            "LAB2API_REAL_PROFILE": settings.real_profile,
            "LAB2API_REAL_GUARDRAIL": settings.real_guardrail,
            "LAB2API_REAL_TERMINOLOGY": settings.real_terminology,
            "LAB2API_CHAT_URL": settings.chat_url,
            "LAB2API_CHAT_MODEL": settings.chat_model,
            "LAB2API_PORT": str(settings.port),
            "LAB2API_STATE": str(settings.state),
            "LAB2API_STRICT": str(int(settings.strict)),
            "LAB2API_MODEL_CODE": str(settings.model_code),
            "LAB2API_PYTHON": str(settings.python),
        }
    )


def container(settings: Settings, *, variables: Mapping[str, str]) -> dict[str, str]:
    """Make that of a process in place of a container: what images have, and the declared variables."""
    return base(settings) | {"LAB2API_BIND_HOST": "127.0.0.1", "AWS_REGION": REGION} | dict(variables)


def client(settings: Settings) -> dict[str, str]:
    """Make that of AWS clients (CDK CLI, boto3) of the emulator, as the root user of the emulated account."""
    variables = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": settings.endpoint_url,
        "AWS_EC2_METADATA_DISABLED": "true",
        "CDK_DEFAULT_ACCOUNT": ACCOUNT,
        "CDK_DEFAULT_REGION": REGION,
        "CDK_DISABLE_CLI_TELEMETRY": "1",
    }
    if settings.strict:
        certificate = str(settings.certificate)
        variables |= {
            "AWS_CA_BUNDLE": certificate,
            "NODE_EXTRA_CA_CERTS": certificate,
            "SSL_CERT_FILE": certificate,
        }
    return variables
