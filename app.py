"""Synthesize every environment in config/environments; the CDK CLI runs this file."""

import config
from stacks import build_app

build_app(configs=config.load_all()).synth()
