"""Run in .venv-torch with the archive's own code/ alone: what its two sets of handlers answer, as JSON."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

FOLDER = Path(sys.argv[1])
sys.path[0] = str(FOLDER / "code")
# `.venv-torch` has no orjson, as training needs none: it comes from the tests' own packages, which go last.
sys.path.append(sys.argv[3])

import accelerated_inference  # noqa: E402
import inference  # noqa: E402

WORKER = SimpleNamespace(system_properties={"gpu_id": None})


def answer(handlers, model):
    rows = handlers.input_fn(sys.argv[2].encode(), "application/json")
    body, _ = handlers.output_fn(handlers.predict_fn(rows, model), "application/json")
    return json.loads(body)["predictions"]


print(
    json.dumps(
        {
            "from": [
                Path(module.__file__).parent == FOLDER / "code"
                for module in (accelerated_inference, inference)
            ],
            "chip": answer(accelerated_inference, accelerated_inference.model_fn(FOLDER, WORKER)),
            "cpu": answer(inference, inference.model_fn(FOLDER)),
        }
    )
)
