"""What refusals around plans of checks say; read in Vietnamese only."""

from typing import Final

from flask_babel import lazy_gettext as _l

PLAN_MESSAGES: Final = {
    "team.too_long": _l("Xin viết ngắn hơn."),
    "team.people": _l("Số người từ 1 đến 50."),
    "team.speed": _l("Tốc độ từ 1 đến 120 km/giờ."),
    "team.hours": _l("Giờ kết thúc phải sau giờ bắt đầu."),
    "team.pause_half": _l("Xin điền cả hai giờ nghỉ trưa, hoặc để trống cả hai."),
    "team.pause": _l("Giờ nghỉ trưa phải nằm trong giờ làm việc."),
    "team.start": _l("Xin chọn nơi xuất phát trên bản đồ, hoặc điền tọa độ."),
    "team.start_far": _l("Nơi xuất phát cách xã hơn 20 km. Xin xem lại tọa độ."),
    "team.code_taken": _l("Mã này đã dùng cho một tổ khác. Xin chọn mã khác."),
    "terms.hours": _l("Chưa hiểu giờ này. Xin ghi như mẫu: Mo-Fr 07:30-17:00."),
    "terms.order": _l("Ngày này phải sau ngày “không đến trước”."),
    "plan.teams": _l("Xin chọn ít nhất một tổ."),
    "plan.teams_gone": _l("Có tổ không còn hoạt động. Xin chọn lại."),
    "plan.teams_other": _l("Có tổ thuộc đơn vị khác. Kế hoạch liên ngành do Phòng Kinh tế lập."),
    "plan.pairs": _l("Có dòng chưa đúng. Xin ghi như mẫu: CS-12: TO-1 + TO-2, với mã có thật."),
    "plan.pairs_teams": _l("Các tổ đi chung phải nằm trong các tổ đã chọn, và cơ sở phải đang hoạt động."),
    "plan.period_order": _l("Ngày kết thúc phải từ ngày bắt đầu trở đi."),
    "plan.period_long": _l("Một kế hoạch dài nhất là 366 ngày."),
    "plan.period_past": _l("Kỳ này đã qua. Xin chọn một kỳ chưa hết."),
    "plan.share": _l("Xin điền từ 0 đến 100 %."),
    "plan.seed": _l("Số rút thăm từ 0 đến 999.999."),
    "plan.no_capacity": _l(
        "Không còn giờ nào để xếp lịch: trong kỳ không có ngày làm việc, hoặc đã dành hết thời gian cho việc "
        "đột xuất. Xin chọn kỳ khác hoặc giảm phần dành lại."
    ),
    "plan.not_draft": _l("Kế hoạch này không còn là bản đang soạn nên không sửa được nữa."),
    "plan.not_approved": _l("Kế hoạch này chưa được duyệt, hoặc không còn hiệu lực."),
    "plan.solving": _l("Kế hoạch đang được tính. Xin đợi xong, hoặc dừng lại trước."),
    "plan.move_refused": _l("Kế hoạch không còn ở bước đó. Xin tải lại trang để xem bước mới nhất."),
    "plan.empty": _l("Kế hoạch chưa có nơi nào. Xin tính kế hoạch, hoặc thêm nơi cần kiểm tra, rồi trình."),
    "plan.breaches": _l(
        "Kế hoạch còn %(count)s chỗ chưa đúng quy tắc. Xin sửa những chỗ được đánh dấu rồi làm lại."
    ),
    "plan.capped": _l(
        "Chưa duyệt được: %(count)s nơi đã có cuộc kiểm tra khác trong năm (%(article)s): %(sites)s. "
        "Xin trả lại để bỏ những nơi này ra."
    ),
    "plan.check_refused": _l("%(why)s Vì vậy chưa lập được cuộc kiểm tra tại %(sites)s."),
    "plan.four_eyes": _l("Người soạn kế hoạch không tự duyệt được: cần một người khác duyệt."),
    "plan.needs_reason": _l("Xin ghi lý do."),
    "plan.unknown": _l("Không có kế hoạch này, hoặc bạn không được xem."),
    "plan.no_day": _l("Không có ngày này trong kế hoạch."),
}
