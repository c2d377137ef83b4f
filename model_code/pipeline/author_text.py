"""Write definition-text.json, the text classifier's pipeline, with the SageMaker Python SDK.

Run by `make pipeline`, beside author.py and by the same rules.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline

from pipeline import text_jobs, text_variables
from pipeline.author import REPORT, good_enough, written
from pipeline.offline import session
from pipeline.processing import OwnImage

FILE = "definition-text.json"


def build(made: PipelineSession) -> Pipeline:
    """Return the pipeline: fetch libraries, train, evaluate, then register if the score is good enough."""
    wheels = text_jobs.wheels(made)
    train = text_jobs.train(made, wheels=wheels)
    evaluate = text_jobs.evaluate(made, wheels=wheels, train=train, report=REPORT)
    author = OwnImage(session=made)
    return Pipeline(
        "text-training",
        parameters=text_variables.PARAMETERS,
        steps=[wheels, train, evaluate, good_enough(author=author, train=train, evaluate=evaluate)],
        pipeline_experiment_config=None,
        sagemaker_session=made,
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    (folder / FILE).write_text(written(build(session())), encoding="utf-8")
