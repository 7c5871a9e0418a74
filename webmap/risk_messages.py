"""What refusals about risk schemes and scores set by hand say; read in Vietnamese only."""

from typing import Final

from flask_babel import lazy_gettext as _l

RISK_MESSAGES: Final = {
    "risk.rule_missing": _l("Phần tiêu chí thiếu mục “%(path)s”."),
    "risk.rule_unknown": _l("Phần tiêu chí có mục không dùng được ở đó: “%(path)s”."),
    "risk.rule_form": _l("Mục “%(path)s” của phần tiêu chí không đúng dạng."),
    "risk.rule_word": _l("Mục “%(path)s” của phần tiêu chí có từ không biết: “%(value)s”."),
    "risk.rule_range": _l("Mục “%(path)s” phải là một số từ %(low)s đến %(high)s."),
    "risk.rule_order": _l(
        "Mục “%(path)s”: các mốc phải tăng dần và không trùng nhau; số liệu xấu hơn không được ít điểm hơn."
    ),
    "risk.rule_intervals": _l(
        "Mục “%(path)s” phải có năm số tháng, từ hạng 1 đến hạng 5; hạng cao không được thưa hơn hạng thấp."
    ),
    "risk.rules_json": _l(
        "Phần tiêu chí không phải JSON đúng: xem dòng %(line)s, chữ thứ %(column)s. Chưa có gì được lưu."
    ),
    "risk.rules_long": _l("Phần tiêu chí dài quá %(most)s chữ cái."),
    "risk.code_form": _l("Mã bộ tiêu chí gồm chữ, số, dấu chấm, gạch ngang; nhiều nhất 40 ký tự."),
    "risk.code_taken": _l("Mã này đã dùng cho một bộ tiêu chí khác. Xin chọn mã khác."),
    "risk.term_reason": _l("Hệ số khác 0 cần có lý do. Xin ghi lý do."),
    "risk.approved_already": _l(
        "Bộ tiêu chí này đã được duyệt hoặc là bộ mặc định, không sửa hay rút được. Muốn đổi, xin lập bộ mới."
    ),
    "risk.second_person": _l("Người đề xuất không tự duyệt được. Xin người khác duyệt."),
    "risk.value_ended": _l("Điểm nhập tay này đã được bỏ trước đó."),
    "risk.value_behaved": _l("Tiêu chí chấp hành nhận điểm -1, 0 hoặc 1."),
    "risk.value_impact": _l("Tiêu chí tác động nhận điểm từ 0 đến 5."),
    "risk.reason_long": _l("Lý do dài quá 500 chữ cái. Xin viết ngắn hơn."),
}
