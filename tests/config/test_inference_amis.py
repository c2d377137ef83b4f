"""SageMaker's hosts: all of them are known, and AWS's container gets one whose driver runs it."""

from botocore.session import Session

from config.inference_amis import AMIS, suited


def test_the_hosts_image_is_the_oldest_that_runs_the_container() -> None:
    assert {one: suited(one) for one in ("own", "pytorch", "lmi", "neuronx")} == {
        "own": None,
        "pytorch": "al2-ami-sagemaker-inference-gpu-3-1",
        "lmi": "al2023-ami-sagemaker-inference-gpu-4-1",
        "neuronx": "al2-ami-sagemaker-inference-neuron-2",
    }


def test_machine_images_are_those_of_the_api() -> None:
    shape = Session().get_service_model("sagemaker").shape_for("ProductionVariantInferenceAmiVersion")
    assert sorted(AMIS) == sorted(shape.enum)
