"""The forms that clients upload with: S3 itself holds them to their key, type and size. Costs nothing."""

from typing import Any

import pytest
import urllib3

from http_api.presigned import UploadForm, presigned_upload
from http_api.signing import SIGNING
from http_api.uploads import find_upload
from tests.local.conftest import Client

MOST_BYTES = 64
PNG = b"\x89PNG\r\n\x1a\n"
CLIENT = "key-1"


@pytest.fixture
def form(client: Client, bucket: str) -> UploadForm:
    return presigned_upload(
        client("s3", SIGNING).generate_presigned_post,
        client=CLIENT,
        bucket=bucket,
        content_type="image/png",
        most_bytes=MOST_BYTES,
        now=0,
        request_id="r",
    )


def post(form: UploadForm, data: bytes, **changed: str) -> int:
    fields: dict[str, Any] = {**form.fields, **changed, "file": ("page.png", data, "image/png")}
    status: int = urllib3.request("POST", form.url, fields=fields, retries=False).status
    return status


def found(client: Client, bucket: str, form: UploadForm) -> Any:
    return find_upload(form.s3_uri, client=CLIENT, bucket=bucket, get_object=client("s3").get_object)


@pytest.mark.parametrize("size", [MOST_BYTES - 1, MOST_BYTES])
def test_a_file_of_the_limit_is_taken_and_found_under_its_address(
    client: Client, bucket: str, form: UploadForm, size: int
) -> None:
    assert post(form, PNG.ljust(size, b"x")) == 204
    upload = found(client, bucket, form)
    assert (upload.size, upload.head[:8]) == (size, PNG)
    head = client("s3").head_object(Bucket=bucket, Key=upload.key, VersionId=upload.version)
    assert (head["ContentType"], head["ContentLength"]) == ("image/png", size)


@pytest.mark.parametrize("data", [b"", PNG.ljust(MOST_BYTES + 1, b"x")])
def test_nothing_and_a_byte_more_are_refused(
    client: Client, bucket: str, form: UploadForm, data: bytes
) -> None:
    assert post(form, data) == 400
    assert client("s3").list_objects_v2(Bucket=bucket)["KeyCount"] == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"key": "uploads/somebody/else"},
        {"Content-Type": "text/html"},
        {"acl": "public-read"},
        {"x-amz-server-side-encryption": "AES256"},
    ],
)
def test_no_other_key_type_or_encryption_can_be_chosen(
    client: Client, bucket: str, form: UploadForm, changed: dict[str, str]
) -> None:
    assert post(form, PNG, **changed) == 403
    assert client("s3").list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_a_form_can_be_sent_again_and_what_was_looked_at_stays(
    client: Client, bucket: str, form: UploadForm
) -> None:
    post(form, PNG + b"first")
    upload = found(client, bucket, form)
    post(form, PNG + b"second")
    again = client("s3").get_object(Bucket=bucket, Key=upload.key, VersionId=upload.version)
    assert again["Body"].read() == PNG + b"first"
    assert found(client, bucket, form).version != upload.version
