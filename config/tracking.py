"""`[tracking]`: where training and evaluation are written down, run by run, to be compared."""

from typing import Annotated

from pydantic import StringConstraints

from config.types import Section


class Tracking(Section):
    """One MLflow run a pipeline execution.

    With `app` a SageMaker MLflow App keeps the runs; without it, and on the laptop, they are an MLflow file
    store in the artifacts bucket. `maintenance_window` is the day and hour, UTC, at which AWS updates the app
    each week (pattern: CloudFormation, AWS::SageMaker::MlflowApp).
    """

    app: bool
    maintenance_window: Annotated[
        str, StringConstraints(pattern=r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun):([01]\d|2[0-3]):[0-5]\d$")
    ] = "Sun:03:00"
