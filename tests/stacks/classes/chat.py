"""Bedrock and Canvas in the words of a request: whose profile a call goes through, what a session runs on."""

from typing import Any

ACCOUNT, REGION = "111111111111", "us-east-1"
MODEL = "amazon.nova-micro-v1:0"


def model(region: str, *, name: str = MODEL) -> str:
    """Return the ARN of a model of AWS's, the class's if no other is named."""
    return f"arn:aws:bedrock:{region}::foundation-model/{name}"


def profile_of(name: str) -> str:
    """Return the ARN of a student's inference profile; AWS makes its id up, and no word in it is the name."""
    made_up = "".join(chr(ord("a") + (ord(letter) * 7) % 26) for letter in name)
    return f"arn:aws:bedrock:{REGION}:{ACCOUNT}:application-inference-profile/{made_up}"


SYSTEM_PROFILE = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:inference-profile/us.{MODEL}"
"""AWS's own, which carries nobody's tag, so what goes through it is on nobody's bill."""
THROUGH: dict[str, Any] = {
    "no profile": None,
    "through another's profile": profile_of("demo-binh"),
    "through AWS's profile": SYSTEM_PROFILE,
    "through another account's profile": profile_of("demo-an").replace(ACCOUNT, "222222222222"),
}
"""By which profile a model is asked, if by any, where it should be An's."""
CANVAS_TYPE = {"sagemaker:InstanceTypes": ["system"]}
"""What a session of Canvas carries, as it has no machine that its user chooses."""
