"""What `[tracking]` cannot be set to: a region without MLflow Apps is refused, with what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.catalog import has_mlflow_app

if TYPE_CHECKING:
    from config.models import Environment


def broken_tracking(environment: Environment) -> Iterator[str]:
    """Yield the line of `tracking.app` where CloudFormation has no such resource."""
    tracking, region = environment.tracking, environment.region
    if tracking and tracking.app and not has_mlflow_app(region):
        yield (
            f"tracking.app: {region} has no AWS::SageMaker::MlflowApp; set app to false: the tracking server "
            "and its page are left out, and runs go to the file store below mlruns/ in the artifacts bucket"
        )
