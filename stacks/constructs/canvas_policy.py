"""The policy of a user's role for Canvas, and the names that Canvas gives to what it makes."""

from collections.abc import Sequence

import aws_cdk as cdk

from stacks.constructs.studio_role import StudioRole


class CanvasPolicy:
    """Statements of one `role`; a pattern of Canvas's names has no user in it."""

    def __init__(self, role: StudioRole) -> None:
        self.role = role

    def allow(
        self,
        id: str,
        *,
        actions: Sequence[str],
        resources: Sequence[str],
        conditions: dict[str, object] | None = None,
    ) -> None:
        """Beside what Studio needs: one policy would be too long for both."""
        self.role.allow(id, actions=actions, resources=resources, conditions=conditions, policy="Canvas")

    def named_canvas(self, *kinds: str) -> list[str]:
        """Return the patterns of AWS's own policy, by kind; it writes both cases."""
        return [self.arn(kind, f"*{name}*") for kind in kinds for name in ("canvas", "Canvas")]

    def arn(self, kind: str, name: str) -> str:
        """Return the ARN of what is named so in this account."""
        return cdk.Stack.of(self.role).format_arn(service="sagemaker", resource=kind, resource_name=name)
