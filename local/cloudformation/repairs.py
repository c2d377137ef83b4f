"""Properties of functions, topics, roles and tables that the emulator drops, put in through its own APIs."""

from local import aws
from local.cloudformation.handlers import Properties, after


def install() -> None:
    """Repair functions, topics, roles and tables after they are created and updated."""
    after("AWS::Lambda::Function", _reserve_concurrency)
    after("AWS::SNS::Topic", _name_key)
    after("AWS::IAM::Role", _set_boundary)
    after("AWS::DynamoDB::Table", _forget_in_time)


def _reserve_concurrency(function: str, properties: Properties) -> None:
    client = aws.client("lambda")
    if "ReservedConcurrentExecutions" in properties:
        reserved = int(properties["ReservedConcurrentExecutions"])
        client.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=reserved)
    else:
        client.delete_function_concurrency(FunctionName=function)


def _name_key(topic: str, properties: Properties) -> None:
    key = str(properties.get("KmsMasterKeyId", ""))
    aws.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue=key)


def _set_boundary(role: str, properties: Properties) -> None:
    client = aws.client("iam")
    if "PermissionsBoundary" in properties:
        client.put_role_permissions_boundary(
            RoleName=role, PermissionsBoundary=properties["PermissionsBoundary"]
        )
    elif "PermissionsBoundary" in client.get_role(RoleName=role)["Role"]:
        client.delete_role_permissions_boundary(RoleName=role)


def _forget_in_time(table: str, properties: Properties) -> None:
    if wanted := properties.get("TimeToLiveSpecification"):
        attribute = {
            "AttributeName": wanted["AttributeName"],
            "Enabled": str(wanted["Enabled"]).lower() == "true",
        }
        aws.client("dynamodb").update_time_to_live(TableName=table, TimeToLiveSpecification=attribute)
