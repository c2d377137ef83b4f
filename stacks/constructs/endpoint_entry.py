"""How the API finds a model on an endpoint: its entry, who may ask, and what the old one keeps."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ssm as ssm

from config import Environment, RealTime
from config.serving import Serving
from stacks.constructs.endpoint import ModelEndpoint
from stacks.constructs.invocation import Invocation
from stacks.constructs.kept_access import KeptAccess
from stacks.constructs.model_entries import entries_path
from stacks.constructs.served_model import ServedModel
from stacks.constructs.stream_access import StreamAccess, can_stream


class EndpointEntry:
    """Let callers in, then tell them of the model, then let go of the one that it replaces.

    All stands in the stack itself, `stack`; a mock has no endpoint. `callers` are the proxy and the worker.
    """

    def __init__(
        self,
        stack: cdk.Stack,
        *,
        config: Environment,
        serving: Serving,
        served: ServedModel,
        endpoint: ModelEndpoint | None,
        callers: Sequence[iam.IRole],
        streams: iam.IRole,
    ) -> None:
        self._stack, self._serving, self._served, self._endpoint = stack, serving, served, endpoint
        readers, policies = [*callers], self._invocations(callers)
        if endpoint and can_stream(serving):
            readers.append(streams)
            policies.append(StreamAccess(stack, "Stream", role=streams, served=served, endpoint=endpoint))
        entry = self._announce(f"{entries_path(config)}/{served.name}", after=policies)
        self.kept = KeptAccess(stack, "Kept", entry=entry, served=served, readers=readers)

    def _invocations(self, callers: Sequence[iam.IRole]) -> list[iam.Policy]:
        return [
            Invocation(
                self._stack,
                name,
                role=role,
                serving=self._serving,
                served=self._served,
                resources=self._endpoint.arns if self._endpoint else [],
            )
            for name, role in zip(("Invoke", "Work"), callers, strict=True)
        ]

    def _announce(self, name: str, *, after: Sequence[iam.Policy]) -> ssm.CfnParameter:
        """Tell the proxy last: what it finds under the models' path is in service, and may be asked."""
        entry = ssm.CfnParameter(
            self._stack,
            "Entry",
            name=name,
            type="String",
            description="Where the API finds the model",
            value=self._stack.to_json_string(self._value()),
        )
        if self._endpoint:
            entry.add_resource_dependency(self._endpoint.in_service)
        for policy in after:
            entry.node.add_dependency(policy)
        return entry

    def _value(self) -> dict[str, str]:
        served, serving, endpoint = self._served, self._serving, self._endpoint
        value = {"mode": serving.mode, "version": served.version, "card": served.card.url}
        if endpoint:
            value["endpoint"] = endpoint.name
        if endpoint and endpoint.component:
            value["component"] = endpoint.component
        if isinstance(serving, RealTime) and serving.multi_model:
            value["models"] = served.artifact.url
        return value
