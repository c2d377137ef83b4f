"""Textract's asynchronous jobs on a document of two rendered pages in S3, as many pages are read.

Against AWS: a bucket for each test, and about USD 0.05 at list prices (eight pages of text, two of tables).
"""

import io
import secrets
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from examples import make_inputs
from tests.local.ai.conftest import png
from tests.local.ai.test_textract import errors, lines
from tests.local.conftest import Client

NAME = "uploads/scan.pdf"
WAIT_SECONDS, PAUSE_SECONDS = 120.0, 1.0
PAGES = (make_inputs.PAGE_EN, make_inputs.PAGE_EN.splitlines()[0])


def pdf(*texts: str) -> bytes:
    first, *others = [make_inputs.page(text) for text in texts]
    written = io.BytesIO()
    first.save(written, "PDF", save_all=True, append_images=others, resolution=make_inputs.DPI)
    return written.getvalue()


@pytest.fixture
def location(client: Client, bucket: str) -> dict[str, Any]:
    """The document's one version."""
    version = client("s3").put_object(Bucket=bucket, Key=NAME, Body=pdf(*PAGES))["VersionId"]
    return {"S3Object": {"Bucket": bucket, "Name": NAME, "Version": version}}


def finished(get: Any, job: str, **more: Any) -> dict[str, Any]:
    deadline = time.monotonic() + WAIT_SECONDS
    while (answer := get(JobId=job, **more))["JobStatus"] == "IN_PROGRESS":
        assert time.monotonic() < deadline
        time.sleep(PAUSE_SECONDS)
    found: dict[str, Any] = answer
    return found


def test_a_document_is_read_page_by_page_and_told_in_pieces(client: Client, location: dict[str, Any]) -> None:
    textract = client("textract")
    job = textract.start_document_text_detection(DocumentLocation=location)["JobId"]
    answer = finished(textract.get_document_text_detection, job, MaxResults=20)
    assert answer["JobStatus"] == "SUCCEEDED"
    assert answer["DocumentMetadata"]["Pages"] == 2
    blocks, pieces = list(answer["Blocks"]), 1
    while token := answer.get("NextToken"):
        answer = textract.get_document_text_detection(JobId=job, MaxResults=20, NextToken=token)
        blocks += answer["Blocks"]
        pieces += 1
        assert len(answer["Blocks"]) <= 20
    assert pieces == -(-len(blocks) // 20) > 1
    for number, text in enumerate(PAGES, start=1):
        assert errors(lines([block for block in blocks if block["Page"] == number]), text) < 0.05


def test_a_token_that_comes_again_joins_its_job_and_another_documents_is_refused(
    client: Client, location: dict[str, Any]
) -> None:
    textract, token = client("textract"), f"lab2api-contract-{secrets.token_hex(8)}"
    request = {"DocumentLocation": location, "ClientRequestToken": token}
    first = textract.start_document_text_detection(**request)["JobId"]
    assert textract.start_document_text_detection(**request)["JobId"] == first
    other = {"S3Object": location["S3Object"] | {"Name": "uploads/another.pdf"}}
    client("s3").put_object(Bucket=location["S3Object"]["Bucket"], Key="uploads/another.pdf", Body=pdf("Two"))
    del other["S3Object"]["Version"]
    with pytest.raises(ClientError) as raised:
        textract.start_document_text_detection(DocumentLocation=other, ClientRequestToken=token)
    assert raised.value.response["Error"]["Code"] == "IdempotentParameterMismatchException"
    finished(textract.get_document_text_detection, first)


def test_the_version_that_is_named_is_read_whatever_lies_there_now(
    client: Client, bucket: str, location: dict[str, Any]
) -> None:
    client("s3").put_object(Bucket=bucket, Key=NAME, Body=pdf("Something else"))
    textract = client("textract")
    job = textract.start_document_text_detection(DocumentLocation=location)["JobId"]
    answer = finished(textract.get_document_text_detection, job)
    assert answer["DocumentMetadata"]["Pages"] == 2


def test_a_single_page_is_pinned_to_its_version_too(client: Client, bucket: str) -> None:
    s3, image = client("s3"), png(make_inputs.page("Open today"))
    version = s3.put_object(Bucket=bucket, Key="uploads/a.png", Body=image)["VersionId"]
    s3.put_object(Bucket=bucket, Key="uploads/a.png", Body=png(make_inputs.page("Closed")))
    pinned = {"S3Object": {"Bucket": bucket, "Name": "uploads/a.png", "Version": version}}
    blocks = client("textract").detect_document_text(Document=pinned)["Blocks"]
    assert lines(blocks) == "Open today"
    found = client("rekognition").detect_text(Image=pinned)["TextDetections"]
    assert [one["DetectedText"] for one in found if one["Type"] == "LINE"] == ["Open today"]


def test_tables_of_an_invoice_are_found_by_a_job(client: Client, bucket: str) -> None:
    written = io.BytesIO()
    make_inputs.invoice().save(written, "PDF", resolution=make_inputs.DPI)
    client("s3").put_object(Bucket=bucket, Key=NAME, Body=written.getvalue())
    where = {"S3Object": {"Bucket": bucket, "Name": NAME}}
    textract = client("textract")
    job = textract.start_document_analysis(DocumentLocation=where, FeatureTypes=["TABLES"])["JobId"]
    answer = finished(textract.get_document_analysis, job)
    kinds = {block["BlockType"] for block in answer["Blocks"]}
    assert {"PAGE", "LINE", "TABLE", "CELL"} <= kinds
    assert {block["Page"] for block in answer["Blocks"]} == {1}
