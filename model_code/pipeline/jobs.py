"""The three jobs that every pipeline has, as SageMaker SDK steps."""

from __future__ import annotations

from typing import Any

from sagemaker.core.shapes import StoppingCondition
from sagemaker.core.training.configs import Compute, InputData, Networking, OutputDataConfig
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.train import ModelTrainer

from pipeline import variables
from pipeline.processing import MAX_RUNTIME_SECONDS, VOLUME_GB, OwnImage, input_from, output_to, processor


def prepare(*, author: OwnImage, rows: Any) -> ProcessingStep:
    """Return the job that splits the rows, transformed or raw, into train and test."""
    inputs = [input_from("raw", rows, "input/raw"), *author.code()]
    outputs = [output_to("train", variables.TRAIN, "train"), output_to("test", variables.TEST, "test")]
    arguments = ["--target", variables.TARGET_COLUMN, "--task", variables.TASK]
    run = processor(author, "prepare.py").run(inputs=inputs, outputs=outputs, arguments=arguments)
    return ProcessingStep("Prepare", step_args=run)


def train(*, author: OwnImage, prepare: ProcessingStep) -> TrainingStep:
    """Return the job that fits the model and writes model.tar.gz."""
    trainer = ModelTrainer(
        training_image=variables.IMAGE,
        role=variables.ROLE,
        sagemaker_session=author.session,
        base_job_name="train",
        compute=Compute(
            instance_type=variables.TRAINING_TYPE,
            instance_count=1,
            volume_size_in_gb=VOLUME_GB,
            volume_kms_key_id=variables.KEY,
        ),
        networking=Networking(
            enable_network_isolation=author.isolated, enable_inter_container_traffic_encryption=True
        ),
        stopping_condition=StoppingCondition(max_runtime_in_seconds=MAX_RUNTIME_SECONDS),
        output_data_config=OutputDataConfig(s3_output_path=variables.TRAINED, kms_key_id=variables.KEY),
        hyperparameters={
            "name": variables.MODEL_NAME,
            "version": variables.EXECUTION_ID,
            "target": variables.TARGET_COLUMN,
            "task": variables.TASK,
            "algorithm": variables.ALGORITHM,
            "source": variables.RAW,
            **author.hyperparameters,
        },
    )
    channel = InputData(
        channel_name="train", data_source=output_uri(prepare, "train"), content_type="text/csv"
    )
    return TrainingStep("Train", step_args=trainer.train(input_data_config=[channel]))


def evaluate(
    *, author: OwnImage, prepare: ProcessingStep, train: TrainingStep, report: PropertyFile
) -> ProcessingStep:
    """Return the job that scores the model on the test rows; `report` is what the condition reads."""
    model = train.properties.ModelArtifacts.S3ModelArtifacts
    inputs = [
        input_from("model", model, "input/model"),
        input_from("test", output_uri(prepare, "test"), "input/test"),
    ]
    run = processor(author, "evaluate.py").run(
        inputs=[*inputs, *author.code()], outputs=[output_to("evaluation", variables.EVALUATED, "evaluation")]
    )
    return ProcessingStep("Evaluate", step_args=run, property_files=[report])


def output_uri(step: ProcessingStep, name: str) -> Any:
    """Return the S3 URI of an output of a processing step, as a reference."""
    return step.properties.ProcessingOutputConfig.Outputs[name].S3Output.S3Uri
