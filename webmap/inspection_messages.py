"""What refusals about checks say; read in Vietnamese only."""

from typing import Final

from flask_babel import lazy_gettext as _l

INSPECTION_MESSAGES: Final = {
    "inspection.move_refused": _l(
        "Cuộc kiểm tra đang ở bước “%(state)s”, chưa chuyển sang bước đó được. "
        "Có thể chuyển sang: %(allowed)s."
    ),
    "inspection.four_eyes": _l(
        "Việc này cần một người khác: người đề xuất không tự duyệt, người lập biên bản không tự kết luận."
    ),
    "inspection.other_unit": _l("Cuộc kiểm tra này do đơn vị khác chủ trì."),
    "inspection.of_other_body": _l("Đây là cuộc kiểm tra của cơ quan khác, xã chỉ ghi lại để theo dõi."),
    "inspection.capped": _l(
        "Không được kiểm tra thêm trong năm: cơ sở này đã có một cuộc kiểm tra hoặc thanh tra, ngày %(day)s "
        "(%(article)s). Chỉ được kiểm tra thêm khi có dấu hiệu vi phạm rõ ràng và được lãnh đạo cho phép."
    ),
    "inspection.override_waits": _l(
        "Cuộc kiểm tra thêm này còn chờ lãnh đạo cho phép ngoại lệ; chưa chuyển bước được."
    ),
    "inspection.no_exception": _l("Cuộc kiểm tra này không có ngoại lệ nào đang chờ."),
    "inspection.evidence_gone": _l(
        "Không còn phản ánh nào làm căn cứ mà bạn xem được: phản ánh đã bị bác, hoặc chỉ Công an xã được xem."
    ),
    "inspection.not_concluded": _l("Chỉ công khai được sau khi đã kết luận."),
    "inspection.no_findings_now": _l(
        "Phát hiện chỉ ghi được khi đang kiểm tra hoặc đã ký biên bản mà chưa kết luận."
    ),
    "inspection.not_mended_now": _l("Ở bước này chưa ghi việc khắc phục được."),
    "inspection.not_remote_now": _l(
        "Chỉ ghi yêu cầu, trả lời hồ sơ cho cuộc kiểm tra từ xa đã thông báo và chưa lập biên bản."
    ),
    "inspection.remote_unanswered": _l(
        "Kiểm tra từ xa cần ít nhất một trả lời của cơ sở trước khi lập biên bản."
    ),
    "inspection.stale_page": _l(
        "Chưa lưu: cuộc kiểm tra vừa được người khác sửa. Những gì bạn viết vẫn còn ở dưới; "
        "xin xem các bước mới nhất rồi gửi lại nếu vẫn đúng."
    ),
    "inspection.nothing_chosen": _l("Xin chọn bước tiếp theo."),
    "inspection.too_long": _l("Ô này dài quá. Xin viết ngắn hơn."),
    "inspection.needs_reason": _l("Xin ghi lý do."),
    "inspection.needs_decision": _l("Cần số và ngày của quyết định kiểm tra."),
    "inspection.needs_content": _l("Xin chọn ít nhất một nội dung."),
    "inspection.needs_signs": _l("Xin ghi dấu hiệu vi phạm rõ ràng là gì."),
    "inspection.needs_evidence": _l("Xin chọn ít nhất một phản ánh đã được xác minh làm căn cứ."),
    "inspection.needs_deadline": _l("Mức độ từ 1 trở lên cần hạn khắc phục."),
    "inspection.deadline_before": _l("Hạn khắc phục không thể trước ngày kiểm tra."),
    "inspection.fixed_before": _l("Ngày khắc phục không thể trước ngày kiểm tra."),
    "inspection.concluded_before": _l("Ngày kết luận không thể trước ngày kiểm tra."),
    "inspection.severity": _l("Mức độ từ 0 đến 3."),
    "inspection.not_mended": _l("Còn phát hiện chưa khắc phục, nên chưa hoàn thành được."),
    "inspection.nothing_to_mend": _l("Không còn gì phải khắc phục: xin chọn “Hoàn thành”."),
    "inspection.names_person": _l(
        "Phần công khai có tên người, tên hộ kinh doanh, số điện thoại hoặc thư điện tử. "
        "Xin bỏ đi rồi lưu lại."
    ),
    "inspection.day_passed": _l("Ngày này đã qua. Xin chọn hôm nay hoặc một ngày sau."),
    "inspection.too_far": _l("Ngày này xa quá. Xin xem lại năm."),
    "inspection.decided_after": _l("Quyết định không thể có sau ngày tiến hành."),
    "inspection.site_closed": _l("Cơ sở này đã đóng hồ sơ, nên không lập cuộc kiểm tra được."),
    "inspection.fire_authority": _l(
        "Cơ sở này không thuộc diện cơ quan đó kiểm tra về phòng cháy (Nghị định 105/2025/NĐ-CP, Điều 42)."
    ),
    "inspection.other_authority": _l("Cơ quan đó không kiểm tra nội dung này."),
    "inspection.police_trigger": _l(
        "Công an xã chỉ kiểm tra môi trường khi trực tiếp phát hiện, có tố giác, tin báo, hoặc có khiếu nại "
        "(Nghị định 105/2015/NĐ-CP, Điều 7)."
    ),
    "inspection.exception_not_planned": _l(
        "Kiểm tra thêm vì dấu hiệu vi phạm rõ ràng không phải là kiểm tra theo kế hoạch. Xin chọn lý do khác."
    ),
    "inspection.not_joint": _l(
        "Chỉ ghép được với cuộc kiểm tra của cơ quan khác, cùng cơ sở, cùng ngày dự kiến và chưa tiến hành."
    ),
    "inspection.cap_changed": _l(
        "Chưa lưu: người khác vừa đổi quy tắc này. "
        "Những gì bạn điền vẫn còn ở dưới; xin so lại rồi lưu lần nữa."
    ),
    "checks.site_unknown": _l(
        "Không có cơ sở nào mang mã, mã số thuế hoặc tên “%(found)s” trong sổ đăng ký của xã."
    ),
    "checks.site_twice": _l("Nhiều cơ sở cùng mang “%(found)s”: xin ghi mã cơ sở."),
    "incident.needs_check": _l(
        "Xin đề xuất một cuộc kiểm tra hoặc gắn phản ánh với cuộc kiểm tra đã có, rồi chuyển sang bước này."
    ),
}
