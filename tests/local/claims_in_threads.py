"""A program: eight threads claim the same new item, as state machines do; prints how many won each round."""

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

from ministack.services import dynamodb

from local import atomic_items

THREADS = 8
_items = count()


def claim(item: str) -> bool:
    said = dynamodb._update_item(
        {
            "TableName": "claims",
            "Key": {"Id": {"S": item}},
            "UpdateExpression": "SET Taken = :yes",
            "ConditionExpression": "attribute_not_exists(Taken)",
            "ExpressionAttributeValues": {":yes": {"BOOL": True}},
        }
    )
    return bool(said[0] == 200)


def winners(pool: ThreadPoolExecutor) -> int:
    item, together = f"item-{next(_items)}", threading.Barrier(THREADS)

    def race(_: Any) -> bool:
        together.wait()
        return claim(item)

    return sum(pool.map(race, range(THREADS)))


def main(rounds: int) -> None:
    sys.setswitchinterval(1e-5)
    dynamodb._create_table(
        {
            "TableName": "claims",
            "KeySchema": [{"AttributeName": "Id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "Id", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
        }
    )
    with ThreadPoolExecutor(THREADS) as pool:
        before = [winners(pool) for _ in range(rounds)]
        atomic_items.install()
        after = [winners(pool) for _ in range(rounds)]
    print(json.dumps({"before": before, "after": after}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
