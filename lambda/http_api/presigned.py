"""A form that lets a client put one object into its folder of the bucket, without AWS credentials of its own.

A POST policy, not a presigned PUT: only a policy bounds the size (S3 API reference, "POST policy"). S3
refuses fields that the policy does not name: nobody can choose another key, type or encryption. The object is
encrypted as the bucket says, with the environment's KMS key.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from botocore.exceptions import BotoCoreError
from pydantic import Field

from .answers import AiAnswer
from .problems import Kind, ProblemError
from .uploads import folder_of

EXPIRES_SECONDS = 900
SignForm = Callable[..., Mapping[str, Any]]
"""boto3's `generate_presigned_post`."""


class UploadForm(AiAnswer):
    """Where and how to upload: send `fields` and then `file` as multipart/form-data by POST to `url`."""

    upload_id: str
    s3_uri: Annotated[str, Field(description="What to name the object by afterwards; only you can.")]
    url: str
    fields: Annotated[dict[str, str], Field(description="The form's fields, all of them, before `file`.")]
    most_bytes: int
    expires: Annotated[datetime, Field(description="When the form is refused; the object stays for days.")]


def presigned_upload(
    sign_form: SignForm,
    *,
    client: str,
    bucket: str,
    content_type: str,
    most_bytes: int,
    now: float,
    request_id: str,
) -> UploadForm:
    """Make the form for one object of this type and of 1 to `most_bytes` bytes, under a new key."""
    upload_id = secrets.token_hex(16)
    key = folder_of(client) + upload_id
    try:
        form = sign_form(
            Bucket=bucket,
            Key=key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, most_bytes]],
            ExpiresIn=EXPIRES_SECONDS,
        )
    except BotoCoreError as error:
        raise ProblemError(Kind.UNAVAILABLE, "No form could be signed: try again.", retry_after=5) from error
    return UploadForm(
        request_id=request_id,
        upload_id=upload_id,
        s3_uri=f"s3://{bucket}/{key}",
        url=form["url"],
        fields=dict(form["fields"]),
        most_bytes=most_bytes,
        expires=datetime.fromtimestamp(int(now) + EXPIRES_SECONDS, tz=UTC),
    )
