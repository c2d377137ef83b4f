#!/usr/bin/env python3
"""A processing step: add to each label what feature groups said of its entity at the label's time.

Below /opt/ml/processing (SAGEMAKER_BASE_DIR moves /opt/ml): reads input/labels/*.csv, writes joined.csv
in joined/.
--source NAME=GROUP:COLUMN joins a feature group by the labels' column with its identifiers; its features
become NAME_<feature>. Say it again for more groups.
https://docs.aws.amazon.com/sagemaker/latest/dg/feature-store-create-a-dataset.html
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from typing import NamedTuple, Self

import boto3
import polars as pl
from botocore.exceptions import BotoCoreError, ClientError

from feature_store.group import Group
from feature_store.history import from_catalog
from feature_store.point_in_time import Source, join
from tabular.paths import ProcessingPaths


class Asked(NamedTuple):
    """One --source."""

    name: str
    group: str
    entity: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read NAME=GROUP:COLUMN; `ValueError` if it is not that."""
        name, _, rest = text.partition("=")
        group, _, entity = rest.partition(":")
        if not (name and group and entity):
            raise ValueError(text)
        return cls(name, group, entity)


def main() -> int:
    """Run the step; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--source", required=True, action="append", type=Asked.parse, metavar="NAME=GROUP:COLUMN"
    )
    parser.add_argument("--time", required=True, help="the labels' column of times: ISO 8601 or seconds")
    parser.add_argument("--known-by", type=_moment, help="ISO 8601; what was put later does not exist")
    arguments = parser.parse_args()
    folder = ProcessingPaths.from_environment().base
    try:
        files = sorted((folder / "input/labels").rglob("*.csv"))
        # As text, or 007 would be the number 7 and find nothing; join() reads them as the group's type.
        texts = {asked.entity: pl.String() for asked in arguments.source}
        labels = pl.concat([pl.read_csv(file, schema_overrides=texts) for file in files])
        sources = {asked.name: _source(asked) for asked in arguments.source}
        joined = join(labels, sources, time=arguments.time, known_by=arguments.known_by)
    except (ClientError, BotoCoreError, LookupError, ValueError, pl.exceptions.PolarsError) as error:
        print(f"joining failed: {error}", file=sys.stderr)
        return 1
    (folder / "joined").mkdir(parents=True, exist_ok=True)
    joined.write_csv(folder / "joined/joined.csv")
    print(f"rows={joined.height}; columns={joined.width};")
    return 0


def _source(asked: Asked) -> Source:
    region = os.environ.get("AWS_REGION")
    described = boto3.client("sagemaker", region_name=region).describe_feature_group(
        FeatureGroupName=asked.group
    )
    group = Group.described(described)
    history = from_catalog(group, glue=boto3.client("glue", region_name=region))
    return Source(group=group, history=history, entity=asked.entity)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main())
