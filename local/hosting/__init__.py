"""Endpoints that really run: one model server process for each production variant."""
