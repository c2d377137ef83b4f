"""Two sides of one contract: the local twin, and AWS itself where LAB2API_LIVE=1 and AWS_PROFILE are set."""

import os
import secrets
from collections.abc import Iterator

import boto3
import pytest
import pytest_socket

from local import ports, process
from local.settings import Settings
from tests.contract.chat_server import serving
from tests.local.conftest import Client, client_of

LIVE = os.environ.get("LAB2API_LIVE") == "1" and bool(os.environ.get("AWS_PROFILE"))
_live = pytest.param("aws", marks=pytest.mark.skipif(not LIVE, reason="set AWS_PROFILE and LAB2API_LIVE=1"))


@pytest.fixture(scope="session")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Start an emulator of its own, with a chat server of this process behind its Bedrock."""
    with serving() as chat_url:
        settings = Settings(port=ports.free(), state=tmp_path_factory.mktemp("twin"), chat_url=chat_url)
        process.start(settings)
        yield client_of(settings)
        process.stop(settings)


@pytest.fixture(params=["twin", _live])
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    """Make boto3 clients of one of the two sides."""
    if request.param == "twin":
        yield request.getfixturevalue("twin")
        return
    pytest_socket.enable_socket()
    pytest_socket._remove_restrictions()
    yield boto3.Session().client  # type: ignore[misc]
    pytest_socket.disable_socket()


@pytest.fixture
def bucket(client: Client) -> Iterator[str]:
    """Make a bucket with versions, as the environment's is, and delete it with all that is in it."""
    s3, name = client("s3"), f"lab2api-contract-{secrets.token_hex(8)}"
    region = s3.meta.region_name
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=name, **place)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    yield name
    for one in s3.list_object_versions(Bucket=name).get("Versions", []):
        s3.delete_object(Bucket=name, Key=one["Key"], VersionId=one["VersionId"])
    s3.delete_bucket(Bucket=name)
