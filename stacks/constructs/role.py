"""A role for one AWS service, usable only on behalf of this account."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

SENDS_NO_ACCOUNT = {"lambda", "ec2"}


class ServiceRole(iam.Role):
    """Trusts `service` with `aws:SourceAccount`, so another account cannot use the service as its deputy.

    Source: IAM guide, the confused deputy problem. Lambda and EC2 are the exceptions: they do not send the
    key when they take a role, so a function's and a machine's role trust the service alone. With
    `session_tags` the service may say in tags for what it acts, as EKS does.
    """

    def __init__(
        self, scope: Construct, id: str, *, service: str, description: str, session_tags: bool = False
    ) -> None:
        trusted: iam.PrincipalBase = iam.ServicePrincipal(f"{service}.amazonaws.com")
        if service not in SENDS_NO_ACCOUNT:
            account = {"StringEquals": {"aws:SourceAccount": cdk.Stack.of(scope).account}}
            trusted = trusted.with_conditions(account)
        if session_tags:
            trusted = trusted.with_session_tags()
        super().__init__(scope, id, assumed_by=trusted, description=description)

        self._policies: dict[str, iam.ManagedPolicy] = {}

    def allow(
        self,
        id: str,
        *,
        actions: Sequence[str],
        resources: Sequence[str],
        conditions: dict[str, object] | None = None,
        policy: str = "Allowed",
    ) -> None:
        """Add one statement, named `id`.

        A statement on `*` gets a policy of its own, so that an accepted finding about it covers no other; the
        rest share `policy`, as IAM lets a role have ten managed policies, and a policy 6,144 characters.
        """
        statement = iam.PolicyStatement(
            sid=id, actions=list(actions), resources=list(resources), conditions=conditions
        )
        if "*" in resources:
            iam.ManagedPolicy(self, id, statements=[statement], roles=[self])
        elif policy in self._policies:
            self._policies[policy].add_statements(statement)
        else:
            self._policies[policy] = iam.ManagedPolicy(self, policy, statements=[statement], roles=[self])
