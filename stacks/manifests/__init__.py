"""Kubernetes objects as typed builders, one noun a file; each gives what kubectl takes."""
