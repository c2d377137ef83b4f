"""Networks and firewalls: recorded. Nothing on one machine is routed, filtered or blocked by them."""

from ministack.services.cloudformation import provisioners

from local import aws
from local.cloudformation.handlers import Created, Properties, register
from local.cloudformation.properties import for_operation
from local.cloudformation.provision import recorded


def install() -> None:
    """Register flow logs and the firewall's two links; add the attribute that VPC endpoints ask for."""
    register(
        "AWS::EC2::FlowLog",
        provision=recorded("no traffic is captured"),
        create=_create_flow_log,
        delete=_delete_flow_log,
        replaced_by=(
            "ResourceId",
            "ResourceType",
            "TrafficType",
            "LogDestination",
            "LogDestinationType",
            "LogGroupName",
            "DeliverLogsPermissionArn",
            "MaxAggregationInterval",
            "LogFormat",
        ),
    )
    register(
        "AWS::WAFv2::WebACLAssociation",
        provision=recorded("the web ACL is not evaluated"),
        create=_associate,
        delete=_disassociate,
        replaced_by=("ResourceArn", "WebACLArn"),
    )
    register(
        "AWS::WAFv2::LoggingConfiguration",
        provision=recorded("the web ACL is not evaluated, so it logs nothing"),
        create=_keep_logging,
        update=_keep_logging_again,
        delete=_forget,
        replaced_by=("ResourceArn",),
    )
    _know_address_range()


def _create_flow_log(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    request = {name: value for name, value in properties.items() if name not in ("ResourceId", "Tags")}
    client = aws.client("ec2")
    request = for_operation(client, "CreateFlowLogs", request | {"ResourceIds": [properties["ResourceId"]]})
    flow_log = client.create_flow_logs(**request)["FlowLogIds"][0]
    return flow_log, {"Id": flow_log}


def _delete_flow_log(physical_id: str, properties: Properties) -> None:
    del properties
    aws.client("ec2").delete_flow_logs(FlowLogIds=[physical_id])


def _associate(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    aws.client("wafv2").associate_web_acl(
        WebACLArn=properties["WebACLArn"], ResourceArn=properties["ResourceArn"]
    )
    return f"{properties['ResourceArn']}|{properties['WebACLArn']}", {}


def _disassociate(physical_id: str, properties: Properties) -> None:
    del properties
    aws.client("wafv2").disassociate_web_acl(ResourceArn=physical_id.partition("|")[0])


def _keep_logging(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    return properties["ResourceArn"], {}


def _keep_logging_again(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    del old, new, stack
    return physical_id, {}


def _forget(physical_id: str, properties: Properties) -> None:
    del physical_id, properties


def _know_address_range() -> None:
    handler = provisioners._RESOURCE_HANDLERS["AWS::EC2::VPC"]  # noqa: SLF001
    original = handler["create"]

    def create(logical_id: str, properties: Properties, stack: str) -> Created:
        physical_id, attributes = original(logical_id, properties, stack)
        return physical_id, attributes | {"CidrBlock": properties.get("CidrBlock")}

    handler["create"] = create
