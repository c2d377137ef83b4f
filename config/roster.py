"""A class: who, when, where, and what a sandbox may cost. `config/rosters/` holds one file a class."""

from collections import Counter
from datetime import date, time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from config.roster_words import group_word, known_zone, made_up, name_of_file
from config.types import EnvironmentName, InstanceType, Section

ClassName = Annotated[str, AfterValidator(name_of_file)]
Slug = Annotated[str, AfterValidator(made_up)]
"""A student's name here, made up and without a dash: no slug then begins another student's names."""
Service = Literal["canvas", "training", "endpoints", "bedrock"]
"""What a student may use besides Studio and the class's API."""
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
OrganizationalUnit = Annotated[
    str, StringConstraints(pattern=r"^(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32})$")
]


TimeZone = Annotated[str, AfterValidator(known_zone)]
Day = Annotated[date, Field(ge=date(2020, 1, 1), le=date(2099, 12, 31))]


class _Part(Section):
    """Part of a roster: what is wrong in it is said without the value, which may be of a person."""

    model_config = ConfigDict(hide_input_in_errors=True)


class Student(_Part):
    """One seat. `budget_usd` in place of the class's; `group` is for people, and a tag on the bill."""

    slug: Slug
    group: Annotated[str, AfterValidator(group_word)] = ""
    budget_usd: Annotated[float, Field(gt=0, le=10_000)] | None = None


class Hours(_Part):
    """When the class works, in its time zone; what runs outside of it is stopped."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)]
    begin: time
    end: time

    @model_validator(mode="after")
    def _refuse_a_night(self) -> Self:
        if self.begin.tzinfo or self.end.tzinfo:
            raise ValueError("begin: and end are times of the class's time_zone; leave the offset out")
        if self.begin >= self.end:
            raise ValueError("end: must be later on the same day than begin")
        if len(set(self.days)) < len(self.days):
            raise ValueError("days: names one twice")
        return self


class Accounts(_Part):
    """An account a student, made by the organization: where the sandbox goes as a StackSet."""

    organizational_units: Annotated[tuple[OrganizationalUnit, ...], Field(min_length=1)]
    administrator: Literal["delegated", "management"] = "delegated"
    """As what the account that deploys it manages stack sets; AWS advises against the management account."""


class Roster(_Part):
    """A class in one file. Days are local ones of `time_zone`; the class ends with the last minute of `end`.

    `seats` is the size planned before the first deploy: it decides over how many stacks students are spread.
    Later it stays, and students may outnumber it as long as no stack is too full: another number of stacks
    would move students between them, and a move deletes spaces with their disks.

    `requests_per_second` and `requests_per_day` are each API key's own. The rate bounds what a loop spends
    before the guard has seen it: the rate, by the dearest request, by about half a minute.
    """

    name: ClassName
    environment: EnvironmentName
    course: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^@\x00-\x1f]+$")]
    start: Day
    end: Day
    time_zone: TimeZone
    seats: Annotated[int, Field(ge=1, le=5_000)]
    budget_usd: Annotated[float, Field(gt=0, le=10_000)]
    warn_at: Annotated[float, Field(gt=0, lt=1)] = 0.8
    services: tuple[Service, ...] = ("training", "endpoints")
    instance_types: Annotated[tuple[InstanceType, ...], Field(min_length=1, max_length=8)] = ("ml.t3.medium",)
    job_minutes: Annotated[int, Field(ge=1, le=1_440)] = 60
    requests_per_second: Annotated[float, Field(gt=0, le=1_000)] = 2.0
    requests_per_day: Annotated[int, Field(ge=1, le=1_000_000)] = 1_000
    idle_endpoint_minutes: Annotated[int, Field(ge=15, le=1_440)] = 60
    hours: Hours | None = None
    budgets: bool = True
    """Whether AWS Budgets, some hours late, is a second line behind the guard: USD 3 a month and student.

    Who leaves it out has none in an account where nobody can create the role that they need.
    """
    accounts: Accounts | None = None
    students: Annotated[tuple[Student, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _refuse_what_cannot_be(self) -> Self:
        slugs = Counter(student.slug for student in self.students)
        if twice := sorted(slug for slug, count in slugs.items() if count > 1):
            raise ValueError(f"students: {', '.join(twice)} is named twice; each has a sandbox of their own")
        if self.end < self.start:
            raise ValueError(f"end: is before start, {self.start}")
        return self

    def budget_of(self, student: Student) -> float:
        """Return what a student may spend in USD, from the first day to the last."""
        return student.budget_usd or self.budget_usd


def without_budgets(roster: Roster) -> Roster:
    """Return a class of an account without roles: no AWS Budgets, unless they are asked for, and refused."""
    asked_for = "budgets" in roster.model_fields_set
    return roster if asked_for else roster.model_copy(update={"budgets": False})
