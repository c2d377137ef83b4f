"""Make the inputs of tier1.sh: texts, rendered pages with a known text, and photos from installed packages.

`python examples/make_inputs.py FOLDER` writes them. The font (DejaVu Sans) and the portrait of Rear Admiral
Grace Hopper (public domain) come with matplotlib, the photo of a temple (CC BY) with scikit-learn.
"""

import sys
from pathlib import Path

import matplotlib
from PIL import Image, ImageDraw, ImageFont

DPI = 150
POINTS = 11
A4 = (1240, 1754)
"""Pixels of an A4 page at 150 dpi."""

REVIEW_VI = "Khách sạn rất đẹp, nhân viên thân thiện và nhiệt tình. Bữa sáng ngon."
REVIEW_EN = (
    "Ms. Nguyen recommended this hotel in Hanoi in March 2026. It is beautiful and the staff is friendly. "
    "Breakfast was delicious, but the room was noisy."
)
PERSONAL = (
    "Nguyễn Văn An, CCCD 079203001234, điện thoại 0912 345 678, email an.nguyen@example.com, "
    "thẻ 4111 1111 1111 1111."
)
PAGE_EN = """Course report: from the laboratory to an interface
The students trained a small model on public data in March 2026.
It reached an accuracy of 94.7 percent on 569 rows, which is good enough.
Every answer of the interface carries the version of the model it used.
Please send questions to lab@example.org or call +1 202 555 0143 today.
The total cost of the workshop was $1,234.50 for twelve participants."""
PAGE_VI = """Báo cáo khóa học: từ phòng thí nghiệm đến giao diện
Sinh viên đã huấn luyện một mô hình nhỏ trên dữ liệu công khai vào tháng ba.
Độ chính xác đạt 94,7 phần trăm trên 569 dòng, đủ tốt cho bài học này.
Mỗi câu trả lời đều ghi rõ phiên bản của mô hình đã được sử dụng.
Khách sạn rất đẹp, nhân viên thân thiện nhưng bữa sáng hơi lạnh.
Tổng chi phí của buổi học là 1.234.500 đồng cho mười hai người."""
INVOICE = (
    ("Saigon Stationery",),
    ("Invoice No: 2026-0042",),
    ("Date: 2026-03-14",),
    ("Item", "Quantity", "Price"),
    ("Notebook", "12", "$36.00"),
    ("Pencil", "40", "$20.00"),
    ("Eraser", "10", "$5.50"),
    ("Total:", "", "$61.50"),
)
_COLUMNS = (100, 560, 900)


def page(text: str, *, points: int = POINTS) -> Image.Image:
    """Render lines of text on a white A4 page at 150 dpi."""
    return _rendered([(line,) for line in text.splitlines()], points)


def invoice() -> Image.Image:
    """Render an invoice: a heading, two labelled fields, a table of three items and the total."""
    return _rendered(list(INVOICE), POINTS + 1)


def portrait() -> bytes:
    """Return a photo with one face."""
    return (Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg").read_bytes()


def photo() -> bytes:
    """Return a photo with sky and no face."""
    import sklearn.datasets

    return (Path(sklearn.datasets.__file__).parent / "images" / "china.jpg").read_bytes()


def write(folder: Path) -> None:
    """Write every input into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"review_vi": REVIEW_VI, "review_en": REVIEW_EN, "personal": PERSONAL}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    english, vietnamese = page(PAGE_EN), page(PAGE_VI)
    english.save(folder / "page_en.png", dpi=(DPI, DPI))
    vietnamese.save(folder / "page_vi.png", dpi=(DPI, DPI))
    invoice().save(folder / "invoice.png", dpi=(DPI, DPI))
    english.save(folder / "pages.pdf", save_all=True, append_images=[vietnamese], resolution=DPI)
    (folder / "portrait.jpg").write_bytes(portrait())
    (folder / "photo.jpg").write_bytes(photo())


def _rendered(rows: list[tuple[str, ...]], points: int) -> Image.Image:
    size = points * DPI // 72
    font = ImageFont.truetype(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf", size)
    image = Image.new("RGB", A4, "white")
    draw = ImageDraw.Draw(image)
    for index, row in enumerate(rows):
        for left, text in zip(_COLUMNS, row, strict=False):
            draw.text((left, 120 + index * size * 17 // 10), text, font=font, fill="black")
    return image


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "build/examples"))
