"""The local stand-in for SageMaker Autopilot: a small, honest search over scikit-learn's models.

FLAML's CFO proposes hyperparameters, a child process trains and measures each candidate within its time, and
what is best is written in this project's own format. Its scores are measured, its name says what it is; it is
not Autopilot, and nothing of it runs on AWS: no image has these files.
"""

STAND_IN = "Stand-in: FLAML over scikit-learn on this machine, not SageMaker Autopilot"
