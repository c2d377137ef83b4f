"""Kinds that are records here, of which nothing runs: notebooks, images, hubs, and more kinds of jobs.

They are kept, listed, stopped and deleted as AWS does it, so that a teardown meets what it meets there: what
runs is stopped before it is deleted, and what is in use is refused.
"""

from local.sagemaker.kinds import Kind, generic
from local.sagemaker.operations import Answer, Request, operation
from local.sagemaker.recording import register, stoppable, stops
from local.sagemaker.records import records

_PLAIN = (
    Kind(
        name="NotebookInstanceLifecycleConfig",
        identifier="NotebookInstanceLifecycleConfigName",
        resource="notebook-instance-lifecycle-config",
    ),
    Kind(
        name="Algorithm",
        identifier="AlgorithmName",
        resource="algorithm",
        at_creation={"AlgorithmStatus": "Completed"},
    ),
    Kind(name="Image", identifier="ImageName", resource="image", at_creation={"ImageStatus": "CREATED"}),
    Kind(name="AppImageConfig", identifier="AppImageConfigName", resource="app-image-config"),
    Kind(name="Hub", identifier="HubName", resource="hub", at_creation={"HubStatus": "InService"}),
    Kind(name="ModelCard", identifier="ModelCardName", resource="model-card"),
)
_SCHEDULE = Kind(
    name="MonitoringSchedule",
    identifier="MonitoringScheduleName",
    resource="monitoring-schedule",
    at_creation={"MonitoringScheduleStatus": "Scheduled"},
)
_CODE = Kind(name="CodeRepository", identifier="CodeRepositoryName", resource="code-repository")
_SERVER = Kind(
    name="TrackingServer",
    identifier="TrackingServerName",
    resource="mlflow-tracking-server",
    at_creation={"TrackingServerStatus": "Created"},
)
_EXPERIMENT = Kind(
    name="InferenceExperiment",
    identifier="Name",
    resource="inference-experiment",
    at_creation={"Status": "Running"},
)
_NOTEBOOK = Kind(
    name="NotebookInstance",
    identifier="NotebookInstanceName",
    resource="notebook-instance",
    at_creation={"NotebookInstanceStatus": "InService"},
)
_TUNING = Kind(
    name="HyperParameterTuningJob",
    identifier="HyperParameterTuningJobName",
    resource="hyper-parameter-tuning-job",
    at_creation={
        "HyperParameterTuningJobStatus": "InProgress",
        "Strategy": "Bayesian",
        "TrainingJobStatusCounters": {},
        "ObjectiveStatusCounters": {},
    },
)
_COMPILATION = Kind(
    name="CompilationJob",
    identifier="CompilationJobName",
    resource="compilation-job",
    at_creation={"CompilationJobStatus": "INPROGRESS"},
)
_OPTIMIZATION = Kind(
    name="OptimizationJob",
    identifier="OptimizationJobName",
    resource="optimization-job",
    at_creation={"OptimizationJobStatus": "INPROGRESS", "OptimizationTypes": []},
)
_RECOMMENDATIONS = Kind(
    name="InferenceRecommendationsJob",
    identifier="JobName",
    resource="inference-recommendations-job",
    at_creation={"Status": "IN_PROGRESS", "JobDescription": ""},
)
_LABELING = Kind(
    name="LabelingJob",
    identifier="LabelingJobName",
    resource="labeling-job",
    at_creation={"LabelingJobStatus": "InProgress", "LabelCounters": {}},
)
for _kind in _PLAIN:
    generic(_kind, verbs=("Create", "List", "Delete"))
generic(Kind(name="Cluster", identifier="ClusterName", resource="cluster"), verbs=("List",))


register(_CODE, lists="ListCodeRepositories")
register(_SCHEDULE)
stops(_SCHEDULE, "MonitoringScheduleStatus")
register(_SERVER, of="MlflowTrackingServer")
stops(_SERVER, "TrackingServerStatus", of="MlflowTrackingServer")
stoppable(_EXPERIMENT, "Status", deletable=True, ends="COMPLETED")
stoppable(_NOTEBOOK, "NotebookInstanceStatus", deletable=True)
stoppable(_TUNING, "HyperParameterTuningJobStatus", deletable=True)
stoppable(_COMPILATION, "CompilationJobStatus", deletable=True)
stoppable(_OPTIMIZATION, "OptimizationJobStatus", deletable=True)
stoppable(_RECOMMENDATIONS, "Status", deletable=False, JobArn="InferenceRecommendationsJobArn")
stoppable(_LABELING, "LabelingJobStatus", deletable=False)


@operation("DescribeInferenceExperiment")
def describe_inference_experiment(request: Request) -> Answer:
    """Return an experiment, whose endpoint is called as its request says and whose variants are none here."""
    record = records.get("InferenceExperiment", request["Name"])
    endpoint = {"EndpointName": record.get("EndpointName", record["Name"])}
    arn = record["InferenceExperimentArn"]
    return {"ModelVariants": [], **record, "Arn": arn, "EndpointMetadata": endpoint}


for _what, _resource in (
    ("DataQuality", "data-quality"),
    ("ModelQuality", "model-quality"),
    ("ModelBias", "model-bias"),
    ("ModelExplainability", "model-explainability"),
):
    _arn = f"{_what}JobDefinitionArn"
    register(
        Kind(
            name=f"{_what}JobDefinition",
            identifier="JobDefinitionName",
            resource=f"{_resource}-job-definition",
        ),
        JobDefinitionArn=_arn,
        MonitoringJobDefinitionName="JobDefinitionName",
        MonitoringJobDefinitionArn=_arn,
    )
