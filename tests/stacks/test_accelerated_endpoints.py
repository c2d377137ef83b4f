"""Endpoints on GPUs and Neuron chips: the right image, host, devices and times, or a refusal by name."""

from pathlib import Path
from typing import Any

import pytest

from tests.stacks.chips import RESERVATION
from tests.stacks.reading import Synthesized, Template, below, each, only

REGISTRY = "763104351884.dkr.ecr.us-west-2.amazonaws.com"
EVERY = {
    "P5-Serving-p5": ("ml.p5.48xlarge", "pytorch"),
    "P5-Serving-g6": ("ml.g6.xlarge", "pytorch"),
    "Accelerated-Serving-reviews": ("ml.g6.xlarge", "pytorch"),
    "P5-Serving-inf2": ("ml.inf2.xlarge", "neuronx"),
    "Accelerated-Serving-reviews-neuron": ("ml.inf2.xlarge", "neuronx"),
    "P5-Serving-trn1": ("ml.trn1.2xlarge", "neuronx"),
    "P5-Serving-large": ("ml.p5.48xlarge", "lmi"),
    "Accelerated-Serving-writer": ("ml.g6e.xlarge", "lmi"),
}
"""Every chip; PyTorch's containers each at an endpoint of its own, with a queue and as copies."""
IMAGES = {
    "lmi": f"{REGISTRY}/djl-inference:0.38.0-lmi29.0.0-cu130",
    "pytorch": f"{REGISTRY}/pytorch-inference:2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker",
    "neuronx": f"{REGISTRY}/pytorch-inference-neuronx:2.9.0-neuronx-py312-sdk2.30.0-ubuntu24.04",
}
HOSTS = {
    "lmi": "al2023-ami-sagemaker-inference-gpu-4-1",
    "pytorch": "al2-ami-sagemaker-inference-gpu-3-1",
    "neuronx": "al2-ami-sagemaker-inference-neuron-2",
}


@pytest.fixture(scope="module")
def hosted(templates: dict[str, Template], chips: Synthesized) -> dict[str, Template]:
    return {stack: (templates | chips.templates)[stack] for stack in EVERY}


def variant(template: Template) -> dict[str, Any]:
    (found,) = only(template, "AWS::SageMaker::EndpointConfig")["Properties"]["ProductionVariants"]
    return dict(found)


def model(template: Template) -> dict[str, Any]:
    return dict(below(template, "Hosting", "AWS::SageMaker::Model")["Properties"])


@pytest.mark.parametrize("stack", EVERY)
def test_the_image_is_awss_of_the_region_on_a_host_with_its_driver(
    stack: str, hosted: dict[str, Template]
) -> None:
    template, (instance_type, container) = hosted[stack], EVERY[stack]
    assert model(template)["PrimaryContainer"]["Image"] == IMAGES[container]
    assert variant(template)["InstanceType"] == instance_type
    assert variant(template)["InferenceAmiVersion"] == HOSTS[container]


@pytest.mark.parametrize("stack", EVERY)
def test_disks_of_the_machine_itself_get_no_key_of_ours(stack: str, hosted: dict[str, Template]) -> None:
    """All but Inf2 have such disks, which SageMaker encrypts itself."""
    properties = only(hosted[stack], "AWS::SageMaker::EndpointConfig")["Properties"]
    assert ("KmsKeyId" in properties) is ("inf2" in EVERY[stack][0])
    assert "VolumeSizeInGB" not in variant(hosted[stack])


@pytest.mark.parametrize(
    ("stack", "seconds"), [("Accelerated-Serving-reviews", 600), ("P5-Serving-trn1", 3_600)]
)
def test_a_component_gets_its_devices_and_the_time_to_start(
    stack: str, seconds: int, hosted: dict[str, Template]
) -> None:
    component = only(hosted[stack], "AWS::SageMaker::InferenceComponent")["Properties"]
    specification = component["Specification"]
    assert specification["ComputeResourceRequirements"]["NumberOfAcceleratorDevicesRequired"] == 1
    assert specification["StartupParameters"] == {"ContainerStartupHealthCheckTimeoutInSeconds": seconds}
    assert "ContainerStartupHealthCheckTimeoutInSeconds" not in variant(hosted[stack])


@pytest.mark.parametrize(
    "stack", ["P5-Serving-inf2", "Accelerated-Serving-reviews-neuron", "P5-Serving-trn1"]
)
def test_a_neuron_container_runs_a_worker_for_each_core_of_its_device(
    stack: str, hosted: dict[str, Template]
) -> None:
    told = model(hosted[stack])["PrimaryContainer"]["Environment"]
    assert (told["LAB2API_DEVICE"], told["NEURON_RT_NUM_CORES"]) == ("neuron", "1")
    assert told["SAGEMAKER_MODEL_SERVER_WORKERS"] == "2"
    assert told["TS_DEFAULT_STARTUP_TIMEOUT"] == "3600"


def test_a_gpu_container_is_isolated_finds_our_functions_and_is_told_to_use_the_gpu(
    hosted: dict[str, Template],
) -> None:
    described = model(hosted["P5-Serving-p5"])
    assert described["EnableNetworkIsolation"] is True
    told = described["PrimaryContainer"]["Environment"]
    assert (told["SAGEMAKER_PROGRAM"], told["LAB2API_DEVICE"]) == ("accelerated_inference.py", "cuda")
    assert (Path("model_code") / told["SAGEMAKER_PROGRAM"]).is_file()
    assert "SAGEMAKER_MODEL_SERVER_WORKERS" not in told, "TorchServe itself starts one a GPU"


def test_the_endpoints_role_pulls_awss_image_and_no_other(hosted: dict[str, Template]) -> None:
    policy = below(hosted["P5-Serving-g6"], "Hosting/Role/Allowed", "AWS::IAM::ManagedPolicy")
    statements = {one["Sid"]: one for one in policy["Properties"]["PolicyDocument"]["Statement"]}
    repository = statements["PullImage"]["Resource"]["Fn::Join"][1][-1]
    assert repository == ":ecr:us-west-2:763104351884:repository/pytorch-inference"


@pytest.mark.parametrize("stack", ["P5-Serving-large", "Accelerated-Serving-writer"])
def test_large_weights_are_a_folder_that_vllm_spreads_over_all_gpus(
    stack: str, hosted: dict[str, Template]
) -> None:
    container = model(hosted[stack])["PrimaryContainer"]
    assert "ModelDataUrl" not in container
    source = container["ModelDataSource"]["S3DataSource"]
    assert (source["S3DataType"], source["CompressionType"]) == ("S3Prefix", "None")
    told = container["Environment"]
    assert (told["HF_MODEL_ID"], told["OPTION_TENSOR_PARALLEL_DEGREE"]) == ("/opt/ml/model", "max")
    assert variant(hosted[stack])["ModelDataDownloadTimeoutInSeconds"] == 3_600


@pytest.mark.parametrize(
    ("stack", "words"), [("P5-Serving-large", "folder/ of the weights"), ("P5-Serving-g6", "carry.py")]
)
def test_a_deploy_without_an_artifact_the_container_can_run_is_refused_at_once(
    stack: str, words: str, hosted: dict[str, Template]
) -> None:
    (assertion,) = hosted[stack]["Rules"]["Artifact"]["Assertions"]
    assert words in assertion["AssertDescription"]
    assert assertion["Assert"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "ModelDataUrl"}, ""]}]}


def test_a_reservation_is_used_and_never_left_for_what_is_not_reserved(hosted: dict[str, Template]) -> None:
    assert variant(hosted["P5-Serving-large"])["CapacityReservationConfig"] == {
        "CapacityReservationPreference": "capacity-reservations-only",
        "MlReservationArn": RESERVATION,
    }
    assert "CapacityReservationConfig" not in variant(hosted["P5-Serving-p5"])


@pytest.mark.parametrize(
    ("stack", "measured"),
    [
        ("P5-Serving-p5", '"GPUUtilization"'),
        ("Accelerated-Serving-reviews", '"GPUUtilizationNormalized"'),
        ("Accelerated-Serving-reviews-neuron", ""),
    ],
)
def test_the_models_page_shows_gpus_and_only_where_sagemaker_measures_them(
    stack: str, measured: str, hosted: dict[str, Template]
) -> None:
    page = str(only(hosted[stack], "AWS::CloudWatch::Dashboard")["Properties"]["DashboardBody"])
    assert measured in page
    assert ("GPU" in page) is bool(measured)


def test_jobs_of_the_same_model_stay_on_the_environments_own_image(hosted: dict[str, Template]) -> None:
    images = [
        found["Properties"]["PrimaryContainer"]["Image"]
        for _, found in each({"": hosted["P5-Serving-g6"]}, "AWS::SageMaker::Model")
    ]
    assert sorted(images, key=str) == [IMAGES["pytorch"], {"Ref": "Image"}]
