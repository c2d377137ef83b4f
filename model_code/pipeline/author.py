"""Write definition.json and definition-prebuilt.json with the SageMaker Python SDK; see README.md.

Run by `make pipeline` in .venv-authoring. The SDK takes about 1 GB, so nothing else here imports it:
synthesis reads the committed JSON and fills its `${...}` placeholders by Fn::Sub.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sagemaker.core.model_metrics import MetricsSource, ModelMetrics
from sagemaker.core.workflow.conditions import ConditionGreaterThanOrEqualTo
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.serve.model_builder import ModelBuilder

from pipeline import jobs, optional_jobs, variables
from pipeline.offline import session
from pipeline.processing import OwnImage, PrebuiltImage

REPORT = PropertyFile(name="Evaluation", output_name="evaluation", path="evaluation.json")
CONTENT_TYPES = ["application/json", "text/csv"]
INSTANCE_TYPES = ["ml.m5.large", "ml.m5.xlarge", "ml.c5.large"]


def register(*, author: OwnImage, train: TrainingStep, evaluate: ProcessingStep) -> ModelStep:
    """Return the step that puts the model into the registry, where a person approves it."""
    folder = jobs.output_uri(evaluate, "evaluation")
    statistics = MetricsSource(
        content_type="application/json", s3_uri=Join(on="/", values=[folder, "evaluation.json"])
    )
    builder = ModelBuilder(
        s3_model_data_url=train.properties.ModelArtifacts.S3ModelArtifacts,
        image_uri=variables.IMAGE,
        role_arn=variables.ROLE,
        sagemaker_session=author.session,
        instance_type=INSTANCE_TYPES[0],
        env_vars=author.serving_environment,
    )
    request = builder.register(
        model_package_group_name=Join(on="-", values=["${Environment}", variables.MODEL_NAME]),
        content_types=CONTENT_TYPES,
        response_types=CONTENT_TYPES,
        inference_instances=INSTANCE_TYPES,
        transform_instances=INSTANCE_TYPES,
        approval_status="PendingManualApproval",
        model_metrics=ModelMetrics(model_statistics=statistics),
        customer_metadata_properties={
            "card": Join(on="/", values=[folder, "card.json"]),
            "execution": variables.EXECUTION_ID,
            "data": variables.RAW,
        },
    )
    return ModelStep("Register", step_args=request)


def good_enough(*, author: OwnImage, train: TrainingStep, evaluate: ProcessingStep) -> ConditionStep:
    """Return the step that registers the model if its score is good enough, and says so if it is not."""
    score = JsonGet(step_name=evaluate.name, property_file=REPORT, json_path="score.value")
    reason = [
        "The score on the test rows is below MinimumScore (",
        variables.MINIMUM_SCORE.to_string(),
        "). ",
    ]
    advice = "The model was not registered. Its score is in evaluation.json, an output of the step Evaluate."
    too_weak = FailStep("TooWeak", error_message=Join(on="", values=[*reason, advice]))
    return ConditionStep(
        "GoodEnough",
        conditions=[ConditionGreaterThanOrEqualTo(left=score, right=variables.MINIMUM_SCORE)],
        if_steps=[register(author=author, train=train, evaluate=evaluate)],
        else_steps=[too_weak],
    )


def build(author: OwnImage) -> Pipeline:
    """Return the pipeline: transform, prepare, train, evaluate, then register if the score is good enough."""
    transform = optional_jobs.transform(author=author)
    by_flow = optional_jobs.transform_by_flow(author=author)
    prepare = jobs.prepare(author=author, rows=optional_jobs.transformed(transform))
    train = jobs.train(author=author, prepare=prepare)
    evaluate = jobs.evaluate(author=author, prepare=prepare, train=train, report=REPORT)
    ingest = optional_jobs.ingest_features(author=author, transform=transform, prepare=prepare)
    evaluated = jobs.output_uri(evaluate, "evaluation")
    track = optional_jobs.track(author=author, train=train, evaluated=evaluated)
    gate = good_enough(author=author, train=train, evaluate=evaluate)
    return Pipeline(
        "training",
        parameters=variables.PARAMETERS,
        steps=[transform, by_flow, prepare, train, evaluate, ingest, track, gate],
        pipeline_experiment_config=None,
        sagemaker_session=author.session,
    )


def written(pipeline: Pipeline) -> str:
    """Return the definition as committed: readable, in the order the SDK gives, stand-ins replaced."""
    text = json.dumps(json.loads(pipeline.definition()), indent=2) + "\n"
    for stand_in, placeholder in variables.STAND_INS.items():
        text = text.replace(stand_in, placeholder)
    return text


def main(folder: Path) -> None:
    """Write both definitions into `folder`."""
    made = session()
    for author in (OwnImage(session=made), PrebuiltImage(session=made)):
        (folder / author.file_name).write_text(written(build(author)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
