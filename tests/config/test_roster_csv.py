"""A class as spreadsheets write it: read as it is meant, or answered with row and column and no cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import config
from config.roster_cells import HEADER
from config.roster_files import load_roster
from tests.config.rosters import CLASS, csv_text, problems, roster, row, write

PASSED_OVER = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

EXAMPLE = Path(__file__).parents[2] / "examples" / "class.csv"


def test_the_example_to_copy_is_a_class(tmp_path: Path) -> None:
    found = load_roster("ml1", folder=write(tmp_path, EXAMPLE.read_bytes()))
    assert [found.budget_of(student) for student in found.students] == [5, 5, 10]
    (loaded,) = config.load("classroom", rosters=tmp_path).classes
    assert loaded == found


def test_a_csv_and_a_toml_of_the_same_class_are_equal(tmp_path: Path) -> None:
    found = load_roster("ml1", folder=write(tmp_path, csv_text(row("s02", "", "2.5"))))
    students = [{"slug": "s01", "group": "a"}, {"slug": "s02", "budget_usd": 2.5}]
    assert found == roster(students=students)


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_spreadsheets_of_every_locale_are_read(tmp_path: Path, separator: str, mark: bytes) -> None:
    text = csv_text(row("s02", "b"), separator=separator)
    found = load_roster("ml1", folder=write(tmp_path, mark + text.encode()))
    assert [student.slug for student in found.students] == ["s01", "s02"]
    assert found.services == ("training", "endpoints")


def test_a_file_with_every_cell_in_quotes_is_read(tmp_path: Path) -> None:
    lines = [list(HEADER), row("s01", "a", **CLASS), row("s02")]
    text = "".join(";".join(f'"{cell}"' for cell in line) + "\n" for line in lines)
    assert len(load_roster("ml1", folder=write(tmp_path, text)).students) == 2


def test_repeated_cells_of_the_class_and_empty_rows_change_nothing(tmp_path: Path) -> None:
    text = csv_text(row(), row("s02", **CLASS), row())
    assert len(load_roster("ml1", folder=write(tmp_path, text)).students) == 2


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"budget_usd": "2,5"}, "row 3, column budget_usd"),
        ({"budget_usd": "1.000"}, "row 3, column budget_usd"),
        ({"budget_usd": "$5"}, "row 3, column budget_usd"),
        ({"budget_usd": "0"}, "row 3, column budget_usd"),
        ({"slug": "S02"}, "row 3, column slug"),
        ({"slug": "an@x.vn"}, "row 3, column slug"),
        ({"slug": ""}, "row 3, column slug"),
        ({"slug": "s01"}, "row 3, column slug"),
        ({"group": "Group A"}, "row 3, column group"),
        ({"end": "2026-12-21"}, "row 3, column end"),
        ({"services": "canvas"}, "row 3, column services"),
    ],
)
def test_a_wrong_cell_of_a_student_is_named_by_row_and_column(
    tmp_path: Path, cells: dict[str, str], place: str
) -> None:
    given = {"slug": "s02", "group": "a", **cells}
    line = [given.get(column, "") for column in HEADER]
    assert [said.partition(":")[0] for said in problems(write(tmp_path, csv_text(line)))] == [place]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("environment", ""),
        ("course", "x" * 81),
        ("start", "9/7/2026"),
        ("start", "2026-02-30"),
        ("end", "2026-09-06"),
        ("time_zone", "Hanoi"),
        ("seats", "30.0"),
        ("seats", "0"),
        ("seats", "٣٠"),
        ("class_budget_usd", "5,00"),
        ("services", "training, endpoints"),
        ("instance_types", "m5.large"),
    ],
)
def test_a_wrong_cell_of_the_class_is_named_in_the_first_row(tmp_path: Path, column: str, text: str) -> None:
    wrong = csv_text().splitlines()[0] + "\n" + _line({**CLASS, column: text})
    assert [said.partition(":")[0] for said in problems(write(tmp_path, wrong))] == [
        f"row 2, column {column}"
    ]


def _line(cells: dict[str, str]) -> str:
    quoted = [f'"{cell}"' for cell in row("s01", "a", **cells)]
    return ",".join(quoted) + "\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "row 1: has no column"),
        (",".join(HEADER).encode(), "has a header and no student"),
        (",".join(HEADER).replace("group", "Group").encode(), "row 1: has no column group; it must be slug,"),
        (",".join([*HEADER, "note"]).encode(), "row 1, column 13: must be budgets"),
        (",".join([*HEADER, "budgets", "note"]).encode(), "row 1: has 14 columns, 13 are known"),
        (",".join([HEADER[1], HEADER[0], *HEADER[2:]]).encode(), "row 1, column 1: must be slug"),
        ("\t".join(HEADER).encode(), "its columns are separated by tabs"),
        (",".join(HEADER).encode("utf-16"), "is `Unicode text`, UTF-16; save it as `CSV UTF-8`"),
        (b"slug\xe1", "is not UTF-8; save it as `CSV UTF-8`"),
        (csv_text().encode() + b"s02,b\r\n", "row 3: has 2 cells, the header 12"),
        (csv_text().encode() + b's02,"b\r\n', "row 3: is not CSV"),
        (b'"slug', "row 1: has no column"),
    ],
)
def test_a_file_that_is_no_roster_says_what_it_is(tmp_path: Path, content: bytes, said: str) -> None:
    (line,) = problems(write(tmp_path, content))
    assert line.startswith(said)


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    wrong = problems(write(tmp_path, csv_text(row("X"), row("s02", "", "x"), row("s01"))))
    assert sorted(line.partition(":")[0] for line in wrong) == [
        "row 3, column slug",
        "row 4, column budget_usd",
        "row 5, column slug",
    ]


SECRET = "Zoë Quỳnh <zq@x.vn>"


@settings(max_examples=150, deadline=None, suppress_health_check=PASSED_OVER)
@given(column=st.sampled_from(HEADER), first=st.booleans(), header=st.booleans())
def test_a_name_in_any_cell_is_refused_or_kept_out_of_every_message(
    tmp_path: Path, column: str, first: bool, header: bool
) -> None:
    lines = [list(HEADER), row("s01", "a", **CLASS), row("s02")]
    lines[0 if header else 1 if first else 2][HEADER.index(column)] = SECRET
    write(tmp_path, "".join(",".join(line) + "\n" for line in lines))
    with pytest.raises(config.ConfigError) as caught:
        load_roster("ml1", folder=tmp_path)
    assert not any(part in str(caught.value) for part in ("Zo", "Qu", "zq"))


@settings(max_examples=200, deadline=None, suppress_health_check=PASSED_OVER)
@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode())))
def test_no_bytes_at_all_are_more_than_an_error(tmp_path: Path, content: bytes) -> None:
    text = csv_text().encode()
    for mixed in (content, text + content, text[: len(content) * 3] + content):
        write(tmp_path, mixed)
        try:
            assert load_roster("ml1", folder=tmp_path).name == "ml1"
        except config.ConfigError as error:
            assert error.problems


@pytest.mark.parametrize(("cell", "budgets"), [("no", False), ("yes", True), ("", True)])
def test_a_column_more_switches_budgets_off(tmp_path: Path, cell: str, budgets: bool) -> None:
    header, first = csv_text().splitlines()
    found = load_roster("ml1", folder=write(tmp_path, f"{header},budgets\n{first},{cell}\n"))
    assert found.budgets is budgets


def test_a_csv_is_enough_where_nobody_may_create_a_role(tmp_path: Path) -> None:
    text = csv_text().replace(",classroom,", ",closed,")
    (found,) = config.load("closed", rosters=write(tmp_path, text)).classes
    assert found.budgets is False


def test_a_wrong_header_names_a_file_to_copy(tmp_path: Path) -> None:
    (line,) = problems(write(tmp_path, "slug,name\n"))
    assert line.endswith("as in examples/class.csv")
