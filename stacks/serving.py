"""One model behind one endpoint. All hangs on the parameters, so the same template serves any model."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from config import Environment
from stacks.constructs.endpoint import ModelEndpoint
from stacks.constructs.function import PrivateNetwork
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.served_model import ServedModel
from stacks.constructs.starter import Starter
from stacks.data import DataStack


class ServingStack(cdk.Stack):
    """Model, EndpointConfig, Endpoint, and the entry by which the API finds them.

    Parameters: ModelName; ModelDataUrl and CardUrl (s3://bucket/key, empty for the repository's starter);
    ModelVersion. Another model is another stack of this template with other parameters. It exports nothing.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        model: str,
        data: DataStack,
        image: InferenceImage,
        proxy_role: iam.IRole,
        network: PrivateNetwork | None,
    ) -> None:
        super().__init__(
            scope, id, description="One model: endpoint, scaling, alarms and its entry for the API"
        )
        served = ServedModel(
            self, "Served", default_name=model, starter=Starter(self, "Starter", config=config, model=model)
        )
        endpoint = ModelEndpoint(
            self, "Hosting", config=config, served=served, data=data, image=image, network=network
        )
        self._let_the_proxy_in(served=served, endpoint=endpoint, proxy_role=proxy_role)
        self._announce(config=config, served=served, endpoint=endpoint)

    def _let_the_proxy_in(
        self, *, served: ServedModel, endpoint: ModelEndpoint, proxy_role: iam.IRole
    ) -> None:
        """Grant exactly this endpoint and card. The name is unique on the role, which all models share."""
        iam.Policy(
            self,
            "Invoke",
            policy_name=f"invoke-{served.name}",
            roles=[proxy_role],
            statements=[
                iam.PolicyStatement(actions=["sagemaker:InvokeEndpoint"], resources=[endpoint.arn]),
                iam.PolicyStatement(actions=["s3:GetObject"], resources=[served.card_arn]),
            ],
        )

    def _announce(self, *, config: Environment, served: ServedModel, endpoint: ModelEndpoint) -> None:
        """Tell the proxy last: what it finds under the models' path is in service."""
        entry = ssm.CfnParameter(
            self,
            "Entry",
            name=f"/lab2api/{config.name}/models/{served.name}",
            type="String",
            description="Where the API finds the model",
            value=self.to_json_string(
                {"endpoint": endpoint.name, "version": served.version, "card": served.card_url}
            ),
        )
        entry.add_resource_dependency(endpoint.resource)
