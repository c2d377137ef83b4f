"""How addresses and forms are signed that let a client read or write one object of the bucket."""

from botocore.config import Config

SIGNING = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
"""KMS takes Signature Version 4 only; without virtual addressing botocore signs for the global endpoint,
which does not know a new bucket of another region."""
