"""Stand-ins for Rekognition and S3, and the smallest images."""

import io
from typing import Any

from http_api.uploads import folder_of
from tests.lambda_.ai.services import FakeClient, failure
from tests.lambda_.document_pages.memory import tag

OURS = folder_of("k1l2m3n4o5")
"""Where the uploads of the client are who sends tests/events."""

BOX = {"Left": 0.1, "Top": 0.2, "Width": 0.3, "Height": 0.4}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20


def rekognition() -> FakeClient:
    return FakeClient(
        computed={
            "detect_labels": lambda Image: {  # noqa: N803
                "Labels": [{"Name": "Cat", "Confidence": 99.1, "Instances": [{"BoundingBox": BOX}]}]
            },
            "detect_moderation_labels": lambda Image: {  # noqa: N803
                "ModerationLabels": [{"Name": "Smoking", "ParentName": "Drugs", "Confidence": 80.0}],
                "ModerationModelVersion": "7.0",
            },
            "detect_text": lambda Image: {  # noqa: N803
                "TextDetections": [
                    {
                        "DetectedText": "Cà phê",
                        "Type": "LINE",
                        "Id": 0,
                        "Confidence": 97.0,
                        "Geometry": {"BoundingBox": BOX},
                    },
                    *(
                        {
                            "DetectedText": word,
                            "Type": "WORD",
                            "Id": number,
                            "ParentId": 0,
                            "Confidence": 97.0,
                            "Geometry": {"BoundingBox": BOX},
                        }
                        for number, word in enumerate(("Cà", "phê"), start=1)
                    ),
                ]
            },
            "detect_faces": lambda Image: {  # noqa: N803
                "FaceDetails": [
                    {"BoundingBox": BOX, "Confidence": 99.9, "Pose": {"Roll": 1.0, "Yaw": 2.0, "Pitch": 3.0}}
                ]
            },
        }
    )


def s3(objects: dict[str, bytes]) -> FakeClient:
    def get_object(*, Bucket: str, Key: str, Range: str) -> dict[str, Any]:  # noqa: N803
        assert Bucket == "documents"
        if Key not in objects:
            raise failure("AccessDenied")
        data = objects[Key]
        last = int(Range.rpartition("-")[2])
        return {
            "Body": io.BytesIO(data[: last + 1]),
            "ContentRange": f"bytes 0-{last}/{len(data)}",
            "VersionId": tag(data),
        }

    return FakeClient(computed={"get_object": get_object})
