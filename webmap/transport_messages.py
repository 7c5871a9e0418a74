"""What refusals about penalties and transports of hazardous waste say."""

from typing import Final

from flask_babel import lazy_gettext as _l

TRANSPORT_MESSAGES: Final = {
    "penalty.long": _l("Nội dung này dài quá. Xin viết ngắn hơn."),
    "penalty.too_much": _l("Số tiền lớn quá mức có thể. Xin xem lại các số 0."),
    "penalty.too_old": _l("Ngày này lâu quá. Xin xem lại năm."),
    "penalty.before_found": _l("Ngày này phải từ ngày phát hiện vi phạm trở đi."),
    "penalty.before_decision": _l("Ngày này phải từ ngày quyết định trở đi."),
    "penalty.decision_half": _l("Quyết định cần có cả số lẫn ngày, hoặc để trống cả hai."),
    "penalty.needs_decision": _l(
        "Đã ghi mức phạt, hạn nộp hoặc số đã nộp thì cần ghi số và ngày quyết định."
    ),
    "penalty.paid_half": _l("Ghi cả số tiền đã nộp lẫn ngày nộp, hoặc để trống cả hai."),
    "penalty.paid_more": _l("Số đã nộp nhiều hơn mức phạt. Xin xem lại, hoặc giải thích ở đây."),
    "penalty.closed_unpaid": _l(
        "Kết thúc hồ sơ khi chưa nộp đủ thì cần giải thích ở đây, chẳng hạn được miễn, giảm."
    ),
    "penalty.not_inspected": _l("Lần kiểm tra này chưa diễn ra nên chưa lập hồ sơ vi phạm được."),
    "transport.long": _l("Nội dung này dài quá. Xin viết ngắn hơn."),
    "transport.codes": _l(
        "Mã chất thải nguy hại gồm ba cặp số, chẳng hạn 18 01 02; giữa các mã có dấu phẩy."
    ),
    "transport.permit_ends": _l("Ngày hết hạn giấy phép phải sau ngày có hiệu lực."),
    "transport.plate": _l("Chưa đọc được biển số này. Xin ghi như 15C-123.45."),
    "transport.plate_taken": _l("Đơn vị này đã có xe mang biển số đó."),
    "transport.tonnes": _l("Tải trọng phải lớn hơn 0 và không quá 100 tấn."),
    "transport.hours": _l("Chưa hiểu giờ này. Xin ghi như mẫu: Mo-Fr 05:00-07:00."),
    "transport.ends_early": _l("Ngày kết thúc phải sau ngày bắt đầu."),
    "transport.rule_figure": _l("Xin điền một con số trong khoảng cho phép, không nhỏ hơn 0."),
    "transport.rule_hours": _l("Chưa hiểu giờ này. Xin ghi như mẫu: Mo-Sa 06:30-07:30,16:00-17:30."),
    "transport.future": _l("Thời điểm này chưa tới. Xin xem lại ngày giờ."),
    "transport.too_old": _l("Việc này đã quá một năm. Xin xem lại ngày giờ."),
    "transport.who": _l("Xin ghi biển số, hoặc chọn đơn vị vận chuyển."),
    "transport.other_carrier": _l(
        "Trong sổ, xe mang biển số này thuộc đơn vị khác. Xin xem lại biển số hoặc đơn vị."
    ),
    "transport.far_away": _l("Vị trí này cách xã quá 20 km. Xin ghim lại."),
    "transport.not_in_order": _l(
        "Có mục trả lời “Không” nên kết quả không thể là “Đúng quy định”. Xin xem lại."
    ),
    "line.none": _l("Chưa có tuyến. Xin vẽ trên bản đồ, ghi các điểm, chọn đường hoặc gửi tệp."),
    "line.format": _l("Tệp này không phải GeoJSON hay GPX đọc được."),
    "line.too_large": _l("Tệp lớn quá 2 MB. Xin gửi tệp chỉ có một tuyến."),
    "line.several": _l("Tệp có nhiều đường. Xin gửi tệp chỉ có một tuyến."),
    "line.place": _l(
        "Có dòng không phải một điểm. Mỗi dòng ghi: vĩ độ, kinh độ; chẳng hạn 20.7512, 106.5923."
    ),
    "line.short": _l("Tuyến cần ít nhất hai điểm khác nhau."),
    "line.long": _l("Tuyến có quá 5.000 điểm. Xin làm gọn rồi gửi lại."),
    "line.not_in_vietnam": _l("Có điểm không nằm ở Việt Nam. Tọa độ cần là độ, hệ WGS 84."),
    "line.too_far": _l("Tuyến dài quá mức cho phép. Xin chỉ vẽ đoạn qua xã và vùng lân cận."),
    "line.outside": _l("Tuyến này không đi qua xã (cách địa bàn xã quá 500 m)."),
    "line.roads_apart": _l(
        "Các đường đã chọn không nối với nhau thành một tuyến. Xin chọn thêm đường ở giữa."
    ),
}
"""Code → words."""
