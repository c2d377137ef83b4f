"""Personal data: found by Comprehend and by rule, told by place, redacted."""

import time

import pytest

from ai_text.vietnamese import identifiers
from tests.lambda_.ai.functions import Function

CORPUS = [
    ("Gọi cho tôi theo số 0912 345 678 nhé.", "[PHONE]", "0912 345 678"),
    ("Điện thoại: +84 912.345.678", "[PHONE]", "345.678"),
    ("Số CCCD của anh là 001099012345, cấp tại Hà Nội.", "[VN_CITIZEN_ID]", "001099012345"),
    ("CCCD 079 099 012 345.", "[VN_CITIZEN_ID]", "079 099"),
    ("CMND số 012345678", "[VN_IDENTITY_CARD]", "012345678"),
    ("CMND của ông Nguyễn Văn An là 123456789", "[VN_IDENTITY_CARD]", "123456789"),
    ("CMND cấp năm 2010 số 123456789", "[VN_IDENTITY_CARD]", "123456789"),
    ("CMND: 123\u2013456\u2013789", "[VN_IDENTITY_CARD]", "456"),
    ("Số.079203001234", "[VN_CITIZEN_ID]", "079203001234"),
    ("CCCD 079\u00a0203\u00a0001\u00a0234", "[VN_CITIZEN_ID]", "234"),
    ("CCCD 079  203  001  234", "[VN_CITIZEN_ID]", "234"),
    ("CCCD 0792\u20130300\u20131234", "[VN_CITIZEN_ID]", "1234"),
    ("Gọi +84 (0)912 345 678 nhé.", "[PHONE]", "345"),
    ("Gọi (028) 3822 1234 nhé.", "[PHONE]", "1234"),
    ("Gọi 0912\u2013345\u2013678 hay để lại lời nhắn.", "[PHONE]", "345"),
    ("Gọi 0912 - 345 - 678 nhé.", "[PHONE]", "345"),
    ("Viết cho lan.nguyen@example.com.vn nhé", "[EMAIL]", "lan.nguyen"),
]


@pytest.mark.parametrize(("sent", "mark", "secret"), CORPUS)
def test_personal_data_is_redacted_in_vietnamese_texts(
    text: Function, sent: str, mark: str, secret: str
) -> None:
    [result] = text.post("pii", {"text": sent, "redact": True}).body["results"]
    assert mark in result["redacted"]
    assert secret not in result["redacted"]
    assert (result["language"], result["analyzed_language"]) in (("vi", "en"), ("en", "en"))


def test_a_citizen_id_next_to_its_name_is_told_once() -> None:
    found = list(identifiers("CCCD 079 203 001 234"))
    assert found == [("VN_CITIZEN_ID", 5, 20)]


@pytest.mark.parametrize("part", ["CMND ", "0 - ", "CMND 12345678 ", "+84 ", "(084)", "0", "C.M.N.D 1 "])
def test_the_rules_read_100_kilobytes_of_near_misses_in_a_second(part: str) -> None:
    started = time.process_time()
    assert not list(identifiers((part * 100_000)[:100_000]))
    assert time.process_time() - started < 1


def test_what_is_no_identifier_stays(text: Function) -> None:
    sent = "Đơn hàng 123456789012 giá 1.250.000 đồng, mã 999 099 012 345, số 012345678."
    [result] = text.post("pii", {"text": sent, "redact": True}).body["results"]
    assert result["redacted"] == sent


def test_overlapping_finds_leave_nothing_behind(text: Function) -> None:
    entities = [
        {"Type": "NAME", "Score": 1.0, "BeginOffset": 0, "EndOffset": 6},
        {"Type": "EMAIL", "Score": 1.0, "BeginOffset": 4, "EndOffset": 12},
        {"Type": "URL", "Score": 1.0, "BeginOffset": 5, "EndOffset": 8},
    ]
    text.clients["comprehend"].answers["detect_pii_entities"] = [{"Entities": entities}]
    [result] = text.post("pii", {"text": "0123456789abcdef", "language": "en", "redact": True}).body[
        "results"
    ]
    assert result["redacted"] == "[NAME]cdef"


def test_what_comprehend_and_a_rule_both_find_is_told_once(text: Function) -> None:
    entity = {"Type": "PHONE", "Score": 0.9, "BeginOffset": 0, "EndOffset": 12}
    text.clients["comprehend"].answers["detect_pii_entities"] = [{"Entities": [entity]}]
    [result] = text.post("pii", {"text": "0912 345 678", "language": "vi"}).body["results"]
    assert [one["source"] for one in result["entities"]] == ["comprehend"]


def test_personal_data_is_not_repeated_in_the_answer(text: Function) -> None:
    answer = text.post("pii", {"text": "an@example.com", "language": "en"})
    assert "an@example.com" not in answer.text
    assert answer.body["results"][0]["redacted"] is None
