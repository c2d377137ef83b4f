"""What Rekognition takes, checked before a call is paid for.

Source: Rekognition guide, "Guidelines and quotas": JPEG or PNG, 5 MB as bytes, 15 MB in S3.
"""

MOST_BYTES_SENT = 5 * 1024 * 1024
MOST_BYTES_STORED = 15 * 1024 * 1024
MEDIA_TYPES = ("image/jpeg", "image/png")

_MAGIC = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def sniff(head: bytes) -> str | None:
    """Tell JPEG and PNG by their first bytes, whatever the client calls them; None for anything else."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)
