"""What Application Auto Scaling answers to a request that it refuses."""


class RequestError(Exception):
    """An error answer: `code` as the service model names it, and a message for people."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
