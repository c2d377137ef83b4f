"""The text classifier's training code as one archive in S3, for AWS's containers, which have none of it."""

from constructs import Construct

from stacks.constructs.source_archive import MODEL_CODE, CodeArchive, archive

TEXT_ENTRIES = (
    "launch_text_training.py", "launcher", "train_text.py", "evaluate_text.py", "text_classifier", "tabular",
    "array_job.py", "array_training",
    "inference.py", "accelerated_inference.py",
    "requirements-serve.txt", "requirements-accelerated.txt", "requirements-accelerated.lock",
    "requirements-text.lock",
)  # fmt: skip
"""What trains and evaluates, and what travels in model.tar.gz (text_classifier/carried.py)."""


class TextArchive(CodeArchive):
    """The training code, with the list of what its jobs install."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id, name="text.tar.gz", body=archive(MODEL_CODE, TEXT_ENTRIES))
