"""The stand-in for Rekognition on two photos that ship in packages, and a rendered page."""

import pytest
from PIL import Image

from examples import make_inputs
from local.ai import images
from tests.local.ai.conftest import Ask, png


def test_the_portrait_has_one_face_in_its_middle(ask: Ask) -> None:
    _, headers, answer = ask("rekognition", "DetectFaces", Image={"Bytes": make_inputs.portrait()})
    (face,) = answer["FaceDetails"]
    box = face["BoundingBox"]
    assert box["Left"] < 0.5 < box["Left"] + box["Width"]
    assert face["Confidence"] > 50
    assert "Haar" in headers["x-lab2api-stand-in"]


def test_the_temple_has_no_face_and_a_sky(ask: Ask) -> None:
    photo = {"Bytes": make_inputs.photo()}
    assert ask("rekognition", "DetectFaces", Image=photo)[2]["FaceDetails"] == []
    labels = ask("rekognition", "DetectLabels", Image=photo)[2]["Labels"]
    assert [label["Name"] for label in labels] == ["Sky"]
    assert "Outdoors" in [parent["Name"] for parent in labels[0]["Parents"]]


def test_labels_keep_to_the_confidence_and_number_asked_for(ask: Ask) -> None:
    portrait = {"Bytes": make_inputs.portrait()}
    every = ask("rekognition", "DetectLabels", Image=portrait, MinConfidence=0)[2]["Labels"]
    assert {"Person", "Face"} <= {label["Name"] for label in every}
    assert len(ask("rekognition", "DetectLabels", Image=portrait, MaxLabels=1)[2]["Labels"]) == 1
    assert ask("rekognition", "DetectLabels", Image=portrait, MinConfidence=100)[2]["Labels"] == []


def test_image_properties_are_measured(ask: Ask) -> None:
    red = png(Image.new("RGB", (64, 64), (250, 0, 0)))
    request = {"Image": {"Bytes": red}, "Features": ["IMAGE_PROPERTIES"]}
    answer = ask("rekognition", "DetectLabels", **request)[2]
    color = answer["ImageProperties"]["DominantColors"][0]
    assert (color["Red"], color["Green"], color["PixelPercent"]) == (250, 0, pytest.approx(100))
    assert "Labels" not in answer


def test_ordinary_photos_are_not_explicit_and_the_score_can_be_asked_for(ask: Ask) -> None:
    for photo in (make_inputs.photo(), make_inputs.portrait()):
        assert (
            ask("rekognition", "DetectModerationLabels", Image={"Bytes": photo})[2]["ModerationLabels"] == []
        )
    request = {"Image": {"Bytes": make_inputs.photo()}, "MinConfidence": 0}
    _, headers, answer = ask("rekognition", "DetectModerationLabels", **request)
    assert answer["ModerationLabels"][0]["Name"] == "Explicit"
    assert "violence" in headers["x-lab2api-stand-in"]


def test_text_comes_as_lines_and_their_words(ask: Ask) -> None:
    page = png(make_inputs.page("Phòng thí nghiệm mở cửa hôm nay\nĐại học Đà Nẵng"))
    found = ask("rekognition", "DetectText", Image={"Bytes": page})[2]["TextDetections"]
    lines = {one["Id"]: one["DetectedText"] for one in found if one["Type"] == "LINE"}
    assert list(lines.values()) == ["Phòng thí nghiệm mở cửa hôm nay", "Đại học Đà Nẵng"]
    words = [one for one in found if one["Type"] == "WORD"]
    assert all(one["DetectedText"] in lines[one["ParentId"]].split() for one in words)


@pytest.mark.parametrize(
    ("image", "code"),
    [
        ({"Bytes": b"%PDF-1.7"}, "InvalidImageFormatException"),
        ({"Bytes": b"\xff\xd8\xff" + bytes(40)}, "InvalidImageFormatException"),
        ({"Bytes": b"\xff\xd8\xff" + bytes(images.MOST_BYTES["rekognition"])}, "ImageTooLargeException"),
        ({"S3Object": {"Bucket": "b"}}, "InvalidParameterException"),
    ],
)
def test_what_is_no_image_is_refused(ask: Ask, image: dict[str, object], code: str) -> None:
    status, _, answer = ask("rekognition", "DetectFaces", Image=image)
    assert (status, answer["__type"]) == (400, code)


def test_guessed_attributes_are_not_given(ask: Ask) -> None:
    request = {"Image": {"Bytes": make_inputs.portrait()}, "Attributes": ["ALL"]}
    assert ask("rekognition", "DetectFaces", **request)[0] == 501
