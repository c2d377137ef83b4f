"""Strict mode for Bedrock: Converse is authorized as InvokeModel, on what it names and with its guardrail.

https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html (condition key) and
https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html (resources).
"""

import json
import re
from typing import Any
from urllib.parse import unquote

from ministack.core.responses import get_account_id, get_region

_MODEL = re.compile(r"/model/(?P<model>.+)/(?P<action>[a-z-]+)")
_PROFILE = re.compile(r"(?:us|us-gov|eu|apac|au|jp|ca|global)\..+")
_STREAMING = ("converse-stream", "invoke-with-response-stream")


def action(path: str) -> str:
    """Return the IAM action of a request: there is none of the name Converse."""
    matched = _MODEL.fullmatch(unquote(path))
    streams = matched is not None and matched["action"] in _STREAMING
    return "bedrock:InvokeModelWithResponseStream" if streams else "bedrock:InvokeModel"


def resource(path: str) -> str:
    """Return the ARN that a request names: an inference profile or a foundation model.

    What AWS checks besides, the model behind a profile in each of its regions, is not checked here.
    """
    matched = _MODEL.fullmatch(unquote(path))
    if matched is None or matched["model"].startswith("arn:"):
        return "*" if matched is None else matched["model"]
    prefix, account = f"arn:aws:bedrock:{get_region()}", get_account_id()
    if _PROFILE.fullmatch(matched["model"]):
        return f"{prefix}:{account}:inference-profile/{matched['model']}"
    return f"{prefix}::foundation-model/{matched['model']}"


def context(body: bytes) -> dict[str, Any]:
    """Return the condition keys: the ARN of the guardrail with its version, where the request names one."""
    guardrail = json.loads(body or b"{}").get("guardrailConfig", {})
    if not guardrail.get("guardrailIdentifier"):
        return {}
    name = guardrail["guardrailIdentifier"].rpartition("/")[2]
    arn = f"arn:aws:bedrock:{get_region()}:{get_account_id()}:guardrail/{name}"
    return {"bedrock:GuardrailIdentifier": f"{arn}:{guardrail.get('guardrailVersion', 'DRAFT')}"}
