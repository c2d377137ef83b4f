"""Rules of security groups that stand on their own in a template: recorded, as nothing is filtered here."""

from typing import Any

from local import aws
from local.cloudformation.handlers import Created, Properties, register
from local.cloudformation.provision import recorded

OTHER_GROUP = {"ingress": "SourceSecurityGroupId", "egress": "DestinationSecurityGroupId"}
"""Which property names the group at the other end."""


def install() -> None:
    """Register both directions; any change replaces a rule."""
    for direction, other in OTHER_GROUP.items():
        rule = Rule(direction=direction, other=other)
        register(
            f"AWS::EC2::SecurityGroup{direction.capitalize()}",
            provision=recorded("nothing is filtered"),
            create=rule.create,
            delete=rule.delete,
            replaced_by=("GroupId", "IpProtocol", "FromPort", "ToPort", "CidrIp", other),
        )


class Rule:
    """One direction's rules as calls to EC2."""

    def __init__(self, *, direction: str, other: str) -> None:
        self._direction, self._other = direction, other

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        """Authorize the rule; it is known by its group and what it allows."""
        del stack
        self._call("authorize", properties)
        return f"{properties['GroupId']}-{self._direction}-{logical_id}", {}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Revoke the rule."""
        del physical_id
        self._call("revoke", properties)

    def _call(self, verb: str, properties: Properties) -> None:
        method = getattr(aws.client("ec2"), f"{verb}_security_group_{self._direction}")
        method(GroupId=properties["GroupId"], IpPermissions=[self._permission(properties)])

    def _permission(self, properties: Properties) -> dict[str, Any]:
        described = {"Description": properties["Description"]} if "Description" in properties else {}
        ports: dict[str, Any] = {
            name: int(properties[name]) for name in ("FromPort", "ToPort") if name in properties
        }
        if "CidrIp" in properties:
            ends: dict[str, Any] = {"IpRanges": [{"CidrIp": properties["CidrIp"], **described}]}
        else:
            ends = {"UserIdGroupPairs": [{"GroupId": properties[self._other], **described}]}
        return {"IpProtocol": str(properties["IpProtocol"]), **ports, **ends}
