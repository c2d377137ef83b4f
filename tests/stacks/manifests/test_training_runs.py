"""A training Job's runs: each in its own folders, in one zone, repeated only where that can help."""

from typing import Any

import launch_text_training
from stacks.manifests.manifest import NAME_LABEL
from tests.stacks.manifests.built import of_kind, training

ON_TWO = of_kind(training("p5.48xlarge", machines=2), "Job")["spec"]
ALONE = of_kind(training("g6.xlarge", machines=1), "Job")["spec"]


def pod(spec: dict[str, Any]) -> dict[str, Any]:
    return dict(spec["template"]["spec"])


def test_every_run_has_folders_of_its_own() -> None:
    for tool in pod(ON_TWO)["initContainers"]:
        made = [
            word for word in tool["command"] if word.startswith("s3://artifacts/") and "wheels" not in word
        ]
        assert made
        assert all(word.endswith("/$(LAB2API_RUN)/") for word in made)
        (run,) = tool["env"]
        path = run["valueFrom"]["fieldRef"]["fieldPath"]
        assert (run["name"], path) == ("LAB2API_RUN", "metadata.labels['batch.kubernetes.io/controller-uid']")


def test_what_is_the_same_in_every_run_is_read_from_where_it_is() -> None:
    fetch = pod(ON_TWO)["initContainers"][0]["command"]
    assert {"s3://raw/train/", "s3://raw/test/", "s3://artifacts/wheels/"} <= set(fetch)


def test_a_pod_asks_for_nothing_that_no_new_machine_is_known_to_have() -> None:
    asked = pod(ON_TWO)["containers"][0]["resources"]["requests"]
    assert set(asked) == {"cpu", "memory", "nvidia.com/gpu", "vpc.amazonaws.com/efa"}


def test_several_machines_are_in_one_zone_as_their_network_ends_there() -> None:
    affinity = pod(ON_TWO)["affinity"]["podAffinity"]
    (term,) = affinity["requiredDuringSchedulingIgnoredDuringExecution"]
    assert term["topologyKey"] == "topology.kubernetes.io/zone"
    labels = term["labelSelector"]["matchLabels"]
    assert labels.items() <= ON_TWO["template"]["metadata"]["labels"].items()
    assert NAME_LABEL in labels
    assert "affinity" not in pod(ALONE)


def test_what_would_fail_again_ends_the_job_and_what_was_stopped_goes_on() -> None:
    lasting, lost, stopped = ON_TWO["podFailurePolicy"]["rules"]
    assert (lasting["action"], lasting["onExitCodes"]["values"]) == (
        "FailJob",
        [launch_text_training.LASTING_STATUS],
    )
    assert (lost["action"], lost["onPodConditions"][0]["type"]) == ("Ignore", "DisruptionTarget")
    assert (stopped["action"], stopped["onExitCodes"]["values"]) == ("Ignore", [143])


def test_a_failure_of_all_pods_is_not_repeated_and_one_lost_machine_is_survived() -> None:
    assert (ON_TWO["backoffLimit"], ALONE["backoffLimit"]) == (1, 0)
