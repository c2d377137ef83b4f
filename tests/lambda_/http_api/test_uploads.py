"""An upload is its client's alone, and stays the version that was looked at."""

import base64
import io
import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from http_api.presigned import EXPIRES_SECONDS, UploadForm, presigned_upload
from http_api.problems import Kind, ProblemError
from http_api.signing import SIGNING
from http_api.uploads import find_upload, folder_of

OURS = folder_of("key-1")


def get_object(**more: Any) -> Any:
    def answer(*, Bucket: str, Key: str, Range: str) -> dict[str, Any]:  # noqa: N803
        del Bucket, Key, Range
        found = {"Body": io.BytesIO(b"%PDF-"), "ContentRange": "bytes 0-4/99", "VersionId": "v1"}
        return found | more

    return answer


def find(address: str, **more: Any) -> Any:
    return find_upload(address, client="key-1", bucket="documents", get_object=get_object(**more))


def test_an_upload_is_pinned_to_the_version_that_was_looked_at() -> None:
    upload = find(f"s3://documents/{OURS}a")
    assert (upload.size, upload.head) == (99, b"%PDF-")
    assert upload.s3_object == {"Bucket": "documents", "Name": f"{OURS}a", "Version": "v1"}


def test_another_clients_upload_is_refused_as_one_that_is_not_there() -> None:
    def absent(**_: Any) -> Any:
        raise ClientError({"Error": {"Code": "NoSuchKey", "Message": "no"}}, "GetObject")

    with pytest.raises(ProblemError) as missing:
        find_upload(f"s3://documents/{OURS}a", client="key-1", bucket="documents", get_object=absent)
    with pytest.raises(ProblemError) as foreign:
        find(f"s3://documents/{folder_of('key-2')}a")
    assert (foreign.value.kind, foreign.value.detail) == (missing.value.kind, missing.value.detail)


@pytest.mark.parametrize(
    "key", ["", "uploads/a", "jobs/x", OURS[:-1], f"{OURS[:-1]}x/a", f"../{OURS}a", f"/{OURS}a"]
)
def test_nothing_outside_the_clients_folder_is_asked_for(key: str) -> None:
    def never(**_: Any) -> Any:
        raise AssertionError("asked")

    with pytest.raises(ProblemError):
        find_upload(f"s3://documents/{key}", client="key-1", bucket="documents", get_object=never)


@pytest.mark.parametrize("version", [None, "null"])
def test_a_bucket_without_versions_is_a_fault_of_ours_and_not_read(version: str | None) -> None:
    with pytest.raises(ProblemError) as raised:
        find(f"s3://documents/{OURS}a", VersionId=version)
    assert raised.value.kind is Kind.INTERNAL


def test_a_folder_tells_nothing_of_its_client() -> None:
    assert "123456789012" not in folder_of("123456789012")
    assert folder_of("key-1") != folder_of("key-2")


def signed(region: str) -> UploadForm:
    keys = {"aws_access_key_id": "AKIA", "aws_secret_access_key": "secret", "aws_session_token": "token"}
    client = boto3.client("s3", region_name=region, config=SIGNING, **keys)
    return presigned_upload(
        client.generate_presigned_post,
        client="key-1",
        bucket="documents",
        content_type="image/png",
        most_bytes=15,
        now=1_000.9,
        request_id="r",
    )


def policy_of(answer: UploadForm) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(base64.b64decode(answer.fields["policy"]))
    return document


def test_a_form_is_for_one_object_of_one_type_and_a_bounded_size() -> None:
    answer = signed("us-east-1")
    key = f"{OURS}{answer.upload_id}"
    assert answer.s3_uri == f"s3://documents/{key}"
    conditions = policy_of(answer)["conditions"]
    assert {"key": key} in conditions
    assert {"bucket": "documents"} in conditions
    assert {"Content-Type": "image/png"} in conditions
    assert ["content-length-range", 1, 15] in conditions
    assert not [one for one in conditions if "starts-with" in one]
    assert answer.expires.timestamp() == 1_000 + EXPIRES_SECONDS


def test_a_form_is_signed_for_kms_and_for_the_buckets_own_region() -> None:
    answer = signed("ap-southeast-1")
    assert answer.fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert answer.url == "https://documents.s3.ap-southeast-1.amazonaws.com/"


def test_every_form_is_for_another_object() -> None:
    assert signed("us-east-1").s3_uri != signed("us-east-1").s3_uri
