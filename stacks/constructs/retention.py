"""What happens to a resource with state when its stack goes."""

import aws_cdk as cdk

from config.models import Retention


def removal_policy(retention: Retention) -> cdk.RemovalPolicy:
    """Translate `[retention] removal`.

    `retain` keeps the resource on update and delete, but not when its very first creation rolls back: a
    second attempt would otherwise trip over the leftovers (CloudFormation guide, RetainExceptOnCreate).
    """
    if retention.removal == "retain":
        return cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
    return cdk.RemovalPolicy.DESTROY
