"""The emulator with Textract, Comprehend and Translate that fail as the name of a document says.

Run as `python chain_emulator.py LEDGER`; every answer, which AWS would bill, adds a line to LEDGER.
Waits and pauses of state machines take a hundredth of their time.
"""

import asyncio
import collections
import json
import os
import sys
from pathlib import Path
from typing import Any

from local import environment
from local.settings import Settings, activate

THROTTLED_TIMES = 5
"""More than one invocation tries: the function gives up, and the state machine comes again."""
SLOW_SECONDS = 60.0
"""Far longer than the function waits for Textract: nobody hears the answer, which is never given."""
_seen: collections.Counter[str] = collections.Counter()


async def answer(ledger: Path, headers: dict[str, Any], body: bytes) -> tuple[int, dict[str, Any], bytes]:
    """Answer one call in the AWS JSON protocol."""
    operation, request = headers["x-amz-target"].rpartition(".")[2], json.loads(body)
    name = request.get("Document", {}).get("S3Object", {}).get("Name", "").rpartition("/")[2]
    _seen[name] += 1
    if "poisoned" in name:
        return _error("BadDocumentException")
    if "throttled" in name and _seen[name] <= THROTTLED_TIMES:
        return _error("ProvisionedThroughputExceededException")
    if "slow" in name and _seen[name] == 1:
        await asyncio.sleep(SLOW_SECONDS)
    with ledger.open("a") as file:
        file.write(f"{operation} {name}\n")
    return 200, {"x-lab2api-stand-in": "a fake"}, json.dumps(_content(operation, request, name)).encode()


def _content(operation: str, request: dict[str, Any], name: str) -> dict[str, Any]:
    texts = enumerate(request.get("TextList", []))
    scores = {"Positive": 1.0, "Negative": 0.0, "Neutral": 0.0, "Mixed": 0.0}
    results = {
        "BatchDetectDominantLanguage": {"Languages": [{"LanguageCode": "vi", "Score": 1.0}]},
        "BatchDetectSentiment": {"Sentiment": "POSITIVE", "SentimentScore": scores},
        "BatchDetectEntities": {"Entities": []},
    }
    if operation in results:
        return {"ResultList": [{"Index": index} | results[operation] for index, _ in texts], "ErrorList": []}
    if operation == "TranslateText":
        return {
            "TranslatedText": f"({request['Text']})",
            "SourceLanguageCode": "vi",
            "TargetLanguageCode": "en",
        }
    if operation == "DetectPiiEntities":
        return {"Entities": []}
    if operation == "StartDocumentAnalysis":
        return {"JobId": "job"}
    pages = 2 if operation == "GetDocumentAnalysis" else 1
    blocks = [
        {
            "BlockType": "LINE",
            "Id": f"{page}",
            "Page": page,
            "Confidence": 99.0,
            "Text": f"Trang {page} {name}",
        }
        for page in range(1, pages + 1)
    ]
    return {"JobStatus": "SUCCEEDED", "DocumentMetadata": {"Pages": pages}, "Blocks": blocks}


def _error(code: str) -> tuple[int, dict[str, Any], bytes]:
    return 400, {}, json.dumps({"__type": code, "message": "no"}).encode()


def main() -> None:
    """Serve as `python -m local` does, with these services in place of the stand-ins."""
    settings, ledger = Settings(), Path(sys.argv[1])
    activate(settings)
    settings.temporary.mkdir(parents=True, exist_ok=True)
    os.environ.clear()
    os.environ.update(environment.emulator(settings) | {"SFN_WAIT_SCALE": "0.01"})
    from ministack import app

    from local import server, services

    install = services.install

    def install_with_failures() -> None:
        install()
        for service in ("textract", "comprehend", "translate"):
            app.SERVICE_HANDLERS[service] = lambda method, path, headers, body, query: answer(
                ledger, headers, body
            )

    services.install = install_with_failures
    server.run(settings)


if __name__ == "__main__":
    main()
