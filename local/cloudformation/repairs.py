"""Properties of functions and topics that the emulator's handlers drop, applied through its own APIs."""

from local import aws
from local.cloudformation.handlers import Properties, after


def install() -> None:
    """Repair functions and topics after they are created and updated."""
    after("AWS::Lambda::Function", _reserve_concurrency)
    after("AWS::SNS::Topic", _name_key)


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
