"""Fixtures of the commands' tests."""

from tests.cli.account import account

__all__ = ["account"]
