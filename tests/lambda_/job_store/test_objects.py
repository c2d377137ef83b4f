"""The bucket with botocore's own stub: which calls are made, and what S3's refusals become."""

import io
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from job_store.objects import Bucket, StoreError

WRITTEN = {"Bucket": "documents", "Key": "jobs/a", "Body": b"data"}


@pytest.fixture
def stub() -> Iterator[Stubber]:
    client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stubber:
        yield stubber


@pytest.fixture
def bucket(stub: Stubber) -> Bucket:
    return Bucket(stub.client, "documents")


def test_an_object_is_created_only_where_none_is(stub: Stubber, bucket: Bucket) -> None:
    stub.add_response("put_object", {}, WRITTEN | {"IfNoneMatch": "*"})
    assert bucket.create("jobs/a", b"data")


def test_an_object_is_replaced_only_by_who_has_seen_it(stub: Stubber, bucket: Bucket) -> None:
    stub.add_response("put_object", {}, WRITTEN | {"IfMatch": '"tag"'})
    assert bucket.replace("jobs/a", b"data", etag='"tag"')


@pytest.mark.parametrize("code", ["PreconditionFailed", "ConditionalRequestConflict"])
def test_who_comes_second_is_told_so(stub: Stubber, bucket: Bucket, code: str) -> None:
    stub.add_client_error("put_object", code, http_status_code=412)
    assert not bucket.create("jobs/a", b"data")


def test_every_page_of_names_is_read(stub: Stubber, bucket: Bucket) -> None:
    first: dict[str, Any] = {"Contents": [{"Key": "a"}], "IsTruncated": True, "NextContinuationToken": "t"}
    stub.add_response("list_objects_v2", first, {"Bucket": "documents", "Prefix": "p"})
    then = {"Bucket": "documents", "Prefix": "p", "ContinuationToken": "t"}
    stub.add_response("list_objects_v2", {"Contents": [{"Key": "b"}], "IsTruncated": False}, then)
    assert bucket.names("p") == {"a", "b"}


def test_an_object_comes_with_its_tag(stub: Stubber, bucket: Bucket) -> None:
    body = StreamingBody(io.BytesIO(b"data"), 4)
    stub.add_response("get_object", {"Body": body, "ETag": '"tag"'}, {"Bucket": "documents", "Key": "jobs/a"})
    stored = bucket.read("jobs/a")
    assert (stored.data, stored.etag) == (b"data", '"tag"')


@pytest.mark.parametrize("operation", ["put_object", "get_object", "list_objects_v2"])
def test_a_bucket_that_is_away_is_a_503_without_a_secret(
    stub: Stubber, bucket: Bucket, operation: str
) -> None:
    stub.add_client_error(operation, "AccessDenied", "arn:aws:iam::123456789012:role/x")
    calls = {
        "put_object": lambda: bucket.create("jobs/a", b""),
        "get_object": lambda: bucket.read("jobs/a"),
        "list_objects_v2": lambda: bucket.names("jobs/"),
    }
    with pytest.raises(StoreError) as raised:
        calls[operation]()
    assert raised.value.kind.status == 503
    assert "arn:" not in raised.value.detail
