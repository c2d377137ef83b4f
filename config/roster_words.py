"""Words of a roster that people get wrong, refused with a hint and without being repeated.

A value may be somebody's name or address, so that no message here quotes one.
"""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WORD = re.compile(r"[a-z][a-z0-9]{1,15}")
GROUP = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
RESERVED_SLUGS = frozenset({"instructor"})
"""What the ledger calls the one who teaches."""
RESERVED_NAMES = frozenset({"lab2api", "sagemaker", "aws", "amazon", "cdk", "canvas", "automl", "pipelines"})
"""What names of the platform and of AWS begin with: a class's things would be taken for theirs."""
OF_THE_MACHINE = frozenset({"localtime", "posixrules", "Factory"})
"""Zones that mean something else on the next machine."""
NO_ZONE = "is no time zone; write it as in Asia/Ho_Chi_Minh or UTC"
EXAMPLE = "2 to 16 lower-case letters and digits without a dash, a letter first, such as s01"


def made_up(slug: str) -> str:
    """Refuse a slug that is not made up: nobody's name or address goes into templates, logs or bills."""
    if "@" in slug:
        raise ValueError(f"is an e-mail address, which belongs into no file here; make up a word: {EXAMPLE}")
    if not WORD.fullmatch(slug):
        looks = " looks like a person's name;" if _like_a_name(slug) else ""
        raise ValueError(f"{looks.strip()} make up a word: {EXAMPLE}".strip())
    if slug in RESERVED_SLUGS:
        raise ValueError("is a word of the class's ledger; take another")
    return slug


def _like_a_name(slug: str) -> bool:
    """Tell whether it is written like one: capitals, accents, or words side by side."""
    return any(char.isalpha() and (char.isupper() or not char.isascii()) for char in slug) or bool(
        re.search(r"[a-z][ ._-]+[a-z]", slug)
    )


def group_word(group: str) -> str:
    """Refuse a group that no tag on the bill could carry."""
    if group and not GROUP.fullmatch(group):
        raise ValueError("must be up to 32 lower-case letters, digits and dashes, no dash first, such as a-1")
    return group


def name_of_file(name: str) -> str:
    """Refuse a class whose file has a name that no stack, role or tag could have."""
    if not WORD.fullmatch(name):
        raise ValueError("is the name of the file without its ending: " + EXAMPLE.replace("s01", "ml2026"))
    if name in RESERVED_NAMES:
        raise ValueError("is how names of the platform or of AWS begin; rename the file")
    return name


def known_zone(name: str) -> str:
    """Refuse what is no time zone of the IANA database, or none that is the same everywhere."""
    if name in OF_THE_MACHINE:
        raise ValueError(NO_ZONE)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(NO_ZONE) from error
    return name
