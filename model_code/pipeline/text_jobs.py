"""The three jobs of the text classifier's pipeline, in AWS's PyTorch container, as SageMaker SDK steps.

The code is an archive in S3 and the libraries are wheels there, so that the jobs that see data are isolated:
`Wheels` alone reaches PyPI, and it is given nothing but the locked lists.
"""

from __future__ import annotations

from typing import Any

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import StoppingCondition
from sagemaker.core.training.configs import (
    CheckpointConfig,
    Compute,
    InputData,
    Networking,
    OutputDataConfig,
)
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.train import ModelTrainer

from pipeline import text_variables, variables
from pipeline.jobs import output_uri
from pipeline.processing import CONTAINER, OwnImage, input_from, output_to, processor
from pipeline.retries import WHEN_AWS_IS_SHORT
from tabular.paths import SERVING_WHEELS
from text_classifier.wheels import LOCK as SERVING_LOCK
from text_classifier.wheels import SERVING, words

VOLUME_GB = 100
MAX_RUNTIME_SECONDS = 3600  # an example: synthesis writes the environment's own
LOCK = "/tmp/code/requirements-text.lock"  # noqa: S108
CHECKED = "/tmp/serving"  # noqa: S108
"""Where `Train` has the wheels that travel in the model, each with a hash of the lock."""


def shell(inputs: str, *commands: str) -> list[str]:
    """Return the entry point that unpacks the archive below `inputs` and goes on with the commands."""
    unpack = f"mkdir -p /tmp/code && tar -xzf {inputs}/code/* -C /tmp/code"
    return ["/bin/sh", "-ec", " && ".join([unpack, *commands])]


def with_libraries(inputs: str, *commands: str) -> list[str]:
    """Return the same with the libraries installed from wheels, for a job without any network."""
    wheels = f"--no-index --find-links {inputs}/wheels --require-hashes --requirement {LOCK}"
    return shell(inputs, f"python3 -m pip install --quiet {wheels}", *commands)


def serving(into: str, *, found: str | None = None) -> str:
    """Return the command for wheels of the containers that serve on chips, from PyPI or from `found`."""
    told = words(
        lock=f"/tmp/code/{SERVING_LOCK}",  # noqa: S108
        into=into,
        python=text_variables.SERVING_PYTHON,
        found=found,
    )
    return f"python3 -m {' '.join(told)}"


class ScriptTrainer(ModelTrainer):  # type: ignore[misc]
    """A trainer with an entry point: the SDK writes one only for code that it uploads itself."""

    def _create_training_job_args(self, *given: Any, **named: Any) -> dict[str, Any]:
        request: dict[str, Any] = super()._create_training_job_args(*given, **named)
        data, launch = "/opt/ml/input/data", "exec python3 /tmp/code/launch_text_training.py"
        # Before the training, which would be lost if a wheel were missing when the model is written.
        check = serving(CHECKED, found=f"{data}/wheels/{SERVING}")
        request["AlgorithmSpecification"]["ContainerEntrypoint"] = with_libraries(data, check, launch)
        return request


def wheels(session: PipelineSession) -> ProcessingStep:
    """Return the job that fetches the locked libraries, for the Pythons that train and serve."""
    made = _processor(session, isolated=False)
    download = f"--only-binary :all: --require-hashes --requirement {LOCK} --dest {CONTAINER}/wheels"
    made.entrypoint = shell(
        f"{CONTAINER}/input",
        f"python3 -m pip download --quiet {download}",
        serving(f"{CONTAINER}/wheels/{SERVING}"),
    )
    run = made.run(inputs=[_code()], outputs=[output_to("wheels", text_variables.WHEELS, "wheels")])
    return ProcessingStep("Wheels", step_args=run)


def train(session: PipelineSession, *, wheels: ProcessingStep) -> TrainingStep:
    """Return the job that torchrun spreads over devices and hosts.

    Everything that an environment may ask for is in it; synthesis takes out the spot instances, the warm pool
    and the training plan that it does not ask for.
    """
    trainer = ScriptTrainer(
        training_image=text_variables.TRAINING_IMAGE,
        role=variables.ROLE,
        sagemaker_session=session,
        base_job_name="train",
        compute=Compute(
            instance_type=variables.TRAINING_TYPE,
            instance_count=text_variables.TRAINING_COUNT,
            volume_size_in_gb=VOLUME_GB,
            volume_kms_key_id=variables.KEY,
            keep_alive_period_in_seconds=3600,
            training_plan_arn=text_variables.TRAINING_PLAN,
            enable_managed_spot_training=True,
        ),
        networking=Networking(enable_network_isolation=True, enable_inter_container_traffic_encryption=True),
        stopping_condition=StoppingCondition(
            max_runtime_in_seconds=MAX_RUNTIME_SECONDS, max_wait_time_in_seconds=2 * MAX_RUNTIME_SECONDS
        ),
        checkpoint_config=CheckpointConfig(
            s3_uri=text_variables.CHECKPOINTS, local_path=text_variables.CHECKPOINTS_LOCAL
        ),
        output_data_config=OutputDataConfig(s3_output_path=variables.TRAINED, kms_key_id=variables.KEY),
        hyperparameters=_hyperparameters(),
        environment={SERVING_WHEELS: CHECKED},
    )
    sources = {
        "train": text_variables.TRAIN,
        "test": text_variables.TEST,
        "wheels": output_uri(wheels, "wheels"),
        "code": variables.SOURCE,
    }
    channels = [InputData(channel_name=name, data_source=uri) for name, uri in sources.items()]
    arguments = trainer.train(input_data_config=channels)
    return TrainingStep("Train", step_args=arguments, retry_policies=WHEN_AWS_IS_SHORT)


def _hyperparameters() -> dict[str, Any]:
    return {
        "name": variables.MODEL_NAME,
        "version": variables.EXECUTION_ID,
        "source": variables.RAW,
        "size": text_variables.SIZE,
        "epochs": text_variables.EPOCHS.to_string(),
        "seed": text_variables.SEED.to_string(),
    }


def evaluate(
    session: PipelineSession, *, wheels: ProcessingStep, train: TrainingStep, report: PropertyFile
) -> ProcessingStep:
    """Return the job that scores the exported graph on the test rows, on a CPU as it will be served."""
    made = _processor(session, isolated=True)
    made.entrypoint = with_libraries(f"{CONTAINER}/input", "exec python3 /tmp/code/evaluate_text.py")
    inputs = [
        input_from("model", train.properties.ModelArtifacts.S3ModelArtifacts, "input/model"),
        input_from("test", text_variables.TEST, "input/test"),
        input_from("wheels", output_uri(wheels, "wheels"), "input/wheels"),
        _code(),
    ]
    outputs = [output_to("evaluation", variables.EVALUATED, "evaluation")]
    run = made.run(inputs=inputs, outputs=outputs)
    return ProcessingStep("Evaluate", step_args=run, property_files=[report])


def _processor(session: PipelineSession, *, isolated: bool) -> Processor:
    made = processor(OwnImage(session=session, isolated=isolated), "")
    made.image_uri, made.volume_size_in_gb = text_variables.TRAINING_IMAGE, VOLUME_GB
    return made


def _code() -> Any:
    return input_from("code", variables.SOURCE, "input/code")
