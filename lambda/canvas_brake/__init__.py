"""Ends a Canvas session that nobody uses any more; CloudWatch's alarm on it calls."""
