"""Bedrock's guardrails, as far as an honest algorithm goes: they exist, have versions, and block words."""
