"""Training and processing jobs really run, and say why when they fail."""

import io
import json
import tarfile

import pytest
from botocore.exceptions import ClientError

from local import aws
from tests.local.sagemaker.laboratory import Laboratory

SAVE = ("(base / 'model').mkdir(exist_ok=True)", "(base / 'model/card.json').write_text('{}')")


def files_in(laboratory: Laboratory, uri: str) -> list[str]:
    key = uri.removeprefix(f"s3://{laboratory.bucket}/")
    body = laboratory.s3.get_object(Bucket=laboratory.bucket, Key=key)["Body"].read()
    with tarfile.open(fileobj=io.BytesIO(body), mode="r:gz") as archive:
        return archive.getnames()


def test_a_training_job_leaves_the_model_that_its_code_wrote(laboratory: Laboratory) -> None:
    laboratory.put("train/data.csv")
    laboratory.script("train.py", *SAVE)
    job = laboratory.train()
    assert (job["TrainingJobStatus"], job["SecondaryStatus"]) == ("Completed", "Completed")
    model = f"s3://{laboratory.bucket}/models/{job['TrainingJobName']}/output/model.tar.gz"
    assert job["ModelArtifacts"]["S3ModelArtifacts"] == model
    assert files_in(laboratory, model) == ["card.json"]


def test_the_code_finds_channels_and_hyperparameters_where_sagemaker_puts_them(
    laboratory: Laboratory,
) -> None:
    laboratory.put("train/part/data.csv", b"a,target\n7,x\n")
    laboratory.script(
        "train.py",
        "given = json.loads((base / 'input/config/hyperparameters.json').read_text())",
        "assert given == {'target': 'price'}, given",
        "assert (base / 'input/data/train/part/data.csv').read_text() == 'a,target\\n7,x\\n'",
        "assert os.environ['TRAINING_JOB_NAME'].startswith('job-')",
        *SAVE,
    )
    assert laboratory.train(HyperParameters={"target": "price"})["TrainingJobStatus"] == "Completed"


def test_a_variable_of_the_users_shell_never_reaches_the_code(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "private")
    laboratory.put("train/data.csv")
    laboratory.script(
        "train.py", "assert 'AWS_PROFILE' not in os.environ", "assert os.environ['MINE'] == '1'", *SAVE
    )
    assert laboratory.train(Environment={"MINE": "1"})["TrainingJobStatus"] == "Completed"


def test_a_failed_job_gives_the_reason_its_code_left(laboratory: Laboratory) -> None:
    laboratory.put("train/data.csv")
    laboratory.script(
        "train.py",
        "(base / 'output').mkdir(exist_ok=True)",
        "(base / 'output/failure').write_text('no column named price')",
        "sys.exit(3)",
    )
    job = laboratory.train()
    assert job["TrainingJobStatus"] == "Failed"
    assert job["FailureReason"] == "AlgorithmError: no column named price, exit code: 3"


def test_a_failed_job_without_a_reason_shows_the_end_of_its_log(laboratory: Laboratory) -> None:
    laboratory.put("train/data.csv")
    laboratory.script("train.py", "raise ValueError('seven')")
    assert "ValueError: seven" in laboratory.train()["FailureReason"]


def test_missing_data_is_named(laboratory: Laboratory) -> None:
    laboratory.script("train.py", *SAVE)
    reason = laboratory.train()["FailureReason"]
    assert (
        reason
        == f"ClientError: Data download failed: no S3 objects found under S3 URL s3://{laboratory.bucket}/train"
    )


def test_a_bucket_that_is_not_there_is_named(laboratory: Laboratory) -> None:
    laboratory.put("train/data.csv")
    laboratory.script("train.py", *SAVE)
    job = laboratory.train(OutputDataConfig={"S3OutputPath": "s3://nowhere-at-all/models"})
    assert job["FailureReason"].startswith("ClientError: cannot write s3://nowhere-at-all/models/")


def test_what_a_job_prints_is_in_its_log_group(laboratory: Laboratory) -> None:
    laboratory.put("train/data.csv")
    laboratory.script("train.py", "print('roc_auc=0.99;')", *SAVE)
    job = laboratory.train()
    events = aws.client("logs").get_log_events(
        logGroupName="/aws/sagemaker/TrainingJobs", logStreamName=f"{job['TrainingJobName']}/algo-1-local"
    )["events"]
    assert [event["message"] for event in events] == ["roc_auc=0.99;"]


def test_a_job_ends_at_its_time_limit(laboratory: Laboratory) -> None:
    laboratory.put("train/data.csv")
    laboratory.script("train.py", "time.sleep(60)")
    job = laboratory.train(StoppingCondition={"MaxRuntimeInSeconds": 1})
    assert job["TrainingJobStatus"] == "Stopped"
    assert "MaxRuntimeInSeconds" in job["FailureReason"]


def test_stopping_a_job_ends_its_process(laboratory: Laboratory) -> None:
    laboratory.put("train/data.csv")
    laboratory.script("train.py", "time.sleep(60)")
    name = laboratory.start_training()
    laboratory.sagemaker.stop_training_job(TrainingJobName=name)
    job = laboratory.wait(
        lambda: laboratory.sagemaker.describe_training_job(TrainingJobName=name), "TrainingJobStatus"
    )
    assert job["TrainingJobStatus"] == "Stopped"
    with pytest.raises(ClientError, match="is in status Stopped"):
        laboratory.sagemaker.stop_training_job(TrainingJobName=name)


def test_a_job_leaves_no_folder_behind(laboratory: Laboratory) -> None:
    laboratory.put("train/data.csv")
    laboratory.script("train.py", *SAVE)
    laboratory.train()
    assert list((laboratory.code.parent / "state/jobs").iterdir()) == []


def test_a_change_of_state_is_an_event(laboratory: Laboratory) -> None:
    events, sqs = aws.client("events"), aws.client("sqs")
    url = sqs.create_queue(QueueName=laboratory.bucket)["QueueUrl"]
    pattern = {"source": ["aws.sagemaker"], "detail": {"TrainingJobStatus": ["Failed"]}}
    events.put_rule(Name=laboratory.bucket, EventPattern=json.dumps(pattern))
    arn = f"arn:aws:sqs:us-east-1:000000000000:{laboratory.bucket}"
    events.put_targets(Rule=laboratory.bucket, Targets=[{"Id": "q", "Arn": arn}])
    laboratory.script("train.py")
    name = laboratory.train()["TrainingJobName"]
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    event = json.loads(message["Body"])
    assert event["detail-type"] == "SageMaker Training Job State Change"
    assert event["detail"]["TrainingJobName"] == name
    events.remove_targets(Rule=laboratory.bucket, Ids=["q"])
    events.delete_rule(Name=laboratory.bucket)
