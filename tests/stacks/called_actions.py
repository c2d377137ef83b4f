"""What a function calls, read from its code, as the IAM actions that its role needs for it."""

import ast
from functools import cache
from pathlib import Path

import botocore.session
from botocore import xform_name

LAMBDA = Path(__file__).parents[2] / "lambda"
PREFIXES = {
    "sagemaker-runtime": "sagemaker",
    "sagemaker-featurestore-runtime": "sagemaker",
    "bedrock-runtime": "bedrock",
    "stepfunctions": "states",
    "efs": "elasticfilesystem",
    "resourcegroupstaggingapi": "tag",
}
"""IAM's prefix of a service, where it is not the client's name."""

RENAMED = {
    "bedrock:Converse": "bedrock:InvokeModel",
    "bedrock:ConverseStream": "bedrock:InvokeModelWithResponseStream",
    "s3:HeadObject": "s3:GetObject",
    "s3:ListObjectsV2": "s3:ListBucket",
    "lambda:Invoke": "lambda:InvokeFunction",
    # API Gateway's own management is authorized by the HTTP method.
    "apigateway:GetUsage": "apigateway:GET",
    "apigateway:GetApiKeys": "apigateway:GET",
    "apigateway:DeleteApiKey": "apigateway:DELETE",
    # Methods of the client that have the names of other services' and are not called.
    "apigateway:DeleteModel": "apigateway:DELETE",
    "apigateway:GetResources": "apigateway:GET",
    # S3 guide, required permissions for API operations.
    "s3:CompleteMultipartUpload": "s3:PutObject",
    "s3:CopyObject": "s3:PutObject",
    "s3:CreateMultipartUpload": "s3:PutObject",
    "s3:DeleteObjects": "s3:DeleteObjectVersion",
    "s3:ListMultipartUploads": "s3:ListBucketMultipartUploads",
    "s3:ListParts": "s3:ListMultipartUploadParts",
    "s3:ListObjectVersions": "s3:ListBucketVersions",
    "s3:UploadPartCopy": "s3:PutObject",
    # Budgets guide, policies: a budget is viewed or modified; what it does has actions of its own.
    "budgets:DescribeBudgets": "budgets:ViewBudget",
    "budgets:DeleteBudget": "budgets:ModifyBudget",
    "apigateway:UpdateApiKey": "apigateway:PATCH",
    # DynamoDB guide, IAM and transactions: each item by its own action, ours are updates and puts.
    "dynamodb:TransactWriteItems": "dynamodb:UpdateItem",
}
"""Operations authorized as another action (service authorization reference)."""

BESIDE = {
    # Bedrock guide, "Permissions to invoke guardrails": Converse with a guardrailConfig.
    "bedrock:Converse": {"bedrock:ApplyGuardrail"},
    "bedrock:ConverseStream": {"bedrock:ApplyGuardrail"},
    # SageMaker runtime API reference: "your IAM permissions must allow the sagemaker:InvokeEndpoint action".
    "sagemaker:InvokeEndpointWithResponseStream": {"sagemaker:InvokeEndpoint"},
    # Translate guide, "Automatic source language detection": asked in the caller's name.
    "translate:TranslateText": {"comprehend:DetectDominantLanguage"},
    # EFS API reference, DeleteMountTarget: its network interface is deleted in the caller's name.
    "elasticfilesystem:DeleteMountTarget": {"ec2:DeleteNetworkInterface"},
    # Service authorization reference, CreateUserProfile: who writes its settings passes the role in them.
    "sagemaker:UpdateUserProfile": {"iam:PassRole"},
    # S3 guide: what is copied is read in the caller's name.
    "s3:CopyObject": {"s3:GetObject"},
    "s3:UploadPartCopy": {"s3:GetObject"},
    # SNS guide, key management: who publishes to an encrypted topic asks for a data key.
    "sns:Publish": {"kms:GenerateDataKey"},
}
"""What a call needs besides its own action."""

OF_EVERY_FUNCTION = {
    "kms:Decrypt",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}
"""What no code calls: variables are decrypted, logs and traces written by Lambda itself."""

OF_AN_EVENT_SOURCE = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
"""What Lambda does with the function's role where a queue calls it (Lambda guide, permissions for SQS)."""

OF_A_DEAD_LETTER_QUEUE = {"kms:GenerateDataKey", "sqs:SendMessage"}
"""What Lambda does with the function's role for an event it gives up (Lambda guide, dead-letter queues)."""

NO_OPERATION = {
    # S3 API reference, GetObject: a named version takes an action of its own; an AI service that is handed an
    # `S3Object` reads it with its caller's permissions (Rekognition and Textract guides, images in S3).
    "s3_object": {"s3:GetObjectVersion"},
    # S3 API reference, "POST Object": a form may do what its signer may.
    "generate_presigned_post": {"s3:PutObject"},
}
"""What a function with an S3 client needs for a name that is no operation of the client."""


@cache
def _operations(client: str) -> dict[str, str]:
    """The client's methods, by their names in Python."""
    names = botocore.session.get_session().get_service_model(client).operation_names
    return {xform_name(name): name for name in names}


def clients(packages: tuple[str, ...]) -> set[str]:
    """The names in every `boto3.client("name")`, and in `boto3.resource`, whose methods are called alike."""
    return set().union(*(_clients(package) for package in packages))


@cache
def _clients(package: str) -> frozenset[str]:
    return frozenset(
        str(node.args[0].value)
        for node in _nodes(package)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("boto3.client", "boto3.resource")
        and isinstance(node.args[0], ast.Constant)
    )


@cache
def _mentioned(package: str) -> frozenset[str]:
    """Every name after a dot."""
    return frozenset(node.attr for node in _nodes(package) if isinstance(node, ast.Attribute))


def called(package: str, *, shared: tuple[str, ...] = ()) -> set[str]:
    """The actions of every client method that the package, or a module it shares, mentions.

    A method that is only handed on (`client.detect_text`) counts: it is called by whom it is handed to.
    """
    mentioned = set().union(*(_mentioned(one) for one in (package, *shared)))
    actions: set[str] = set()
    for client in clients((package,)):
        for method, operation in _operations(client).items():
            if method in mentioned:
                action = f"{PREFIXES.get(client, client)}:{operation}"
                actions |= {RENAMED.get(action, action)} | BESIDE.get(action, set())
        if client == "s3":
            actions.update(*(NO_OPERATION[name] for name in NO_OPERATION.keys() & mentioned))
    return actions


@cache
def _nodes(package: str) -> tuple[ast.AST, ...]:
    """Parsed once: every function of every environment ships the same few packages."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (LAMBDA / package).rglob("*.py")]
    return tuple(node for tree in trees for node in ast.walk(tree))
