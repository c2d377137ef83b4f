"""What a student needs to work in Studio: own spaces and apps, own objects, the key, images and logs."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from stacks.constructs.canvas_access import ACTIVITY
from stacks.constructs.inference_image import PULL_ACTIONS
from stacks.constructs.student_names import STUDENT, StudentNames
from stacks.constructs.student_work import kinds_made, own_work

METRICS = "/aws/sagemaker"
"""What the namespaces of SageMaker's metrics begin with."""
JOB_GROUPS = "/aws/sagemaker/*Jobs"
"""SageMaker's groups of all jobs of an account, with streams that begin with the job's name."""
STREAM = ("logs:CreateLogStream", "logs:GetLogEvents", "logs:PutLogEvents")
OPEN = "sagemaker:CreatePresignedDomainUrl"


def desk_statements(names: StudentNames) -> list[iam.PolicyStatement]:
    """Return what every student has, whatever the class's services are."""
    return [*_spaces(names), *object_statements(names), *_key(names), *image_statements(names), *_logs(names)]


def star_statements(names: StudentNames) -> list[iam.PolicyStatement]:
    """Return what AWS lets nobody hold to a resource: lists, the registry's log-in and metrics."""
    lists = [f"sagemaker:List{kind}" for kind in ("Apps", "Domains", "Spaces", "UserProfiles")]
    if "bedrock" in names.roster.services:
        lists.append("bedrock:ListInferenceProfiles")
    made = [f"sagemaker:List{kind}s" for kind in kinds_made(names)]
    look = [*lists, *made, *(["ecr:GetAuthorizationToken"] if made else [])]
    return [iam.PolicyStatement(sid="LookAround", actions=look, resources=["*"]), *_measure(names)]


def _measure(names: StudentNames) -> list[iam.PolicyStatement]:
    """Allow the metrics of what the services run.

    Whose a metric is IAM does not ask: in a class with Canvas one student can write that another's session is
    idle. The brake believes no figure that the session's own contradict (lambda/canvas_brake).
    """
    spaces = {"training": f"{METRICS}/*Jobs", "endpoints": f"{METRICS}/Endpoints", "canvas": ACTIVITY}
    found = [space for service, space in spaces.items() if service in names.roster.services]
    if not found:
        return []
    return [
        iam.PolicyStatement(
            sid="Measure",
            actions=["cloudwatch:PutMetricData"],
            resources=["*"],
            conditions={"StringLike": {"cloudwatch:namespace": found}},
        )
    ]


def _spaces(names: StudentNames) -> list[iam.PolicyStatement]:
    """Allow what the student owns and names with the prefix, and what Studio's page shows.

    How the name of a space is in its app's ARN is documented nowhere, so an app is known by its owner alone.
    """
    profile, spaces, apps = names.profile, names.spaces, names.apps
    verbs = ("CreateApp", "CreateSpace", "UpdateSpace", "DeleteApp", "DeleteSpace")
    shown = [f"sagemaker:Describe{kind}" for kind in ("App", "Domain", "Space", "UserProfile")]
    return [
        iam.PolicyStatement(
            sid="OwnSpaces",
            actions=[f"sagemaker:{verb}" for verb in verbs],
            resources=[spaces, apps],
            conditions=private_and_own(names),
        ),
        iam.PolicyStatement(sid="Show", actions=shown, resources=[names.domain, profile, spaces, apps]),
        iam.PolicyStatement(sid="Open", actions=[OPEN], resources=[profile]),
        _tag_on_creation(names),
        *canvas_session(names),
    ]


def private_and_own(names: StudentNames) -> dict[str, object]:
    """Return what a request about a space, or about an app in one, has to carry."""
    return {
        "ArnLike": {"sagemaker:OwnerUserProfileArn": names.profile},
        "StringEquals": {"sagemaker:SpaceSharingType": "Private"},
    }


def canvas_session(names: StudentNames) -> list[iam.PolicyStatement]:
    """Allow a session of Canvas, which is an app of the profile's in no space.

    What Canvas builds is not allowed: it is Autopilot's, and named without a word of whose it is.
    """
    if "canvas" not in names.roster.services:
        return []
    actions = ["sagemaker:CreateApp", "sagemaker:DeleteApp"]
    session = names.in_domain("app", STUDENT, "canvas", "*")
    return [iam.PolicyStatement(sid="Canvas", actions=actions, resources=[session])]


def _tag_on_creation(names: StudentNames) -> iam.PolicyStatement:
    """Allow tags on what is being made. Later ones could take over what others look after by its tags."""
    return iam.PolicyStatement(
        sid="TagOnCreation",
        actions=["sagemaker:AddTags"],
        resources=[*own_work(names), names.spaces, names.apps],
        conditions={"StringLike": {"sagemaker:TaggingAction": "Create*"}},
    )


def object_statements(names: StudentNames) -> list[iam.PolicyStatement]:
    """Allow objects below the student's prefix, and the lessons to read."""
    verbs = ("GetObject", "PutObject", "DeleteObject", "AbortMultipartUpload")
    own = [iam.PolicyStatement(
        sid="OwnObjects",
        actions=[f"s3:{verb}" for verb in verbs],
        resources=[f"{names.bucket_arn}/{names.objects}*"],
    ), iam.PolicyStatement(
        sid="ListOwnObjects",
        actions=["s3:ListBucket"],
        resources=[names.bucket_arn],
        conditions={"StringLike": {"s3:prefix": f"{names.objects}*"}},
    ), iam.PolicyStatement(
        sid="KnowTheBucket",
        actions=["s3:GetBucketLocation"],
        resources=[names.bucket_arn],
    )]  # fmt: skip
    if names.lessons_arn is None:
        return own
    return [
        *own,
        iam.PolicyStatement(sid="ReadLessons", actions=["s3:GetObject"], resources=[names.lessons_arn]),
    ]


def _key(names: StudentNames) -> list[iam.PolicyStatement]:
    """Allow the key for what S3 and SageMaker do in the student's name; by itself it opens nothing."""
    verbs = ("Decrypt", "DescribeKey", "GenerateDataKey")
    grant = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    return [
        iam.PolicyStatement(
            sid="UseTheKey",
            actions=[f"kms:{verb}" for verb in verbs],
            resources=[names.key_arn],
            conditions=through(names, "s3", "sagemaker"),
        ),
        iam.PolicyStatement(
            sid="EncryptVolumes",
            actions=["kms:CreateGrant"],
            resources=[names.key_arn],
            conditions=through(names, "ec2", "sagemaker") | grant,
        ),
    ]


def through(names: StudentNames, *services: str) -> dict[str, object]:
    """Return the condition that one of the services asks, in the student's name."""
    hosts = [f"{service}.{names.config.region}.amazonaws.com" for service in services]
    return {"StringEquals": {"kms:ViaService": hosts}}


def image_statements(names: StudentNames) -> list[iam.PolicyStatement]:
    """Allow any registry of the region: AWS's containers are in accounts that differ by kind and region."""
    if not kinds_made(names):
        return []
    images = f"arn:{cdk.Aws.PARTITION}:ecr:{'*' if names.anywhere else names.config.region}:*:repository/*"
    return [iam.PolicyStatement(sid="PullImages", actions=list(PULL_ACTIONS), resources=[images])]


def _logs(names: StudentNames) -> list[iam.PolicyStatement]:
    return [own_log(names), *work_logs(names)]


def own_log(names: StudentNames) -> iam.PolicyStatement:
    """Allow the group of the sandbox, which is called by the slug and known by its tag."""
    return iam.PolicyStatement(
        sid="OwnLog",
        actions=[*STREAM, "logs:DescribeLogStreams"],
        resources=[names.log_group(f"/lab2api/{names.config.name}/{names.roster.name}/*")],
        conditions={"StringEquals": {"aws:ResourceTag/student": STUDENT}},
    )


def work_logs(names: StudentNames) -> list[iam.PolicyStatement]:
    """Allow the streams of own jobs, whose groups all share, and the groups of own endpoints.

    What IAM asks about a group is the group's ARN, `:log-stream:` and no stream (denials quote it so), where
    AWS's reference has the group's alone. The patterns of the shared groups fit no stream in them: a stream
    ends in digits.
    """
    places = []
    if "training" in names.roster.services:
        streams = f"{JOB_GROUPS}:log-stream:"
        places += [JOB_GROUPS, streams, f"{streams}{STUDENT}-*"]
    if "endpoints" in names.roster.services:
        places.append(f"/aws/sagemaker/Endpoints/{STUDENT}-*")
    if not places:
        return []
    actions = ["logs:CreateLogGroup", *STREAM, "logs:DescribeLogStreams"]
    own = [names.log_group(place) for place in places]
    return [iam.PolicyStatement(sid="WorkLogs", actions=actions, resources=own)]
