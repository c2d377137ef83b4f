"""The jobs by which Canvas prepares data, builds models and predicts, in its user's name."""

import aws_cdk as cdk
from constructs import Construct

from stacks.constructs.canvas_policy import CanvasPolicy

TRAINED = ("AutoMLJob", "AutoMLJobV2", "Model")
"""What has no `sagemaker:InstanceTypes` to hold it to: Autopilot chooses its types itself."""
JOBS = ("ProcessingJob", "TrainingJob", "TransformJob")
NEVER = ("ml.p*", "ml.trn*", *(f"ml.g*.{size}xlarge" for size in (12, 16, 24, 48)))
"""Types no job of Canvas runs on here. Which ones Canvas takes is listed nowhere, so this names what it must
not: a notebook of the user's has the same role, and names its jobs as it likes."""


class CanvasJobs(Construct):
    """Every job has the role of the one who started it, and pulls AWS's images."""

    def __init__(self, scope: Construct, id: str, *, policy: CanvasPolicy) -> None:
        super().__init__(scope, id)
        self._policy = policy
        self._build_models()
        self._pass_the_role()

    def _build_models(self) -> None:
        jobs = ("processing-job", "training-job", "transform-job")
        kinds = ("automl-job", *jobs, "model")
        actions = [f"sagemaker:{verb}{kind}" for kind in TRAINED for verb in ("Create", "Describe")]
        actions += [f"sagemaker:Describe{kind}" for kind in JOBS]
        stop = ("StopAutoMLJob", "StopProcessingJob", "StopTrainingJob", "StopTransformJob")
        more = ("AddTags", "DeleteModel", "ListCandidatesForAutoMLJob", *stop)
        self._policy.allow(
            "BuildModels",
            actions=[*actions, *(f"sagemaker:{name}" for name in more)],
            resources=self._policy.named_canvas(*kinds),
        )
        self._policy.allow(
            "RunJobs",
            actions=[f"sagemaker:Create{kind}" for kind in JOBS],
            resources=self._policy.named_canvas(*jobs),
            conditions={"ForAllValues:StringNotLike": {"sagemaker:InstanceTypes": list(NEVER)}},
        )

    def _pass_the_role(self) -> None:
        self._policy.allow(
            "PassItself",
            actions=["iam:PassRole"],
            resources=[self._policy.role.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
        )
        images = f"arn:{cdk.Aws.PARTITION}:ecr:{cdk.Stack.of(self).region}:*:repository/*"
        self._policy.allow(
            "PullImages", actions=["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], resources=[images]
        )
        self._policy.allow("LogInToRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"])
