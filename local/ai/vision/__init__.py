"""Algorithms on images. Everything here runs in the worker process and takes and gives plain data."""
