"""What runs for a while and ends: pipelines' executions first, as they start the others."""

from collections.abc import Iterator
from typing import Any

from sandbox_teardown.calls import PAGE, ask, every
from sandbox_teardown.named import running
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.thing import Kind, Thing


def job_kinds(sagemaker: Any, sandbox: Sandbox) -> list[Kind]:
    """Return them. SageMaker has no call that deletes a transform, AutoML, recommendation or labeling job."""
    deletable = {
        "HyperParameterTuningJob": (
            sagemaker.list_hyper_parameter_tuning_jobs,
            sagemaker.stop_hyper_parameter_tuning_job,
            sagemaker.delete_hyper_parameter_tuning_job,
        ),
        "TrainingJob": (
            sagemaker.list_training_jobs,
            sagemaker.stop_training_job,
            sagemaker.delete_training_job,
        ),
        "ProcessingJob": (
            sagemaker.list_processing_jobs,
            sagemaker.stop_processing_job,
            sagemaker.delete_processing_job,
        ),
        "CompilationJob": (
            sagemaker.list_compilation_jobs,
            sagemaker.stop_compilation_job,
            sagemaker.delete_compilation_job,
        ),
        "OptimizationJob": (
            sagemaker.list_optimization_jobs,
            sagemaker.stop_optimization_job,
            sagemaker.delete_optimization_job,
        ),
    }
    kept = {
        "AutoMLJob": (sagemaker.list_auto_ml_jobs, sagemaker.stop_auto_ml_job, None),
        "TransformJob": (sagemaker.list_transform_jobs, sagemaker.stop_transform_job, None),
    }
    return [
        pipeline_executions(sagemaker, sandbox),
        *(
            running(
                name,
                sandbox,
                found=found,
                member=f"{name}Summaries",
                name=f"{name}Name",
                status=f"{name}Status",
                stop=stop,
                delete=delete,
            )
            for name, (found, stop, delete) in {**kept, **deletable}.items()
        ),
        running(
            "InferenceRecommendationsJob",
            sandbox,
            found=sagemaker.list_inference_recommendations_jobs,
            member="InferenceRecommendationsJobs",
            name="JobName",
            status="Status",
            stop=sagemaker.stop_inference_recommendations_job,
        ),
        running(
            "LabelingJob",
            sandbox,
            found=sagemaker.list_labeling_jobs,
            member="LabelingJobSummaryList",
            name="LabelingJobName",
            status="LabelingJobStatus",
            stop=sagemaker.stop_labeling_job,
        ),
    ]


def pipeline_executions(sagemaker: Any, sandbox: Sandbox) -> Kind:
    """Return executions of the student's pipelines: ended ones go with their pipeline."""

    def left() -> Iterator[Thing]:
        prefix = {"PipelineNamePrefix": sandbox.name}
        for pipeline in every(sagemaker.list_pipelines, "PipelineSummaries", **PAGE, **prefix):
            name = pipeline["PipelineName"]
            if not sandbox.owns(name):
                continue
            for one in every(
                sagemaker.list_pipeline_executions, "PipelineExecutionSummaries", **PAGE, PipelineName=name
            ):
                arn, status = one["PipelineExecutionArn"], one["PipelineExecutionStatus"]
                thing = Thing(
                    name=f"{name}/{arn.rpartition('/')[2]}",
                    status=status,
                    call={"PipelineExecutionArn": arn},
                )
                if status in ("Executing", "Stopping"):
                    yield thing

    return Kind(
        label="pipeline execution",
        left=left,
        remove=lambda thing: ask(sagemaker.stop_pipeline_execution, **thing.call),
    )
