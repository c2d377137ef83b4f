"""The two variants of an endpoint, and where their requests and answers are captured."""

from __future__ import annotations

from typing import Any, Self

from botocore.exceptions import ClientError
from pydantic import BaseModel, ConfigDict

from cli import terminal
from cli.target import Target


class Shadowed(BaseModel):
    """An endpoint with one production variant and one shadow; `captured` is the s3:// prefix of both."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    endpoint: str
    production: str
    shadow: str
    captured: str

    @classmethod
    def of(cls, *, target: Target, model: str) -> Self:
        """Ask SageMaker; ends the command, saying what to set, where there is nothing to compare."""
        sagemaker, name = target.client("sagemaker"), f"{target.environment}-{model}"
        try:
            config = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
        except ClientError as error:
            terminal.stop(f"there is no endpoint {name}: {error.response['Error']['Message']}")
        described = sagemaker.describe_endpoint_config(EndpointConfigName=config)
        shadows = described.get("ShadowProductionVariants", [])
        if not shadows:
            terminal.stop(
                f"{name} has no shadow variant", hint="Set [models.NAME.serving.shadow] and deploy again."
            )
        capture = described.get("DataCaptureConfig") or {}
        if not capture.get("EnableCapture"):
            terminal.stop(
                f"{name} captures nothing, so there is nothing to compare",
                hint="Set data_capture_percentage in [models.NAME.serving] and deploy again.",
            )
        return cls(
            endpoint=name,
            production=described["ProductionVariants"][0]["VariantName"],
            shadow=shadows[0]["VariantName"],
            captured=f"{capture['DestinationS3Uri'].rstrip('/')}/{name}",
        )

    def folder(self, variant: str) -> tuple[str, str]:
        """Return the bucket and the prefix of a variant's captured lines."""
        bucket, _, prefix = self.captured.removeprefix("s3://").partition("/")
        return bucket, f"{prefix}/{variant}/"


def hours_folder(moment: Any) -> str:
    """Return the folder that SageMaker makes for an hour: yyyy/mm/dd/hh, in UTC."""
    return f"{moment:%Y/%m/%d/%H}"
