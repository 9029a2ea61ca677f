"""The rules of reviewed texts: family XLP8, documented like those of workbooks."""

from __future__ import annotations

from xlplan.checks.rules import Rule
from xlplan.domain.findings import Severity

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

DIFFERS = Rule(
    "XLP801", "text_differs", _ERROR,
    title="Số trong văn bản khác số trong tệp kế hoạch",
    why="Văn bản và tệp phải nói cùng một số, sai khác chỉ trong phạm vi làm tròn mà văn bản thể hiện.",
    bad="«đạt 113 tỷ 928 triệu đồng» bên ô 113.298.",
    good="«đạt 113 tỷ 298 triệu đồng».",
    remedy="Sửa văn bản, hoặc sửa ô nếu văn bản đúng.",
)  # fmt: skip
RATE = Rule(
    "XLP802", "text_rate", _ERROR,
    title="Tỷ lệ không khớp hai số của chính nó",
    why="Tỷ lệ trong văn bản phải bằng thương của hai số đứng cạnh nó.",
    bad="«đạt 15.959/19.668 lượt người, bằng 91% kế hoạch».",
    good="«đạt 15.959/19.668 lượt người, bằng 81% kế hoạch».",
    remedy="Tính lại; sửa tỷ lệ hoặc sửa số sai.",
)  # fmt: skip
DIFFERENCE = Rule(
    "XLP803", "text_difference", _ERROR,
    title="Mức tăng, tốc độ tăng và số gốc không khớp nhau",
    why="Số kỳ này trừ mức tăng là số gốc; mức tăng chia số gốc là tốc độ tăng.",
    bad="«215.480 người, tăng 4.512 người (3,14%)».",
    good="«215.480 người, tăng 4.512 người (2,14%)».",
    remedy="Tính lại mức tăng và tốc độ tăng từ hai số gốc.",
)  # fmt: skip
PARTS = Rule(
    "XLP804", "text_parts", _ERROR,
    title="Các phần không cộng thành tổng đã nêu",
    why="Các phần liệt kê phải cộng thành tổng; lệch quá mức làm tròn là có số sai.",
    bad="«Tổng doanh thu 180 tỷ đồng, gồm: bưu chính 60 tỷ, tài chính 95 tỷ, phân phối 35 tỷ».",
    good="«…, phân phối 25 tỷ».",
    remedy="Cộng lại các phần; sửa phần sai hoặc sửa tổng.",
)  # fmt: skip
ROUNDED = Rule(
    "XLP805", "text_rounding", _NOTE,
    title="Các phần lệch tổng do làm tròn",
    why="Tổng các số đã làm tròn có thể khác tổng đã làm tròn một vài đơn vị; không phải lỗi.",
    bad="Tự sửa một phần cho khớp.",
    good="Giữ nguyên số đã làm tròn.",
    remedy="Không phải sửa; khi cần có thể ghi chú lệch do làm tròn.",
)  # fmt: skip
MIXED = Rule(
    "XLP806", "text_mixed_verb", _WARNING,
    title="Văn bản lẫn chỉ số với tốc độ tăng",
    why="«tăng 121%» là gấp 2,21 lần; «bằng 121%» là gấp 1,21 lần. Số liệu cho thấy văn bản dùng nhầm từ.",
    bad="«tăng so với cùng kỳ 121%» trong khi chỉ số là 121%.",
    good="«bằng 121% so với cùng kỳ», hoặc «tăng 21%».",
    remedy="Viết lại: «bằng …%» cho chỉ số, «tăng …%» cho tốc độ tăng, «vượt …%» cho phần vượt.",
)  # fmt: skip
QUESTION = Rule(
    "XLP807", "text_verb_question", _NOTE,
    title="Chưa rõ là chỉ số hay tốc độ tăng",
    why="Mức này thường là chỉ số; văn bản không có số nào bên cạnh để biết chắc.",
    bad="«tăng so với cùng kỳ 121%», không có số cùng kỳ.",
    good="«bằng 121% so với cùng kỳ (93 tỷ 635 triệu đồng)».",
    remedy="Kiểm tra lại: nếu là chỉ số, viết «bằng …%»; nếu là tốc độ tăng, nên kèm số gốc.",
)  # fmt: skip
UNIT = Rule(
    "XLP808", "text_unit", _ERROR,
    title="Đơn vị tính không thể đúng",
    why="Số kèm đơn vị này lớn hoặc nhỏ hơn hàng nghìn lần so với các số liên quan.",
    bad="«Năng suất lao động đạt 217 tỷ đồng».",
    good="«Năng suất lao động đạt 217 triệu đồng/người/năm».",
    remedy="Sửa đơn vị tính.",
)  # fmt: skip
SAME_YEAR = Rule(
    "XLP809", "text_same_year", _WARNING,
    title="So sánh với chính năm báo cáo",
    why="Tốc độ tăng phải so với năm trước; so với cùng một năm thường là gõ nhầm năm.",
    bad="«Năm 2023 doanh thu tăng 12% so với năm 2023».",
    good="«Năm 2023 doanh thu tăng 12% so với năm 2022».",
    remedy="Sửa năm gốc.",
)  # fmt: skip
YEAR_PLAN = Rule(
    "XLP810", "text_year_plan", _NOTE,
    title="Số một phần năm so với kế hoạch cả năm mà không nói rõ",
    why="So với kế hoạch năm thì trước tháng 12 chỉ tiêu nào cũng thấp; phải nói rõ là kế hoạch năm hay kế hoạch lũy kế.",
    bad="«6 tháng đạt 48% kế hoạch».",
    good="«6 tháng đạt 48% kế hoạch năm, bằng 101% kế hoạch lũy kế».",
    remedy="Viết «kế hoạch năm» hoặc dùng tỷ lệ so với kế hoạch lũy kế.",
)  # fmt: skip
POINTS = Rule(
    "XLP811", "text_points", _NOTE,
    title="Điểm phần trăm viết thành %",
    why="Một tỷ lệ tăng từ 40% lên 42% là tăng 2 điểm phần trăm, hay tăng 5%.",
    bad="«Tỷ lệ hộ nghèo giảm 1,2%».",
    good="«Tỷ lệ hộ nghèo giảm 1,2 điểm phần trăm».",
    remedy="Viết «điểm phần trăm» nếu là hiệu của hai tỷ lệ.",
)  # fmt: skip
TWO_WAYS = Rule(
    "XLP812", "text_two_ways", _NOTE,
    title="Có thể hiểu là mức đạt hoặc mức tăng",
    why="Người đọc không biết đó là số đạt được hay phần tăng thêm.",
    bad="«1,5 tỷ đồng so với năm 2022»; «tăng 2 lần».",
    good="«đạt 1,5 tỷ đồng, tăng 0,3 tỷ đồng so với năm 2022»; «gấp 2 lần».",
    remedy="Viết rõ «đạt …» hay «tăng …», «gấp … lần».",
)  # fmt: skip
NO_SIGN = Rule(
    "XLP813", "text_no_percent", _WARNING,
    title="Thiếu dấu %",
    why="Số đứng trước «kế hoạch», «so với cùng kỳ» sau «đạt», «bằng» là tỷ lệ phần trăm.",
    bad="«đạt 95 kế hoạch».",
    good="«đạt 95% kế hoạch».",
    remedy="Thêm dấu %.",
)  # fmt: skip
AMBIGUOUS = Rule(
    "XLP814", "text_decimal_point", _NOTE,
    title="Dấu chấm có thể là dấu thập phân hoặc dấu nhóm",
    why="Theo quy định, dấu chấm tách nhóm ba chữ số, dấu phẩy tách phần thập phân.",
    bad="«6.8 triệu đồng».",
    good="«6,8 triệu đồng».",
    remedy="Dùng dấu phẩy cho phần thập phân.",
)  # fmt: skip
BALANCE = Rule(
    "XLP815", "text_balance", _ERROR,
    title="Chênh lệch thu chi trong văn bản không khớp",
    why="Chênh lệch thu chi = tổng doanh thu − chi phí không lương − quỹ tiền lương (và các khoản điều chỉnh nếu có nêu).",
    bad="113.298 − 56.223 − 28.392 = 28.683 nhưng văn bản ghi 25.412.",
    good="Nêu khoản điều chỉnh 3.271, hoặc ghi 28.683.",
    remedy="Giải trình khoản chênh hoặc sửa số.",
)  # fmt: skip
MIXED_BASES = Rule(
    "XLP816", "text_mixed_bases", _NOTE,
    title="Một phép so sánh dùng nhiều gốc",
    why="Một tỷ lệ chỉ có một số gốc; các chỉ tiêu cùng kỳ đặt cạnh nhau phải so với cùng một năm thì người đọc mới so sánh được.",
    bad="«tăng 12% so với kế hoạch và cùng kỳ»; «doanh thu tăng 33% so với năm 2015, lợi nhuận tăng 20% so với năm 2014».",
    good="«bằng 104% kế hoạch, tăng 12% so với cùng kỳ».",
    remedy="Ghi riêng từng tỷ lệ với số gốc của nó, hoặc nói rõ vì sao so với năm khác.",
)  # fmt: skip

RULES = (
    DIFFERS, RATE, DIFFERENCE, PARTS, ROUNDED, MIXED, QUESTION, UNIT, SAME_YEAR, YEAR_PLAN, POINTS,
    TWO_WAYS, NO_SIGN, AMBIGUOUS, BALANCE, MIXED_BASES,
)  # fmt: skip
