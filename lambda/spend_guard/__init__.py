"""Looks each minute at what a class runs and what it costs; warns, freezes, and stops what nobody needs."""
