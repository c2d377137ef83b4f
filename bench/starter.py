"""The starter model's row as a request, for every way to ask for it."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MODEL = "breast-cancer"
FOLDER = ROOT / "model_code" / "starter" / MODEL
CARD = FOLDER / "card.json"
ARTIFACT = FOLDER / "model.tar.gz"


def body() -> str:
    """Return one row, in the middle of what training saw."""
    features = json.loads(CARD.read_text(encoding="utf-8"))["features"]
    row = [(feature["minimum"] + feature["maximum"]) / 2 for feature in features]
    return json.dumps({"instances": [row]})


def event() -> dict[str, Any]:
    """Return the event that API Gateway makes of the request."""
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    path = f"/v1/models/{MODEL}/predictions"
    return {
        "resource": "/v1/models/{model}/predictions",
        "path": path,
        "httpMethod": "POST",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"model": MODEL},
        "stageVariables": None,
        "requestContext": {"requestId": "request", "path": path, "identity": {"apiKeyId": "key"}},
        "body": body(),
        "isBase64Encoded": False,
    }
