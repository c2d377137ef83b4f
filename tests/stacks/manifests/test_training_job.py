"""A training Job: one pod a machine with all of its devices, which find each other."""

from typing import Any

from stacks.manifests.manifest import Manifest
from tests.stacks.manifests.built import of_kind, training

ON_TWO = training("p5.48xlarge", machines=2)


def pod(manifests: list[Manifest]) -> dict[str, Any]:
    return dict(of_kind(manifests, "Job")["spec"]["template"]["spec"])


def variables(container: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["value"] for one in container["env"]}


def test_there_is_a_pod_for_each_machine() -> None:
    spec = of_kind(ON_TWO, "Job")["spec"]
    assert spec["completionMode"] == "Indexed"
    assert spec["completions"] == spec["parallelism"] == 2
    assert spec["activeDeadlineSeconds"] == 3_600


def test_the_first_pod_is_found_by_name_before_it_is_ready() -> None:
    service = of_kind(ON_TWO, "Service")
    told = variables(pod(ON_TWO)["containers"][0])
    assert pod(ON_TWO)["subdomain"] == service["metadata"]["name"] == "text"
    assert told["LAB2API_FIRST_HOST"] == "text-0.text"
    assert told["LAB2API_HOSTS"] == "2"
    assert int(told["LAB2API_PORT"]) == service["spec"]["ports"][0]["port"]
    assert service["spec"]["clusterIP"] == "None"
    assert service["spec"]["publishNotReadyAddresses"] is True


def test_it_takes_every_device_and_between_machines_the_fast_network() -> None:
    limits = pod(ON_TWO)["containers"][0]["resources"]["limits"]
    assert limits["nvidia.com/gpu"] == "8"
    assert limits["vpc.amazonaws.com/efa"] == "32"
    alone = pod(training("trn1.32xlarge", machines=1))["containers"][0]["resources"]["limits"]
    assert alone["aws.amazon.com/neuron"] == "16"
    assert "vpc.amazonaws.com/efa" not in alone


def test_checkpoints_come_from_where_they_are_kept() -> None:
    fetch, mirror = pod(ON_TWO)["initContainers"]
    kept = mirror["command"][mirror["command"].index("/opt/ml/checkpoints") + 1]
    assert fetch["command"][fetch["command"].index(kept) + 1] == "/opt/ml/checkpoints"
    assert mirror["restartPolicy"] == "Always"


def test_pods_of_the_job_talk_to_each_other_and_nobody_else_comes_in() -> None:
    spec = of_kind(ON_TWO, "NetworkPolicy")["spec"]
    own = {"podSelector": spec["podSelector"]}
    assert spec["ingress"] == [{"from": [own]}]
    assert {"to": [own]} in spec["egress"]
