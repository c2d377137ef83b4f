"""Stacks on chips that no committed environment has: its models, its training and its queue, once a run.

Beside `accelerated`: P5, Trainium and Inferentia endpoints, Neuron devices on ECS and EKS, a reservation, a
training plan, a warm pool, spot on G6, data that are kept. Without the API and all else of a whole platform.
"""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns

from config import Ecs, Eks, Environment
from stacks import _context
from stacks.batch_queue import BatchQueueStack
from stacks.constructs.inference_image import InferenceImage
from stacks.containers import ContainersStack
from stacks.data import DataStack
from stacks.ecs_serving import EcsServingStack
from stacks.eks_serving import EksServingStack
from stacks.explaining import explain
from stacks.image import ImageStack, prebuilt_image
from stacks.jobs import JobsStack
from stacks.kubernetes import KubernetesStack
from stacks.nag import acknowledge, add_packs
from stacks.network import NetworkStack
from stacks.serving import ServingStack
from stacks.text_training import TextTrainingStack
from tests.config.machines import CERTIFICATE, REALTIME, settings

REGION = "us-west-2"
RESERVATION = f"arn:aws:sagemaker:{REGION}:111122223333:training-plan/ours"
PLAN = f"arn:aws:sagemaker:{REGION}:111122223333:training-plan/bought"
ADMINISTRATOR = "arn:aws:iam::111122223333:role/Platform"
CONTAINERS = {
    "host_name": "models.internal.example.com",
    "certificate_arn": CERTIFICATE.format(region=REGION),
    "kubernetes_administrators": [ADMINISTRATOR],
    "idle_minutes": 20,
}
BATCH = {"instance_type": "ml.m5.large"}
COPIES = {"max_instances": 1, "max_copies": 1, "cpus": 2, "memory_mb": 4096, "concurrency_per_copy": 8}
ON_NEURON = {"accelerator": "inf2.xlarge", "accelerators": 1, "cpus": 3, "memory_mb": 12288}
HOSTED: dict[str, dict[str, Any]] = {
    "p5": REALTIME | {"accelerator": "p5.48xlarge", "container": "pytorch"},
    "g6": {
        "mode": "async",
        "accelerator": "g6.xlarge",
        "container": "pytorch",
        "max_instances": 1,
        "backlog_per_instance": 5,
    },
    "trn1": COPIES
    | {"mode": "component", "accelerator": "trn1.2xlarge", "accelerators": 1, "container": "neuronx"},
    "inf2": REALTIME | {"accelerator": "inf2.xlarge", "container": "neuronx"},
    "large": REALTIME
    | {"accelerator": "p5.48xlarge", "container": "lmi", "capacity_reservation": RESERVATION},
    "tasks": ON_NEURON
    | {
        "compute": "ecs",
        "launch": "managed-instances",
        "container": "neuronx",
        "max_tasks": 3,
        "concurrency_per_task": 4,
    },
    "pods": {
        "compute": "eks",
        "accelerator": "g6e.xlarge",
        "accelerators": 1,
        "container": "pytorch",
        "cpus": 3,
        "memory_mb": 12288,
        "max_replicas": 3,
    },
}
"""Models by their hosting: an endpoint on each chip, and containers that always run."""
TRAINED: dict[str, dict[str, Any]] = {
    "p5": {"accelerator": "p5.48xlarge", "instance_count": 2, "training_plan": PLAN, "size": "base"},
    "g6": {"accelerator": "g6.xlarge", "spot": {"max_wait_seconds": 7200}, "epochs": 3},
    "trn1": {"accelerator": "trn1.2xlarge", "warm_pool_seconds": 600, "schedule": "rate(7 days)"},
}
QUEUES: dict[str, dict[str, Any]] = {
    "p5": {"accelerator": "p5.48xlarge", "accelerators": 8, "cpus": 96, "max_vcpus": 192, "spot": False},
    "trn1": {"accelerator": "trn1.2xlarge", "accelerators": 1, "cpus": 8},
}


def environment(name: str, *, hosted: dict[str, dict[str, Any]] | None = None, **text: Any) -> Environment:
    """Return settings in us-west-2 that train `reviews` on a chip, with a few of its keys changed."""
    values = settings(name=name, region=REGION, batch=BATCH, autopilot=None, drift=None)
    values["models"]["reviews"]["serving"] = {"mode": "mock"}
    for model, serving in (hosted or {}).items():
        values["models"][model] = {**values["models"]["breast-cancer"], "serving": serving}
    values["text_training"] = {"model": "reviews", "minimum_score": 0.8, **TRAINED[name], **text}
    values["batch_queue"] = QUEUES.get(name)
    values["containers"] = CONTAINERS if hosted else None
    return Environment.model_validate(values)


class Trained(cdk.Stage):
    """Training on one chip, and its queue if it has one."""

    def __init__(self, scope: cdk.App, config: Environment) -> None:
        super().__init__(scope, config.name.capitalize(), env=cdk.Environment(region=config.region))
        self.config = config
        self.data = DataStack(self, "Data", config=config)
        self.image = self._image()
        self.beside = cdk.Stack(self, "Beside")
        self.topic = sns.Topic(self.beside, "Topic", master_key=self.data.key, enforce_ssl=True)
        text, queue = config.text_training, config.batch_queue
        assert text
        TextTrainingStack(
            self,
            "TextTraining",
            config=config,
            text=text,
            data=self.data,
            image=self.image,
            alarm_topic=self.topic,
        )
        if queue is None:
            return
        self.network = NetworkStack(self, "Network", config=config, key=self.data.key)
        BatchQueueStack(
            self, "BatchQueue", config=config, queue=queue, text=text, data=self.data, network=self.network
        )

    def _image(self) -> InferenceImage:
        """Nothing here depends on whose it is."""
        return prebuilt_image(self.config)


class Hosted(Trained):
    """The same, and every model of HOSTED; two roles stand for the proxy's and the streams'."""

    def __init__(self, scope: cdk.App, config: Environment) -> None:
        super().__init__(scope, config)
        assert config.containers
        self.jobs = JobsStack(
            self, "Jobs", config=config, key=self.data.key, logs=self.data.logs, network=self.network
        )
        self.proxy, self.streams = self._role("Proxy"), self._role("Stream")
        self.shared = ContainersStack(
            self,
            "Containers",
            config=config,
            containers=config.containers,
            data=self.data,
            network=self.network,
        )
        self.kubernetes = KubernetesStack(
            self, "Kubernetes", config=config, data=self.data, image=self.image, shared=self.shared
        )
        for model in HOSTED:
            self._serve(model)

    def _image(self) -> InferenceImage:
        return ImageStack(self, "Image", config=self.config, key=self.data.key).image

    def _role(self, id: str) -> iam.Role:
        return iam.Role(self.beside, id, assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))

    def _serve(self, model: str) -> None:
        name, serving = f"Serving-{model}", self.config.serving_of(model)
        of_it: dict[str, Any] = {"config": self.config, "model": model, "data": self.data}
        of_it |= {"image": self.image, "alarm_topic": self.topic}
        callers = [self.proxy, self.jobs.worker_role]
        if isinstance(serving, Ecs):
            EcsServingStack(self, name, serving=serving, shared=self.shared, callers=callers, **of_it)
        elif isinstance(serving, Eks):
            EksServingStack(self, name, serving=serving, kubernetes=self.kubernetes, callers=callers, **of_it)
        else:
            roles = {"proxy_role": self.proxy, "stream_role": self.streams}
            ServingStack(self, name, jobs=self.jobs, network=self.network, **roles, **of_it)


def synthesize(folder: Path) -> None:
    """Write the stages P5, where all is hosted, G6 and Trn1; a finding outside the register ends it."""
    app = cdk.App(analytics_reporting=False, outdir=str(folder), context=_context())
    add_packs(app)
    for name in TRAINED:
        config = environment(name, hosted=HOSTED if name == "p5" else None)
        stage = Hosted(app, config) if name == "p5" else Trained(app, config)
        explain(stage, config=config)
        acknowledge(stage, config=config)
    app.synth()
