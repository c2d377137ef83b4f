"""Models of an environment on SageMaker with as little around them as they take: a whole platform is slow."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns

from config import Environment
from stacks import _context
from stacks.data import DataStack
from stacks.image import ImageStack
from stacks.jobs import JobsStack
from stacks.nag import acknowledge, add_packs
from stacks.network import NetworkStack
from stacks.serving import ServingStack


class Endpoints(cdk.Stage):
    """Two roles stand for the proxy's and the streams', a topic for the watch's."""

    def __init__(self, scope: cdk.App, config: Environment) -> None:
        super().__init__(scope, config.name.capitalize(), env=cdk.Environment(region=config.region))
        data = DataStack(self, "Data", config=config)
        network = NetworkStack(self, "Network", config=config, key=data.key) if config.network else None
        image = ImageStack(self, "Image", config=config, key=data.key).image
        jobs = JobsStack(self, "Jobs", config=config, key=data.key, logs=data.logs, network=None)
        beside = cdk.Stack(self, "Beside")
        service = iam.ServicePrincipal("lambda.amazonaws.com")
        proxy, stream = (iam.Role(beside, name, assumed_by=service) for name in ("Proxy", "Stream"))
        topic = sns.Topic(beside, "Topic", master_key=data.key, enforce_ssl=True)
        for model in config.models:
            ServingStack(
                self,
                f"Serving-{model}",
                config=config,
                model=model,
                data=data,
                jobs=jobs,
                image=image,
                proxy_role=proxy,
                stream_role=stream,
                network=network,
                alarm_topic=topic,
            )


def synthesize(config: Environment, folder: Path) -> None:
    """Synthesis itself ends at a finding of a pack outside the register."""
    app = cdk.App(analytics_reporting=False, outdir=str(folder), context=_context())
    add_packs(app)
    acknowledge(Endpoints(app, config), config=config)
    app.synth()
