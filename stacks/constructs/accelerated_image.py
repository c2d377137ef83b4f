"""AWS's containers for accelerators: where they lie, and what each must be told by environment variables."""

from config import Component, Ecs, Eks
from config.accelerated import STARTUP_SECONDS, OnAccelerators
from config.instances import chip
from stacks.constructs.aws_container import aws_container
from stacks.constructs.hosted_model import FRAMEWORK_VARIABLES
from stacks.constructs.inference_image import PrebuiltImage

DEVICE_VARIABLE = "LAB2API_DEVICE"
"""On what the artifact's code runs the network: where there is no such device it fails, and is never slow."""
PROGRAM = "accelerated_inference.py"
"""In the artifact beside inference.py, whose rows and answers it has (text_classifier/carried.py)."""
MODEL_FOLDER = "/opt/ml/model"


def accelerated_image(serving: OnAccelerators, *, region: str) -> PrebuiltImage | None:
    """Return AWS's container that the settings ask for, None where they ask for the environment's own."""
    return aws_container(serving.kind, region=region) if serving.kind else None


def accelerated_environment(serving: OnAccelerators) -> dict[str, str]:
    """Return what AWS's container is told besides the model's version."""
    if serving.container == "lmi":
        return _large_models(serving)
    copy = serving.accelerators if isinstance(serving, Component) else None
    return _program(serving.container, seconds=serving.startup) | _neuron(serving.instance_type, copy)


def cluster_environment(serving: Ecs | Eks) -> dict[str, str]:
    """Return the same for a task or a pod; nothing for the environment's own image, which knows."""
    if serving.accelerator is None or serving.container == "own":
        return {}
    program = _program(serving.container, seconds=STARTUP_SECONDS[serving.container])
    return program | _neuron(serving.accelerator, serving.accelerators)


def _program(container: str, *, seconds: int | None) -> dict[str, str]:
    """Name the code, the device, and how long a worker may take to start: TorchServe itself gives 120 s.

    https://github.com/pytorch/serve/blob/v0.12.0/docs/configuration.md; on GPUs it starts one worker each.
    """
    return {
        **FRAMEWORK_VARIABLES,
        "SAGEMAKER_PROGRAM": PROGRAM,
        DEVICE_VARIABLE: "neuron" if container == "neuronx" else "cuda",
        "TS_DEFAULT_STARTUP_TIMEOUT": str(seconds),
    }


def _neuron(machine: str, devices: int | None) -> dict[str, str]:
    """Run one worker for each NeuronCore: a process takes as many as it is told, and all if it is not.

    Nothing on GPUs. `devices` is None for all that the machine has.
    https://awsdocs-neuron.readthedocs-hosted.com/en/latest/neuron-runtime/nrt-configurable-parameters.html
    """
    found = chip(machine)
    if found is None or found.kind != "neuron":
        return {}
    workers = (devices or found.count) * found.cores
    return {"NEURON_RT_NUM_CORES": "1", "SAGEMAKER_MODEL_SERVER_WORKERS": str(workers)}


def _large_models(serving: OnAccelerators) -> dict[str, str]:
    """Serve weights in Hugging Face's layout by vLLM, over all GPUs the copy or the instance has.

    https://github.com/deepjavalibrary/djl-serving/tree/master/serving/docs/lmi: deployment and vLLM guides.
    """
    copy = serving.accelerators if isinstance(serving, Component) else None
    return {
        "HF_MODEL_ID": MODEL_FOLDER,
        "HF_HUB_OFFLINE": "1",
        "VLLM_NO_USAGE_STATS": "1",
        "SERVING_FAIL_FAST": "true",
        "OPTION_ENTRYPOINT": "djl_python.lmi_vllm.vllm_async_service",
        "OPTION_ASYNC_MODE": "true",
        "OPTION_ROLLING_BATCH": "disable",
        "OPTION_TENSOR_PARALLEL_DEGREE": str(copy or "max"),
    }
