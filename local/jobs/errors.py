"""Why a job failed, in the words SageMaker puts before its reasons."""


class JobError(Exception):
    """A job that did not complete; the text is its FailureReason."""


class ClientError(JobError):
    """What the caller gave cannot work: missing data, an unknown script."""

    def __init__(self, message: str) -> None:
        super().__init__(f"ClientError: {message}")


class AlgorithmError(JobError):
    """The code in the container ended with an error."""

    def __init__(self, message: str, *, exit_code: int) -> None:
        super().__init__(f"AlgorithmError: {message}, exit code: {exit_code}")
        self.exit_code = exit_code
