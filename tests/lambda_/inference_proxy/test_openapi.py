"""The document: current, valid, and the same routes as the functions have."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from cli.openapi import written
from http_api.problems import Kind
from inference_proxy.openapi import COMMITTED
from tests.lambda_.inference_proxy.ports import build
from tests.lambda_.inference_proxy.samples import load_event

LAMBDA = Path(__file__).parents[3] / "lambda"
DOCUMENT = json.loads(COMMITTED.read_text())


def test_the_committed_document_is_what_the_models_say() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == written(), "run: make openapi"


def test_the_document_does_not_depend_on_the_hash_seed() -> None:
    code = "from cli.openapi import written; print(written())"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": f"{LAMBDA}:{LAMBDA.parent}", "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(outputs) == 1


def test_the_document_is_valid_openapi() -> None:
    assert list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors()) == []


def declared_routes() -> set[tuple[str, str]]:
    """(path, method) of every `self.app.post("/v1/...")` of every function."""
    return {
        (str(node.args[0].value).replace("<", "{").replace(">", "}"), node.func.attr)
        for path in LAMBDA.glob("*/routes.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == "self.app"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_the_document_has_the_functions_routes() -> None:
    documented = {
        (path, method)
        for path, operations in DOCUMENT["paths"].items()
        for method in operations
        if method != "parameters"
    }
    assert documented == declared_routes()


def test_the_served_document_states_the_environments_limits() -> None:
    proxy = build(max_rows=7, max_body_bytes=2048, max_upload_bytes=4096)
    served = json.loads(proxy.send(load_event("openapi"))["body"])
    assert served["info"]["x-limits"] == {
        "max_body_bytes": 2048,
        "max_rows": 7,
        "max_upload_bytes": 4096,
        "timeout_seconds": 29,
    }
    instances = served["components"]["schemas"]["PredictionsRequest"]["properties"]["instances"]
    assert instances["maxItems"] == 7
    upload = served["components"]["schemas"]["NewUploadRequest"]["properties"]["content_length"]
    assert upload["maximum"] == 4096


def test_every_kind_of_problem_is_documented_with_an_example() -> None:
    responses = DOCUMENT["components"]["responses"]
    assert set(responses) == {kind.name.lower() for kind in Kind}
    validator = OAS31Validator(
        DOCUMENT["components"]["schemas"]["Problem"] | {"components": DOCUMENT["components"]}
    )
    for response in responses.values():
        validator.validate(response["content"]["application/problem+json"]["example"])


@pytest.mark.parametrize("name", ["positional", "named"])
def test_the_examples_of_the_request_fit_its_schema(name: str) -> None:
    body = DOCUMENT["paths"]["/v1/models/{model}/predictions"]["post"]["requestBody"]["content"]
    schema = DOCUMENT["components"]["schemas"]["PredictionsRequest"]
    OAS31Validator(schema).validate(body["application/json"]["examples"][name]["value"])


def test_every_operation_asks_for_credentials() -> None:
    assert DOCUMENT["security"] == [{"api_key": []}, {"iam": []}, {"cognito": []}]
    operations = [o for path in DOCUMENT["paths"].values() for o in path.values() if isinstance(o, dict)]
    assert [operation for operation in operations if "security" in operation] == []
