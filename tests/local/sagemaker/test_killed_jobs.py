"""A job whose process is killed half-way has failed and says so, its pipeline too; the API goes on."""

import os
import signal
from pathlib import Path

from tests.local.sagemaker.definitions import processing
from tests.local.sagemaker.laboratory import Laboratory
from tests.local.waiting import until

ENDLESS = (
    "print('epoch 3', flush=True)",
    "pathlib.Path(os.environ['PID_FILE']).write_text(str(os.getpid()))",
    "time.sleep(60)",
)


def kill(pid_file: Path) -> None:
    until(lambda: pid_file.exists() and pid_file.read_text(), "the start of the job")
    os.kill(int(pid_file.read_text()), signal.SIGKILL)


def test_a_training_job_that_is_killed_has_failed_and_the_next_one_trains(
    laboratory: Laboratory, tmp_path: Path
) -> None:
    laboratory.put("train/data.csv")
    laboratory.script("train.py", *ENDLESS)
    name = laboratory.start_training(Environment={"PID_FILE": str(tmp_path / "pid")})
    kill(tmp_path / "pid")
    job = laboratory.wait(
        lambda: laboratory.sagemaker.describe_training_job(TrainingJobName=name), "TrainingJobStatus"
    )
    assert job["TrainingJobStatus"] == "Failed"
    assert job["FailureReason"] == "AlgorithmError: epoch 3, exit code: 137"
    laboratory.script("train.py", "(base / 'model').mkdir(exist_ok=True)")
    assert laboratory.train()["TrainingJobStatus"] == "Completed"


def test_a_pipeline_names_the_step_whose_process_was_killed(laboratory: Laboratory, tmp_path: Path) -> None:
    laboratory.script("endless.py", *ENDLESS)
    step = processing("Score", "endless.py", arguments={"Environment": {"PID_FILE": str(tmp_path / "pid")}})
    arn = laboratory.start(laboratory.pipeline(step))
    kill(tmp_path / "pid")
    assert laboratory.ended(arn)["PipelineExecutionStatus"] == "Failed"
    failed = laboratory.steps(arn)["Score"]
    assert failed["StepStatus"] == "Failed"
    assert "exit code: 137" in failed["FailureReason"]
