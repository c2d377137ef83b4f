"""Training of the text classifier on the cluster: who its pods are, and the Job, which a person starts."""

import aws_cdk as cdk
from aws_cdk import aws_eks_v2 as eks
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from config import Environment
from config.hardware import facts
from config.text_training import TextTraining
from stacks.constructs.aws_container import aws_container
from stacks.constructs.inference_image import InferenceImage
from stacks.constructs.kubernetes_applier import KubernetesApplier
from stacks.constructs.kubernetes_cluster import KubernetesCluster
from stacks.constructs.kubernetes_roles import PodRole
from stacks.constructs.text_archive import TextArchive
from stacks.data import DataStack
from stacks.manifests.devices import Devices
from stacks.manifests.manifest import Manifest
from stacks.manifests.namespace import namespace
from stacks.manifests.service_account import service_account
from stacks.manifests.training_containers import TrainingJob
from stacks.manifests.training_job import training_job

NAMESPACE = "training"
DISK_MIB = 102_400
SPARE_CPUS, SPARE_MIB = 2.5, 6_144
"""Of a machine, beside what the training container asks for: system, kubelet and the job's own helpers."""


class KubernetesTraining(Construct):
    """A deploy starts no training: it writes the Job into a parameter of SSM, for `kubectl apply`.

    `aws ssm get-parameter --name NAME --query Parameter.Value --output text | kubectl apply -f -`
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        training: TextTraining,
        data: DataStack,
        image: InferenceImage,
        cluster: KubernetesCluster,
        applier: KubernetesApplier,
    ) -> None:
        super().__init__(scope, id)
        self._config, self._training, self._data = config, training, data
        self._code = TextArchive(self, "Code")
        identity = eks.CfnPodIdentityAssociation(
            self,
            "Identity",
            cluster_name=cluster.cluster.ref,
            namespace=NAMESPACE,
            service_account=NAMESPACE,
            role_arn=self._role().role_arn,
        )
        account = applier.apply(
            self,
            "Account",
            name=NAMESPACE,
            manifests=[namespace(NAMESPACE), service_account(NAMESPACE, namespace=NAMESPACE)],
        )
        account.node.add_dependency(identity)
        ssm.CfnParameter(
            self,
            "Job",
            name=f"/lab2api/{config.name}/kubernetes-training-job",
            type="String",
            tier="Advanced",
            description="A Kubernetes List: the Job that trains the text classifier, and what it needs",
            value=cdk.Stack.of(self).to_json_string(self._list(image)),
        )

    def _role(self) -> PodRole:
        role = PodRole(self, "Role", description="Pods that train the text classifier")
        model, raw, artifacts = self._training.model, self._data.raw, self._data.artifacts
        read = [raw.arn_for_objects("datasets/*"), artifacts.arn_for_objects("wheels/*")]
        made = [artifacts.arn_for_objects(f"{folder}/*") for folder in ("checkpoints", "training")]
        role.allow("Read", actions=["s3:GetObject"], resources=[*read, self._code.arn])
        role.allow("ReadAndWriteMade", actions=["s3:GetObject", "s3:PutObject"], resources=made)
        for name, bucket, prefixes in (
            ("ListRaw", raw, ["datasets"]),
            ("ListArtifacts", artifacts, ["wheels", "checkpoints"]),
        ):
            role.allow(
                name,
                actions=["s3:ListBucket"],
                resources=[bucket.bucket_arn],
                conditions={"StringLike": {"s3:prefix": [f"{prefix}/{model}/*" for prefix in prefixes]}},
            )
        role.allow(
            "Encryption", actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[self._data.key.key_arn]
        )
        return role

    def _list(self, image: InferenceImage) -> Manifest:
        items = training_job("text", namespace=NAMESPACE, job=self._job(image))
        return {"apiVersion": "v1", "kind": "List", "items": items}

    def _job(self, image: InferenceImage) -> TrainingJob:
        training, region = self._training, self._config.region
        machine = training.instance_type.removeprefix("ml.")
        found = facts(machine)
        model, raw, artifacts = training.model, self._data.raw, self._data.artifacts
        return TrainingJob(
            image=aws_container(training.container, region=region).address,
            tools_image=image.jobs_uri(cdk.Stack.of(self)),
            inputs={
                "code": self._code.url,
                "train": raw.s3_url_for_object(f"datasets/{model}/train/"),
                "test": raw.s3_url_for_object(f"datasets/{model}/test/"),
            },
            wheels=artifacts.s3_url_for_object(f"wheels/{model}/"),
            checkpoints=artifacts.s3_url_for_object(f"checkpoints/{model}/kubernetes/"),
            output=artifacts.s3_url_for_object(f"training/{model}/kubernetes/"),
            hyperparameters={"name": model, "size": training.size, "epochs": str(training.epochs)},
            machines=training.instance_count,
            devices=Devices.every(machine, efa=training.instance_count > 1),
            cpus=max(1.0, found.vcpus - SPARE_CPUS),
            memory_mb=max(2_048, int(found.memory_gib * 1024 * 0.9) - SPARE_MIB),
            disk_mib=DISK_MIB,
            seconds=training.max_runtime_seconds,
        )
