"""What the role of a job needs to write a run down."""

from stacks.constructs.role import ServiceRole
from stacks.data import DataStack

APP_ARTIFACTS = "mlflow"
"""Prefix in the artifacts bucket below which the MLflow App keeps what runs log. Clients write there too."""

FILE_STORE = "mlruns"
"""Prefix in the artifacts bucket of the file stores `mlruns/<model>/<execution>/`."""


def allow_run_logging(role: ServiceRole, *, data: DataStack, app_arn: str | None) -> None:
    """Let `role` log to the app, where there is one, and leave a file store in the artifacts bucket.

    The file store is for environments without an app, and for a run that the app did not take. An app is
    asked by one action for all of MLflow's API (service authorization reference of SageMaker); artifacts do
    not pass through it, the client puts them into the bucket.
    """
    writable = [data.artifacts.arn_for_objects(f"{FILE_STORE}/*")]
    if app_arn:
        role.allow("LogRuns", actions=["sagemaker:CallMlflowAppApi"], resources=[app_arn])
        writable.append(data.artifacts.arn_for_objects(f"{APP_ARTIFACTS}/*"))
    role.allow("WriteRuns", actions=["s3:PutObject"], resources=writable)
