"""Files that are too large for a body: an address for one caller, one size, one type; then a job."""

import json
import re
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from inference_proxy.aws import STORE, presigning
from prediction_jobs.job import read_job
from tests.lambda_.inference_proxy.ports import Proxy
from tests.lambda_.inference_proxy.samples import body_of, problem
from tests.lambda_.inference_proxy.test_modes import job_of

MOST = 4096
PATH = "/v1/models/iris/uploads"


@pytest.fixture
def proxy(build_proxy: Callable[..., Proxy]) -> Proxy:
    return build_proxy(max_upload_bytes=MOST)


def offer(proxy: Proxy, document: Any, **changes: Any) -> dict[str, Any]:
    return proxy.post(json.dumps(document), path=PATH, **changes)


def put(proxy: Proxy, data: bytes = b"1,\n", **changes: Any) -> str:
    """Ask for an address and put the file there; the upload's id."""
    wanted = {"content_type": "text/csv", "content_length": len(data)}
    answer = body_of(offer(proxy, wanted, **changes))
    key = answer["url"].removeprefix("https://bucket.example/").partition("?")[0]
    proxy.put(key, data, "text/csv")
    return str(answer["upload"])


def use(proxy: Proxy, upload: object, **changes: Any) -> dict[str, Any]:
    return proxy.post(json.dumps({"upload": upload}), **changes)


def test_an_address_is_for_one_file_of_one_size_and_type(proxy: Proxy) -> None:
    answer = offer(proxy, {"content_type": "text/csv", "content_length": 17})
    assert answer["statusCode"] == 201
    body = body_of(answer)
    assert body["headers"] == {"content-type": "text/csv", "content-length": "17", "if-none-match": "*"}
    assert body["url"].endswith("?type=text/csv&length=17")
    assert re.search(rf"/uploads/[0-9a-f]{{32}}/iris/{body['upload']}\?", body["url"])
    assert body["expires"] == "1970-01-01T00:15:00Z"
    assert offer(proxy, {"content_length": 17}) != answer, "no two uploads share a name"


@pytest.mark.parametrize(("length", "status"), [(1, 201), (MOST, 201), (MOST + 1, 413), (0, 400), (-1, 400)])
def test_the_size_is_bounded(proxy: Proxy, length: int, status: int) -> None:
    assert offer(proxy, {"content_length": length})["statusCode"] == status


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({}, "content_length"),
        ({"content_length": "17"}, "content_length"),
        ({"content_length": 1.5}, "content_length"),
        ({"content_length": None}, "content_length"),
        ({"content_length": 1, "content_type": "image/png"}, "content_type"),
        ({"content_length": 1, "key": "x"}, "key"),
        ([], "body"),
    ],
)
def test_what_is_wrong_with_a_request_for_an_address_is_named(
    proxy: Proxy, document: Any, field: str
) -> None:
    answer = problem(offer(proxy, document))
    assert (answer["status"], answer["errors"][0]["field"]) == (400, field)


def test_there_is_no_address_for_a_model_that_is_not_served(proxy: Proxy) -> None:
    answer = proxy.post('{"content_length": 1}', path="/v1/models/unknown/uploads")
    assert problem(answer)["status"] == 404


def test_an_uploaded_file_becomes_a_job_that_nobody_has_paid_for_yet(proxy: Proxy) -> None:
    upload = put(proxy)
    id_ = job_of(use(proxy, upload))
    job = read_job(proxy.store, id_)
    assert job.upload is not None
    assert job.upload.key.endswith(upload)
    assert (job.upload.content_type, job.rows) == ("text/csv", None)
    assert (proxy.queue.sent, proxy.endpoint.calls) == ([id_], [])
    assert job_of(use(proxy, upload)) == id_


@pytest.mark.parametrize("entry", [{"mode": "async"}, {"mode": "mock", "endpoint": None}])
def test_it_goes_to_the_worker_in_every_mode_as_its_rows_are_not_checked(
    proxy: Proxy, entry: dict[str, Any]
) -> None:
    proxy.serve(**entry)
    id_ = job_of(use(proxy, put(proxy)))
    assert (proxy.queue.sent, proxy.queue.invoked) == ([id_], [])


def test_only_who_made_an_upload_can_use_it(proxy: Proxy) -> None:
    upload = put(proxy, caller="key-1")
    answer = problem(use(proxy, upload, caller="key-2"))
    assert (answer["status"], answer["errors"][0]["field"]) == (400, "upload")
    assert job_of(use(proxy, upload, caller="key-1"))


def test_an_upload_for_one_model_is_none_for_another(proxy: Proxy) -> None:
    upload = put(proxy)
    proxy.parameters["other"] = proxy.parameters["iris"]
    proxy.time.seconds += 1.0
    answer = problem(use(proxy, upload, path="/v1/models/other/predictions"))
    assert answer["errors"][0]["field"] == "upload"


@pytest.mark.parametrize("upload", ["", "x", "0" * 32, "0" * 33, 1, None, ["0" * 32], "../" + "0" * 32])
def test_an_upload_that_is_not_there_is_named(proxy: Proxy, upload: object) -> None:
    answer = problem(use(proxy, upload))
    assert (answer["status"], answer["errors"][0]["field"]) == (400, "upload")
    assert proxy.store.held == {}


def test_an_upload_stands_alone(proxy: Proxy) -> None:
    body = json.dumps({"upload": put(proxy), "instances": [[1, None]]})
    assert problem(proxy.post(body))["errors"][0]["field"] == "upload"


def test_an_upload_is_never_answered_at_once(proxy: Proxy) -> None:
    answer = problem(use(proxy, put(proxy), query={"mode": "sync"}))
    assert (answer["status"], answer["errors"][0]["field"]) == (400, "mode")


def test_a_file_that_grew_on_its_way_is_refused(proxy: Proxy) -> None:
    """S3 holds the client to the signed size; where something else does not, we do."""
    upload = put(proxy)
    [key] = proxy.uploaded
    proxy.store.held[key] = b"1" * (MOST + 1)
    assert problem(use(proxy, upload))["status"] == 413
    proxy.store.held[key] = b"1" * MOST
    assert job_of(use(proxy, upload))


def test_a_file_of_another_type_is_refused(proxy: Proxy) -> None:
    upload = put(proxy)
    [key] = proxy.uploaded
    proxy.uploaded[key] = "image/png"
    assert problem(use(proxy, upload))["errors"][0]["field"] == "upload"


def test_a_body_that_is_too_large_is_told_to_be_uploaded(build_proxy: Callable[..., Proxy]) -> None:
    body = '{"instances": [[1, null]]}'
    assert build_proxy(max_body_bytes=len(body)).post(body)["statusCode"] == 200
    answer = problem(build_proxy(max_body_bytes=len(body) - 1).post(body))
    assert answer["status"] == 413
    assert "POST /v1/models/iris/uploads" in answer["detail"]


def test_an_address_is_signed_for_kms_and_for_the_buckets_own_region() -> None:
    """The global endpoint sends a new bucket's clients elsewhere, where the signature is no good."""
    keys = {"aws_access_key_id": "AKIA", "aws_secret_access_key": "secret", "aws_session_token": "token"}
    client = boto3.client("s3", region_name="ap-southeast-1", config=STORE, **keys)
    url = presigning(client, bucket="jobs")(key="uploads/x", content_type="text/csv", content_length=17)
    assert url.startswith("https://jobs.s3.ap-southeast-1.amazonaws.com/uploads/x?")
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in url
    assert "content-length%3Bcontent-type%3Bhost%3Bif-none-match" in url
