"""The one setting of API Gateway that a whole account and region share: the role it writes logs with."""

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from constructs import Construct

# What the managed policy AmazonAPIGatewayPushToCloudWatchLogs allows; API Gateway refuses a role with less.
ACTIONS = [
    f"logs:{verb}"
    for verb in (
        "CreateLogGroup",
        "CreateLogStream",
        "DescribeLogGroups",
        "DescribeLogStreams",
        "PutLogEvents",
        "GetLogEvents",
        "FilterLogEvents",
    )
]


class ApiAccount(Construct):
    """Sets the role, and keeps it when the stack goes: other APIs of the account log with it too.

    Two environments in one account set it in turn, to roles that allow the same. The trust has no
    `aws:SourceAccount`: API Gateway tries the role when it is set, and its guide has no such condition.
    """

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"),
            description="API Gateway writes the logs of every API of this account and region",
        )
        log_groups = cdk.Stack.of(self).format_arn(
            service="logs", resource="*", arn_format=cdk.ArnFormat.NO_RESOURCE_NAME
        )
        policy = iam.ManagedPolicy(
            self,
            "WriteLogs",
            roles=[role],
            statements=[iam.PolicyStatement(actions=ACTIONS, resources=[log_groups])],
        )
        account = apigateway.CfnAccount(self, "Account", cloud_watch_role_arn=role.role_arn)
        account.node.add_dependency(policy)
        for resource in (role, policy, account):
            _keep(resource)


def _keep(construct: Construct) -> None:
    for child in construct.node.find_all():
        if isinstance(child, cdk.CfnResource):
            child.apply_removal_policy(cdk.RemovalPolicy.RETAIN)
