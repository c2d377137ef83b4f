"""What is read out of templates: which steps overlap, which machines pods, tasks and queues bring."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.declared.job import Job, Run
from cli.declared.kubernetes import deployments, pools
from cli.declared.pipelines import pipelines
from cli.declared.queues import fleets
from cli.declared.resource import Resource
from cli.declared.state_machines import state_machines
from cli.declared.tasks import services
from cli.declared.variants import variants
from cli.quotas.jobs import needs


def resource(type_: str, logical_id: str = "Thing", **properties: Any) -> Resource:
    return Resource(stack="Dev-Stack", logical_id=logical_id, type=type_, properties=properties)


def training(name: str, *, after: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    machines = {"InstanceType": "ml.g6.xlarge", "InstanceCount": 2, **more.pop("machines", {})}
    return {
        "Name": name,
        "Type": "Training",
        "DependsOn": after,
        "Arguments": {"ResourceConfig": machines, **more},
    }


def pipeline(*steps: dict[str, Any]) -> Resource:
    body = json.dumps({"Steps": steps})
    return resource("AWS::SageMaker::Pipeline", PipelineDefinition={"PipelineDefinitionBody": body})


def test_steps_that_wait_for_each_other_are_never_counted_together() -> None:
    one = Job(name="one", use="training", machine="ml.m5.large", count=2)
    two = Job(name="two", use="training", machine="ml.m5.large", count=3, after=frozenset({"one"}))
    beside = Job(name="beside", use="training", machine="ml.m5.large", count=4)
    assert Run(where="here", jobs=(one, two)).at_once(lambda job: True) == 3
    assert Run(where="here", jobs=(one, two, beside)).at_once(lambda job: True) == 7


def test_a_step_of_a_condition_waits_for_what_the_condition_reads() -> None:
    condition = {
        "Name": "Good",
        "Type": "Condition",
        "Arguments": {
            "Left": {"Get": "Steps.First.Metrics"},
            "IfSteps": [training("Second")],
            "ElseSteps": [],
        },
    }
    (run,) = pipelines([pipeline(training("First"), condition)])
    assert {job.name: job.after for job in run.jobs} == {
        "First": frozenset(),
        "Second": frozenset({"Good", "First"}),
    }


def test_spot_and_warm_pools_count_against_quotas_of_their_own() -> None:
    spot = training("Spot", EnableManagedSpotTraining=True)
    warm = training("Warm", machines={"KeepAlivePeriodInSeconds": 600})
    found = {need.quota.name: need.amount for need in needs([pipeline(spot, warm)])}
    assert found == {
        "ml.g6.xlarge for spot training job usage": 2,
        "ml.g6.xlarge for training job usage": 2,
        "ml.g6.xlarge for training warm pool usage": 2,
        "Number of instances across all training jobs": 4,
    }


def test_a_machine_that_an_expression_decides_is_unknown() -> None:
    arguments = {"TransformResources": {"InstanceType": "{% $input.type %}", "InstanceCount": 1}}
    state = {"Resource": "arn:aws:states:::sagemaker:createTransformJob.sync", "Arguments": arguments}
    machine = resource("AWS::StepFunctions::StateMachine", Definition={"States": {"Run": state}})
    (run,) = state_machines([machine])
    assert [(job.use, job.machine) for job in run.jobs] == [("transform", None)]


@pytest.mark.parametrize(("policy", "replaced"), [({}, True), ({"RollingUpdatePolicy": {}}, False)])
def test_a_deployment_brings_a_second_fleet_unless_it_is_rolled_out(policy: Any, replaced: bool) -> None:
    variant = {
        "VariantName": "All",
        "InstanceType": "ml.g6.xlarge",
        "InitialInstanceCount": 2,
        "ModelName": "m",
    }
    config = resource("AWS::SageMaker::EndpointConfig", "Config", ProductionVariants=[variant])
    named = {"Fn::GetAtt": ["Config", "EndpointConfigName"]}
    endpoint = resource("AWS::SageMaker::Endpoint", EndpointConfigName=named, DeploymentConfig=policy)
    (found,) = variants([config, endpoint])
    assert (found.machine, found.initial, found.most, found.replaced) == ("ml.g6.xlarge", 2, 2, replaced)


def manifests(*given: dict[str, Any]) -> Resource:
    objects = json.dumps([{"path": "/", "manifest": one} for one in given])
    return resource("Custom::KubernetesManifests", Objects={"Fn::Join": ["", [objects[:9], objects[9:]]]})


def test_pods_and_their_pool_are_read_from_applied_manifests() -> None:
    kind = "node.kubernetes.io/instance-type"
    requirements = [{"key": kind, "operator": "In", "values": ["g6.xlarge"]}]
    pool = {
        "kind": "NodePool",
        "metadata": {"name": "g6"},
        "spec": {"limits": {"cpu": "8"}, "template": {"spec": {"requirements": requirements}}},
    }
    asked = {"requests": {"cpu": "1500m", "nvidia.com/gpu": "1"}}
    pod = {"nodeSelector": {kind: "g6.xlarge"}, "containers": [{"resources": asked}]}
    about = {"name": "m", "namespace": "model-m"}
    deployment = {"kind": "Deployment", "metadata": about, "spec": {"template": {"spec": pod}}}
    bounds = {"scaleTargetRef": {"name": "m"}, "minReplicas": 2, "maxReplicas": 5}
    scaler = {"kind": "HorizontalPodAutoscaler", "metadata": about, "spec": bounds}
    applied = [manifests(pool, deployment, scaler)]
    ((found,), (pods,)) = list(pools(applied)), list(deployments(applied))
    assert (found.machine, found.vcpus, found.spot) == ("g6.xlarge", 8, False)
    assert (pods.machine, pods.least, pods.most, pods.vcpus, pods.devices) == ("g6.xlarge", 2, 5, 1.5, 1)


@pytest.mark.parametrize(("allowed", "machine"), [(["g6.xlarge"], "g6.xlarge"), (["g6.*"], "unknown")])
def test_tasks_on_managed_instances_take_the_one_type_that_is_allowed(allowed: Any, machine: str) -> None:
    template = {"InstanceRequirements": {"AllowedInstanceTypes": allowed}}
    provider = resource(
        "AWS::ECS::CapacityProvider", "Own", ManagedInstancesProvider={"InstanceLaunchTemplate": template}
    )
    task = resource("AWS::ECS::TaskDefinition", "Task", Cpu="2048", Memory="4096")
    service = resource(
        "AWS::ECS::Service",
        TaskDefinition={"Ref": "Task"},
        CapacityProviderStrategy=[{"CapacityProvider": {"Ref": "Own"}}],
    )
    (found,) = services([provider, task, service])
    assert (found.machine, found.vcpus, found.memory_gb, found.most) == (machine, 2, 4, 1)


def test_a_queue_that_may_take_several_types_has_an_unknown_machine() -> None:
    resources = {"Type": "SPOT", "MaxvCpus": 64, "InstanceTypes": ["g6", "g5"]}
    (found,) = fleets([resource("AWS::Batch::ComputeEnvironment", ComputeResources=resources)])
    assert (found.machine, found.most_vcpus, found.spot) == ("unknown", 64, True)
