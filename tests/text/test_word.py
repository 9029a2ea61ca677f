"""Word documents: figures in tables, boxes, headers, notes and revisions are read, once each."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from xlplan.cli import main
from xlplan.domain.errors import UnreadableError
from xlplan.text.reader import read_claims
from xlplan.text.source import read_text

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'

BODY = """
<w:p><w:r><w:t>Tổng doanh thu </w:t></w:r>
 <w:del><w:r><w:delText>đạt 99 tỷ đồng</w:delText></w:r></w:del>
 <w:ins><w:r><w:t>đạt 113 tỷ đồng</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>
<w:sdt><w:sdtContent><w:p><w:r><w:t>Quỹ tiền lương 28 tỷ đồng.</w:t></w:r></w:p></w:sdtContent></w:sdt>
<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:txbxContent>
 <w:p><w:r><w:t>Chênh lệch thu chi đạt 25 tỷ đồng.</w:t></w:r></w:p></w:txbxContent></mc:Choice>
 <mc:Fallback><w:txbxContent><w:p><w:r><w:t>Chênh lệch thu chi đạt 25 tỷ đồng.</w:t></w:r></w:p>
 </w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Chi phí không lương</w:t></w:r></w:p></w:tc>
 <w:tc><w:p><w:r><w:t>56 tỷ</w:t></w:r></w:p><w:p><w:r><w:t>đồng</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
"""
HEADER = "<w:p><w:r><w:t>Kỳ báo cáo: 12 tháng năm 2023</w:t></w:r></w:p>"
NOTES = """
<w:footnote w:type="separator"><w:p><w:r><w:t>5 tỷ đồng</w:t></w:r></w:p></w:footnote>
<w:footnote><w:p><w:r><w:t>BHXH tự nguyện đạt 15.959/19.668 lượt người.</w:t></w:r></w:p></w:footnote>
"""


def document(body: str = BODY) -> bytes:
    stream = io.BytesIO()
    parts = {
        "word/document.xml": f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>",
        "word/header1.xml": f"<w:hdr {W}>{HEADER}</w:hdr>",
        "word/header2.xml": f"<w:hdr {W}>{HEADER}</w:hdr>",
        "word/footnotes.xml": f"<w:footnotes {W}>{NOTES}</w:footnotes>",
        "[Content_Types].xml": "<Types/>",
    }
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def test_every_figure_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "báo cáo.docx"
    path.write_bytes(document())
    text = read_text(str(path))
    assert text.splitlines()[0] == "Kỳ báo cáo: 12 tháng năm 2023"
    assert text.count("Kỳ báo cáo") == 1
    told = {(c.code, c.fields()["value"]) for c in read_claims(text)}
    assert told == {
        ("TONG_DT", "113000000000"), ("QTL", "28000000000"), ("CLTC", "25000000000"),
        ("CPKL", "56000000000"), ("BHXH", "15959/19668"),
    }  # fmt: skip
    assert len(read_claims(text)) == 5


def test_what_word_writes_is_read_like_python_docx_reads_it(tmp_path: Path) -> None:
    made = Document()
    made.add_heading("Báo cáo", 1)
    made.add_paragraph("Một\tdòng")
    table = made.add_table(rows=2, cols=2)
    for n, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"ô {n}"
    path = tmp_path / "a.docx"
    made.save(str(path))
    assert read_text(str(path)).splitlines() == ["Báo cáo", "Một\tdòng", "ô 0\tô 1", "ô 2\tô 3"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("trống.txt", b" \n\t\n", "không có chữ nào"),
        ("ảnh.txt", b"\x00\x01\x02JFIF", "nhị phân"),
        ("hỏng.docx", document("<w:p>"), "đã hỏng"),
    ],
)
def test_nothing_to_read_is_one_sentence(
    tmp_path: Path, name: str, data: bytes, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        read_text(str(path))
    assert said in str(caught.value)
    assert main(["review", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
