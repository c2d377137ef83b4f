"""The MLflow server that keeps what training and evaluation measured, run by run."""

import aws_cdk as cdk
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from config import Environment
from config.tracking import Tracking
from stacks.constructs.retention import removal_policy
from stacks.constructs.role import ServiceRole
from stacks.constructs.run_access import APP_ARTIFACTS
from stacks.data import DataStack


class TrackingStack(cdk.Stack):
    """A SageMaker MLflow App and the role by which it keeps artifacts; exists where `[tracking] app` is true.

    It registers no model by itself (`AutoModelRegistrationDisabled`): a version in the registry has passed
    the pipeline's threshold and carries card, metrics and data hash. One that came with a logged run would go
    past that gate, into a group of its own, and its event would start the lifecycle. So the role needs no
    right in the registry either.
    """

    def __init__(
        self, scope: Construct, id: str, *, config: Environment, tracking: Tracking, data: DataStack
    ) -> None:
        super().__init__(scope, id, description="MLflow App: the runs of training and evaluation")
        role = _role(self, data=data)
        app = sagemaker.CfnMlflowApp(
            self,
            "App",
            name=f"{config.name}-tracking",
            artifact_store_uri=data.artifacts.s3_url_for_object(APP_ARTIFACTS),
            role_arn=role.role_arn,
            model_registration_mode="AutoModelRegistrationDisabled",
            weekly_maintenance_window_start=tracking.maintenance_window,
        )
        app.node.add_dependency(role)
        app.apply_removal_policy(removal_policy(config.retention))  # with it go all runs but their artifacts
        self.app_arn = app.attr_arn
        self.tracking_uri: str | None = app.attr_arn if config.logs_to_app else None
        """What jobs get as MLFLOW_TRACKING_URI; None on the laptop, where no server answers behind it."""
        cdk.CfnOutput(self, "AppArn", value=app.attr_arn)
        if self.tracking_uri:
            cdk.CfnOutput(self, "TrackingUri", value=self.tracking_uri)


def _role(scope: Construct, *, data: DataStack) -> ServiceRole:
    """Allow one prefix of one bucket; the API's reference asks for AmazonS3FullAccess: all buckets."""
    role = ServiceRole(scope, "Role", service="sagemaker", description="Keeps the artifacts of MLflow runs")
    objects = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
    role.allow(
        "KeepArtifacts", actions=objects, resources=[data.artifacts.arn_for_objects(f"{APP_ARTIFACTS}/*")]
    )
    role.allow(
        "ListArtifacts",
        actions=["s3:ListBucket"],
        resources=[data.artifacts.bucket_arn],
        conditions={"StringLike": {"s3:prefix": [APP_ARTIFACTS, f"{APP_ARTIFACTS}/*"]}},
    )
    role.allow("Encrypt", actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[data.key.key_arn])
    return role
