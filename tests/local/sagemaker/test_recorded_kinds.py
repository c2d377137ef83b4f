"""Kinds that are recorded here are stopped, refused and deleted as on AWS."""

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.sagemaker import recording
from tests.local.sagemaker.laboratory import ROLE, Laboratory


def notebook(laboratory: Laboratory) -> str:
    found: dict[str, Any] = laboratory.sagemaker.list_notebook_instances()["NotebookInstances"][0]
    return str(found["NotebookInstanceStatus"])


def test_what_runs_is_stopped_before_it_is_deleted(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "STOPPING_SECONDS", 2.0)  # time enough to be seen
    named = {"NotebookInstanceName": "n"}
    laboratory.sagemaker.create_notebook_instance(**named, InstanceType="ml.t3.medium", RoleArn=ROLE)
    with pytest.raises(ClientError, match="Unable to delete"):
        laboratory.sagemaker.delete_notebook_instance(**named)
    laboratory.sagemaker.stop_notebook_instance(**named)
    assert notebook(laboratory) == "Stopping"
    while notebook(laboratory) != "Stopped":
        time.sleep(0.02)
    laboratory.sagemaker.delete_notebook_instance(**named)
    assert laboratory.sagemaker.list_notebook_instances()["NotebookInstances"] == []


def test_a_running_job_is_not_deleted(laboratory: Laboratory) -> None:
    laboratory.script("train.py", "time.sleep(30)")
    laboratory.put("train/a.csv")
    name = laboratory.start_training()
    with pytest.raises(ClientError, match="stop it before you delete it"):
        laboratory.sagemaker.delete_training_job(TrainingJobName=name)
    laboratory.sagemaker.stop_training_job(TrainingJobName=name)
    described = laboratory.wait(
        lambda: laboratory.sagemaker.describe_training_job(TrainingJobName=name), "TrainingJobStatus"
    )
    assert described["TrainingJobStatus"] == "Stopped"
    laboratory.sagemaker.delete_training_job(TrainingJobName=name)
    assert laboratory.sagemaker.list_training_jobs()["TrainingJobSummaries"] == []


def test_experiments_are_deleted_from_the_inside_out(laboratory: Laboratory) -> None:
    sagemaker = laboratory.sagemaker
    pair = {"TrialName": "t", "TrialComponentName": "c"}
    sagemaker.create_experiment(ExperimentName="e")
    sagemaker.create_trial(TrialName="t", ExperimentName="e")
    sagemaker.create_trial_component(TrialComponentName="c")
    sagemaker.associate_trial_component(**pair)
    for refused in (
        lambda: sagemaker.delete_trial_component(TrialComponentName="c"),
        lambda: sagemaker.delete_trial(TrialName="t"),
        lambda: sagemaker.delete_experiment(ExperimentName="e"),
    ):
        with pytest.raises(ClientError):
            refused()
    assert [t["TrialName"] for t in sagemaker.list_trials(TrialComponentName="c")["TrialSummaries"]] == ["t"]
    sagemaker.disassociate_trial_component(**pair)
    sagemaker.delete_trial_component(TrialComponentName="c")
    sagemaker.delete_trial(TrialName="t")
    sagemaker.delete_experiment(ExperimentName="e")
    assert sagemaker.list_experiments()["ExperimentSummaries"] == []


def test_an_account_without_any_is_an_empty_list(laboratory: Laboratory) -> None:
    assert laboratory.sagemaker.list_model_bias_job_definitions()["JobDefinitionSummaries"] == []
    assert laboratory.sagemaker.list_clusters()["ClusterSummaries"] == []
