"""The image routes: told by their bytes, read from a body or from the upload bucket."""

from typing import Any

import pytest

from ai_images.limits import MOST_BYTES_STORED
from http_api.settings import LARGEST_BODY_BYTES
from http_api.uploads import folder_of
from tests.lambda_.ai.functions import Function
from tests.lambda_.ai.image_services import JPEG, OURS, PNG
from tests.lambda_.ai.services import failure
from tests.lambda_.document_pages.memory import tag

ROUTES = ("images/labels", "images/moderation", "images/text", "images/faces")


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("data", [PNG, JPEG])
def test_an_image_is_looked_at_once(images: Function, route: str, data: bytes) -> None:
    answer = images.upload(route, data)
    assert answer.status == 200, answer.text
    assert images.paid == 1
    assert images.clients["rekognition"].calls[0][1] == {"Image": {"Bytes": data}}


def test_labels_text_and_faces_are_told_in_the_apis_words(images: Function) -> None:
    [label] = images.upload("images/labels", PNG).body["labels"]
    assert label["boxes"] == [{"left": 0.1, "top": 0.2, "width": 0.3, "height": 0.4}]
    [line] = images.upload("images/text", PNG).body["lines"]
    assert (line["text"], line["words"]) == ("Cà phê", ["Cà", "phê"])
    [face] = images.upload("images/faces", PNG).body["faces"]
    assert face.keys() == {"box", "confidence", "pose", "landmarks"}


def test_an_uploaded_object_is_passed_on_by_name_and_version(images: Function) -> None:
    images.objects[f"{OURS}cat.jpg"] = JPEG
    answer = images.post("images/labels", {"s3_uri": f"s3://documents/{OURS}cat.jpg"})
    assert answer.status == 200
    assert images.clients["rekognition"].calls[0][1]["Image"] == {
        "S3Object": {"Bucket": "documents", "Name": f"{OURS}cat.jpg", "Version": tag(JPEG)}
    }


@pytest.mark.parametrize(
    "address",
    [
        "s3://documents/jobs/secret/result.json",
        "s3://documents/uploads",
        f"s3://documents/{folder_of('another')}cat.jpg",
        "s3://other-bucket/uploads/cat.jpg",
        f"s3://documents/{OURS}missing.jpg",
        "https://example.com/cat.jpg",
        "",
        7,
    ],
)
def test_an_object_elsewhere_is_refused_before_a_paid_call(images: Function, address: Any) -> None:
    images.objects[f"{folder_of('another')}cat.jpg"] = JPEG
    answer = images.post("images/labels", {"s3_uri": address})
    assert (answer.status, answer.body["errors"][0]["field"], images.paid) == (400, "s3_uri", 0)


@pytest.mark.parametrize(
    "data", [b"GIF89a....", b"%PDF-1.7", b"RIFF....WEBP", b"<svg/>", b"\x89PN", b"\xff\xd8"]
)
def test_what_is_no_image_is_told_by_its_bytes(images: Function, data: bytes) -> None:
    images.objects[f"{OURS}cat.png"] = data
    for answer in (
        images.upload("images/labels", data),
        images.post("images/labels", {"s3_uri": f"s3://documents/{OURS}cat.png"}),
    ):
        assert (answer.status, images.paid) == (415, 0)


def test_the_largest_body_passes_and_a_byte_more_does_not(images: Function) -> None:
    whole = PNG.ljust(LARGEST_BODY_BYTES, b"\0")
    assert images.upload("images/faces", whole).status == 200
    assert images.upload("images/faces", whole + b"\0").status == 413
    assert images.paid == 1


def test_the_largest_object_passes_and_a_byte_more_does_not(images: Function) -> None:
    asked = {"s3_uri": f"s3://documents/{OURS}large.png"}
    images.objects[f"{OURS}large.png"] = PNG.ljust(MOST_BYTES_STORED, b"\0")
    assert images.post("images/text", asked).status == 200
    images.objects[f"{OURS}large.png"] += b"\0"
    assert images.post("images/text", asked).status == 413
    assert images.paid == 1


def test_a_type_that_is_neither_image_nor_json_is_415(images: Function) -> None:
    assert images.upload("images/labels", PNG, content_type="image/gif").status == 415


@pytest.mark.parametrize(
    ("code", "status"),
    [("InvalidImageFormatException", 400), ("ImageTooLargeException", 413), ("AccessDeniedException", 502)],
)
def test_what_rekognition_refuses_is_told(images: Function, code: str, status: int) -> None:
    images.clients["rekognition"].answers["detect_faces"] = [failure(code)]
    answer = images.upload("images/faces", PNG)
    assert answer.status == status
    assert "arn:" not in answer.text
