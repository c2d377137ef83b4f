"""Textract, Comprehend and Translate in place of boto3's clients: they count, and fail as they are told."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

from tests.lambda_.document_pages.samples import line, page_block, table

Failure = Exception


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "arn:aws:secret 123456789012"}}, "Operation")


def timeout() -> ReadTimeoutError:
    return ReadTimeoutError(endpoint_url="https://textract.example")


class Paid:
    """Counts what was answered: an answer is what AWS bills."""

    def __init__(self) -> None:
        self.answered: Counter[str] = Counter()
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.failing: Callable[[str, dict[str, Any]], Failure | None] = lambda operation, request: None

    def _answer(self, operation: str, request: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        self.asked.append((operation, request))
        failure = self.failing(operation, request)
        if failure is not None:
            raise failure
        self.answered[operation] += 1
        return answer | {"ResponseMetadata": {"HTTPHeaders": {"x-lab2api-stand-in": "a fake"}}}


class Textract(Paid):
    """Reads the last part of the object's name, or `text` where bytes are sent."""

    text = "Dear Anna, all is well."
    running = 0
    pages = 3
    unreadable: Sequence[int] = ()

    def __init__(self) -> None:
        super().__init__()
        self.started: set[str] = set()

    def detect_document_text(self, **request: Any) -> dict[str, Any]:
        return self._answer("detect_document_text", request, {"Blocks": self._blocks(request)})

    def analyze_document(self, **request: Any) -> dict[str, Any]:
        found = [*self._blocks(request), *table([["a", "b"], ["1", "2"]])]
        return self._answer("analyze_document", request, {"Blocks": found})

    def analyze_expense(self, **request: Any) -> dict[str, Any]:
        total = {
            "Type": {"Text": "TOTAL"},
            "ValueDetection": {"Text": "12", "Confidence": 80.0},
            "PageNumber": 1,
        }
        return self._answer("analyze_expense", request, {"ExpenseDocuments": [{"SummaryFields": [total]}]})

    def start_document_analysis(self, **request: Any) -> dict[str, Any]:
        return self._start("start_document_analysis", request)

    def start_document_text_detection(self, **request: Any) -> dict[str, Any]:
        return self._start("start_document_text_detection", request)

    def start_expense_analysis(self, **request: Any) -> dict[str, Any]:
        return self._start("start_expense_analysis", request)

    def get_document_analysis(self, **request: Any) -> dict[str, Any]:
        return self._piece("get_document_analysis", request)

    def get_document_text_detection(self, **request: Any) -> dict[str, Any]:
        return self._piece("get_document_text_detection", request)

    def get_expense_analysis(self, **request: Any) -> dict[str, Any]:
        value = {"Text": "9", "Confidence": 80.0}
        total = {"Type": {"Text": "TOTAL"}, "ValueDetection": value, "PageNumber": 2}
        found = {"ExpenseDocuments": [{"SummaryFields": [total]}], "DocumentMetadata": {"Pages": 2}}
        return self._answer("get_expense_analysis", request, {"JobStatus": "SUCCEEDED", **found})

    def _start(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """A token that is known joins the job that it has started."""
        self.started.add(request["ClientRequestToken"])
        return self._answer(operation, request, {"JobId": f"job-of-{request['ClientRequestToken']}"})

    def _piece(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """A page a piece; the token is the number of the next."""
        if self.running:
            self.running -= 1
            return self._answer(operation, request, {"JobStatus": "IN_PROGRESS"})
        number = int(request.get("NextToken", 1))
        answer: dict[str, Any] = {
            "JobStatus": "PARTIAL_SUCCESS" if self.unreadable else "SUCCEEDED",
            "DocumentMetadata": {"Pages": self.pages},
            "Blocks": [page_block(number), line(f"Page {number}", page=number)],
        }
        if self.unreadable:
            answer["Warnings"] = [{"ErrorCode": "INVALID_PAGE", "Pages": list(self.unreadable)}]
        if number < self.pages:
            answer["NextToken"] = str(number + 1)
        return self._answer(operation, request, answer)

    def _blocks(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        stored = request["Document"].get("S3Object")
        return [page_block(1), line(stored["Name"].rpartition("/")[2] if stored else self.text)]


class Comprehend(Paid):
    """English, positive, no entities; every `Anna` is a name."""

    language = "en"

    def batch_detect_dominant_language(self, **request: Any) -> dict[str, Any]:
        found = [{"LanguageCode": self.language, "Score": 0.9}]
        return self._batch("batch_detect_dominant_language", request, {"Languages": found})

    def batch_detect_sentiment(self, **request: Any) -> dict[str, Any]:
        scores = {"Positive": 0.7, "Negative": 0.1, "Neutral": 0.1, "Mixed": 0.1}
        result = {"Sentiment": "POSITIVE", "SentimentScore": scores}
        return self._batch("batch_detect_sentiment", request, result)

    def batch_detect_entities(self, **request: Any) -> dict[str, Any]:
        return self._batch("batch_detect_entities", request, {"Entities": []})

    def detect_pii_entities(self, **request: Any) -> dict[str, Any]:
        at = request["Text"].find("Anna")
        found = [{"Type": "NAME", "BeginOffset": at, "EndOffset": at + 4, "Score": 0.9}] if at >= 0 else []
        return self._answer("detect_pii_entities", request, {"Entities": found})

    def _batch(self, operation: str, request: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
        results = [{"Index": index, **result} for index in range(len(request["TextList"]))]
        return self._answer(operation, request, {"ResultList": results, "ErrorList": []})


class Translate(Paid):
    """Writes the target before the text, and the text with its marks apart (NFD)."""

    def translate_text(self, **request: Any) -> dict[str, Any]:
        target = request["TargetLanguageCode"]
        return self._answer(
            "translate_text",
            request,
            {
                "TranslatedText": f"{target}: {request['Text']} e\u0323",
                "SourceLanguageCode": request["SourceLanguageCode"],
                "TargetLanguageCode": target,
            },
        )
