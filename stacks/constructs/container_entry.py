"""How the API finds a model in a container: its entry, who may read its card, and what the old one keeps."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from config import Ecs, Eks, Environment
from stacks.constructs.invocation import Invocation
from stacks.constructs.kept_access import KeptAccess
from stacks.constructs.model_entries import entries_path
from stacks.constructs.served_model import ServedModel


class ContainerEntry(Construct):
    """Written last: what the proxy finds there is in service at `url`, and may be asked."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        serving: Ecs | Eks,
        served: ServedModel,
        url: str,
        callers: Sequence[iam.IRole],
        after: cdk.CfnResource,
    ) -> None:
        super().__init__(scope, id)
        value = {"mode": serving.mode, "version": served.version, "card": served.card.url, "url": url}
        self.entry = ssm.CfnParameter(
            self,
            "Default",
            name=f"{entries_path(config)}/{served.name}",
            type="String",
            description="Where the API finds the model",
            value=cdk.Stack.of(self).to_json_string(value),
        )
        self.entry.add_resource_dependency(after)
        for name, role in zip(("Invoke", "Work"), callers, strict=True):
            policy = Invocation(scope, name, role=role, serving=serving, served=served, resources=[])
            self.entry.node.add_dependency(policy)
        self.kept = KeptAccess(scope, "Kept", entry=self.entry, served=served, readers=callers)
