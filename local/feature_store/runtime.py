"""SageMaker FeatureStore Runtime: PutRecord, GetRecord, BatchGetRecord, DeleteRecord by method and path."""

import json
import re
from typing import Any, cast
from urllib.parse import unquote

import botocore.session
from botocore.model import ServiceModel, Shape
from botocore.validate import ParamValidator

from local.feature_store.record_operations import OPERATIONS, Request
from local.feature_store.values import refused
from local.sagemaker.errors import ServiceError

MODEL: ServiceModel = botocore.session.get_session().get_service_model("sagemaker-featurestore-runtime")
PATH = re.compile(r"/(?:FeatureGroup/(?P<group>[^?]+)|BatchGetRecord|BatchWriteRecord)")
_VERBS = {"PUT": "PutRecord", "GET": "GetRecord", "DELETE": "DeleteRecord"}
Query = dict[str, list[str]]
_Response = tuple[int, dict[str, Any], bytes]


def operation_of(method: str, path: str) -> str:
    """Return the operation that a request is: by its last part where that names one."""
    last = path.rstrip("/").rsplit("/", 1)[-1]
    if last in ("BatchGetRecord", "BatchWriteRecord", "ListRecords"):
        return last
    return "UpdateRecord" if method == "POST" else _VERBS.get(method, method)


def handle(method: str, path: str, body: bytes, query: Query) -> _Response:
    """Answer one request."""
    operation = operation_of(method, path)
    if operation not in OPERATIONS:
        message = f"{operation} is not emulated locally. Use an AWS account for it."
        raise ServiceError(code="NotEmulatedLocally", message=message, status=501)
    request = _request(path, body, query)
    report = ParamValidator().validate(request, cast(Shape, MODEL.operation_model(operation).input_shape))
    if report.has_errors():
        raise refused(report.generate_report())
    answer = json.dumps(OPERATIONS[operation](request)).encode()
    return 200, {"Content-Type": "application/json"}, answer


def _request(path: str, body: bytes, query: Query) -> Request:
    """Gather what is in the address and in the body."""
    request: Request = json.loads(body or b"{}")
    if named := re.fullmatch(r"/FeatureGroup/(.+)", path):
        request["FeatureGroupName"] = unquote(named[1])
    lists = {"FeatureName": "FeatureNames", "TargetStores": "TargetStores"}
    for name, values in query.items():
        request[lists.get(name, name)] = values if name in lists else values[0]
    return request
