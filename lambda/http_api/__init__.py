"""What every function behind the API shares: problems, bodies, answers, calls to AWS and what they cost."""
