"""The steps that a pipeline has only where the environment's settings ask for them.

All are in the committed definitions; synthesis leaves out those without a section (`[recipe]`, `[features]`,
`[tracking]`), and keeps one of the two that transform.
"""

from __future__ import annotations

from typing import Any

from sagemaker.core.network import NetworkConfig
from sagemaker.core.processing import Processor
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep

from pipeline import variables
from pipeline.processing import (
    OwnImage,
    input_from,
    job_processor,
    output_to,
    processor,
)

FLOW_DATASET = "raw"
"""The name of the flow's source: the container looks for it below /opt/ml/processing."""


def transform(*, author: OwnImage) -> ProcessingStep:
    """Return the job that applies the recipe in memory, or in Spark by the parameters of the execution.

    Spark writes to S3 itself, from all of its instances, so it is told where by the environment; what runs
    in memory is copied there at its end.
    """
    made = _transforming(author)
    made.image_uri = variables.TRANSFORM_IMAGE
    made.entrypoint = ["/bin/sh", "-ec", variables.TRANSFORM_COMMAND]
    made.env = {"LAB2API_TRANSFORMED": variables.TRANSFORMED}
    inputs = [
        input_from("raw", variables.RAW, "input/raw"),
        input_from("recipe", variables.RECIPE, "input/recipe"),
    ]
    run = made.run(
        inputs=[*inputs, *author.code()],
        outputs=[output_to("curated", variables.TRANSFORMED, "curated")],
    )
    return ProcessingStep("Transform", step_args=run)


def transform_by_flow(*, author: OwnImage) -> ProcessingStep:
    """Return the job that runs the recipe as a .flow in the Data Wrangler container, by its entrypoint."""
    made = _transforming(author)
    made.image_uri = "${DataWranglerImageUri}"
    made.entrypoint = None
    inputs = [
        input_from("flow", variables.FLOW, "flow"),
        input_from(FLOW_DATASET, variables.RAW, FLOW_DATASET),
    ]
    output = output_to(variables.FLOW_OUTPUT, variables.TRANSFORMED, "output")
    written = f'--output-config \'{{"{variables.FLOW_OUTPUT}": {{"content_type": "CSV"}}}}\''
    run = made.run(inputs=inputs, outputs=[output], arguments=[written])
    return ProcessingStep("TransformByFlow", step_args=run)


def _transforming(author: OwnImage) -> Processor:
    """Return what runs on as many instances, with the disk and the network, that the execution asks for."""
    made = processor(author, "transform.py")
    made.instance_type = variables.TRANSFORM_TYPE
    made.instance_count = variables.TRANSFORM_COUNT
    made.volume_size_in_gb = variables.TRANSFORM_VOLUME
    made.network_config = NetworkConfig(
        enable_network_isolation=variables.TRANSFORM_ISOLATED, encrypt_inter_container_traffic=True
    )
    return made


def ingest_features(
    *, author: OwnImage, transform: ProcessingStep, prepare: ProcessingStep
) -> ProcessingStep:
    """Return the job that puts the rows into the feature group, while the model trains."""
    arguments = ["--group", variables.FEATURE_GROUP]
    rows = input_from("rows", transformed(transform), "input/rows")
    run = job_processor(author, "ingest.py").run(
        inputs=[rows, *author.code()],
        outputs=[output_to("rejected", variables.REJECTED, "rejected")],
        arguments=arguments,
    )
    return ProcessingStep("IngestFeatures", step_args=run, depends_on=[prepare])


def track(*, author: OwnImage, train: TrainingStep, evaluated: Any) -> ProcessingStep:
    """Return the job that logs the run to MLflow, or to a file store that it leaves behind."""
    environment = {
        "MLFLOW_TRACKING_URI": variables.TRACKING_URI,
        "LAB2API_MODEL": variables.MODEL_NAME,
        "LAB2API_EXECUTION": variables.EXECUTION_ID,
    }
    inputs = [
        input_from("model", train.properties.ModelArtifacts.S3ModelArtifacts, "input/model"),
        input_from("evaluation", evaluated, "input/evaluation"),
    ]
    run = job_processor(author, "track.py", environment=environment).run(
        inputs=[*inputs, *author.code()], outputs=[output_to("mlruns", variables.TRACKED, "mlruns")]
    )
    return ProcessingStep("Track", step_args=run)


def transformed(step: ProcessingStep) -> Any:
    """Return where the transformed rows are, as a reference that makes the next step wait for them."""
    return step.properties.ProcessingOutputConfig.Outputs["curated"].S3Output.S3Uri
