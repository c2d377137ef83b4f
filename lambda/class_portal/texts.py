"""What the pages say, each in English and in Vietnamese: both stand there, so that nobody has to choose."""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Text:
    """One sentence in both languages, with places for `str.format`."""

    english: str
    vietnamese: str

    def html(self, **values: str) -> str:
        """Write both; values are escaped here."""
        safe = {name: escape(value) for name, value in values.items()}
        return (
            f'<span lang="en">{self.english.format(**safe)}</span> '
            f'<span lang="vi">{self.vietnamese.format(**safe)}</span>'
        )


SIGN_IN = Text("Sign in", "Đăng nhập")
CODE = Text("Class code", "Mã lớp")
TOKEN = Text("Your token", "Mã cá nhân")
OPEN = Text("Open Studio", "Mở Studio")
HAND_IN = Text(
    "Keep what you hand in in the folder work of your home: only that is kept when the class ends.",
    "Hãy để bài nộp trong thư mục work của bạn: khi lớp kết thúc, chỉ thư mục đó được giữ lại.",
)
WRONG = Text("The class code or the token is not right.", "Mã lớp hoặc mã cá nhân không đúng.")
OFTEN = Text(
    "Too many tokens from here were not right. The right one still opens.",
    "Có quá nhiều mã sai từ địa chỉ này. Mã đúng vẫn mở được.",
)
NOT_READY = Text(
    "Your place is not ready yet. Ask your instructor.", "Chỗ làm việc chưa sẵn sàng. Hãy hỏi giảng viên."
)
NOT_BEGUN = Text("The class begins on {detail}.", "Lớp học bắt đầu lúc {detail}.")
OVER = Text(
    "The class is over; what was to be handed in is with your instructor.",
    "Lớp học đã kết thúc; bài nộp đã được chuyển cho giảng viên.",
)
FROZEN = Text(
    "Your place is frozen: {detail} Your work is kept. Ask your instructor.",
    "Chỗ làm việc bị tạm khóa: {detail} Bài làm vẫn được giữ. Hãy hỏi giảng viên.",
)
CLOSED = Text("The class works at: {detail} (class time).", "Giờ làm việc của lớp: {detail} (giờ của lớp).")
REASONS = {
    "not-ready": NOT_READY,
    "not-begun": NOT_BEGUN,
    "over": OVER,
    "frozen": FROZEN,
    "closed": CLOSED,
}
SPENDING = Text("Who spends what, now", "Ai đang chi bao nhiêu")
STUDENT = Text("Student", "Sinh viên")
GROUP = Text("Group", "Nhóm")
STATE = Text("State", "Trạng thái")
SINCE = Text("Since (UTC)", "Từ lúc (UTC)")
SPENT = Text("Spent, USD", "Đã chi, USD")
BUDGET = Text("Budget, USD", "Ngân sách, USD")
SHARE = Text("Share", "Tỷ lệ")
REASON = Text("Reason", "Lý do")
IN_ALL = Text("In all", "Tổng cộng")
LOOKED = Text(
    "The guard looked {seconds} seconds ago, at {checked} students.",
    "Bộ giám sát đã kiểm tra {seconds} giây trước, {checked} sinh viên.",
)
LATE = Text(
    "The guard has not looked since {at}: what is spent may be more.",
    "Bộ giám sát không hoạt động từ {at}: số đã chi có thể cao hơn.",
)
NEVER = Text("The guard has not looked yet.", "Bộ giám sát chưa kiểm tra lần nào.")
PROBLEM = Text("That did not work: {detail}", "Không thực hiện được: {detail}")
REQUEST = Text("Request {id}", "Yêu cầu {id}")
