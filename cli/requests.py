"""Real requests to the deployed API, and the curl line that repeats them."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from typing import Any

import config
from cli.target import Target

TIMEOUT_SECONDS = 30


def predictions_url(*, target: Target, model: str) -> str:
    """Return the URL of a model's predictions."""
    return f"{target.api_url()}/v1/models/{model}/predictions"


def predict(*, target: Target, model: str, instances: list[Any]) -> tuple[int, dict[str, Any]]:
    """POST instances with the API key; return the HTTP status and the JSON answer, also of a refusal."""
    request = urllib.request.Request(  # noqa: S310 - the URL is the deployed API's own
        predictions_url(target=target, model=model),
        data=json.dumps({"instances": instances}).encode(),
        headers={"Content-Type": "application/json", "x-api-key": target.api_key()},
        method="POST",
    )
    trust = ssl.create_default_context(cafile=target.variables.get("AWS_CA_BUNDLE"))
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS, context=trust) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.loads(refusal.read())


def example_instance(card: dict[str, Any]) -> dict[str, Any]:
    """Make one plausible row from a card: the middle of each range, each first category, a short text."""
    return {feature["name"]: _plausible(feature) for feature in card["features"]}


def _plausible(feature: dict[str, Any]) -> str | float:
    if feature["type"] == "text":
        return "Rất tốt. Very good."
    if feature["type"] == "category":
        return str(feature["categories"][0])
    return float(round((feature["minimum"] + feature["maximum"]) / 2, 4))


def curl_line(*, target: Target, model: str, instances: list[Any]) -> str:
    """Return a shell line that sends the same request, signed as the environment's `[api] auth` asks."""
    url = predictions_url(target=target, model=model)
    return _line(target=target, url=url, body={"instances": instances})


def stream_line(*, target: Target, model: str, prompt: str) -> str:
    """Return a shell line that lets a generative model go on with `prompt`, shown as it is written."""
    url = f"{target.api_url()}/v1/models/{model}/stream"
    return _line(target=target, url=url, body={"prompt": prompt}, options="-s -N")


def example_line(*, target: Target, model: str, card: dict[str, Any]) -> str:
    """Return a shell line that asks a model something that its card allows."""
    if card["task"] == "generation":
        return stream_line(target=target, model=model, prompt="A model")
    return curl_line(target=target, model=model, instances=[example_instance(card)])


def _line(*, target: Target, url: str, body: dict[str, Any], options: str = "-s") -> str:
    text = json.dumps(body, ensure_ascii=False).replace("'", "'\\''")
    trust = f"--cacert {target.variables['AWS_CA_BUNDLE']} " if "AWS_CA_BUNDLE" in target.variables else ""
    return (
        f"curl {options} {trust}-X POST {url} "
        f"-H 'content-type: application/json' {_proof(target)} -d '{text}'"
    )


def _proof(target: Target) -> str:
    auth = config.load(target.environment).api.auth
    if auth == "api-key":
        return f"-H 'x-api-key: {target.api_key()}'"
    if auth == "cognito":
        return '-H "Authorization: $ID_TOKEN"'
    return (
        f"--aws-sigv4 'aws:amz:{target.region}:execute-api' "
        '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H "x-amz-security-token: $AWS_SESSION_TOKEN"'
    )
