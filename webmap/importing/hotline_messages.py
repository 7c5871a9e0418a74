"""What the import of the hotline's log says to people: tables, rows, and what becomes of a call."""

from typing import Final

from flask_babel import lazy_gettext as _l

HOTLINE_MESSAGES: Final = {
    # the table
    "sheet.not_a_table": _l(
        "Đây không phải bảng tính. Sổ đường dây nóng nhận tệp Excel (.xlsx) hoặc CSV; xin lưu lại theo một "
        "trong hai dạng đó."
    ),
    "sheet.map_file": _l(
        "Đây là tệp bản đồ. Sổ đường dây nóng chỉ nhận bảng tính: tệp Excel (.xlsx) hoặc CSV."
    ),
    "sheet.locked": _l("Tệp có mật khẩu nên không đọc được. Xin bỏ mật khẩu trong Excel rồi gửi lại."),
    "sheet.xls": _l(
        "Tệp Excel kiểu cũ (.xls) không được nhận. Xin mở bằng Excel, chọn “Lưu thành” .xlsx rồi gửi lại."
    ),
    "sheet.xlsb": _l(
        "Tệp Excel kiểu nhị phân (.xlsb) không được nhận. Xin mở bằng Excel, chọn “Lưu thành” .xlsx "
        "rồi gửi lại."
    ),
    "sheet.ods": _l(
        "Tệp OpenDocument (.ods) không được nhận. Xin mở bằng LibreOffice, chọn “Lưu thành” .xlsx "
        "rồi gửi lại."
    ),
    "sheet.macros": _l(
        "Tệp có chương trình chạy kèm (macro) nên không được nhận. Xin chọn “Lưu thành” .xlsx rồi gửi lại."
    ),
    "sheet.broken": _l("Tệp bảng tính bị hỏng, không đọc được. Xin mở bằng Excel, lưu lại rồi gửi lần nữa."),
    "sheet.unpacked": _l(
        "Tệp nở ra hơn %(limit)s MB khi mở nên không được nhận. Xin chia sổ thành nhiều tệp nhỏ."
    ),
    "sheet.not_utf8": _l(
        "Chữ trong tệp CSV không ở bảng mã UTF-8 (có lẽ là TCVN3, VNI hoặc Windows-1258). Xin mở bằng Excel, "
        "chọn “Lưu thành” .xlsx hoặc “CSV UTF-8” rồi gửi lại."
    ),
    "sheet.no_headings": _l(
        "Không thấy dòng tên cột trong 20 dòng đầu. Cần ít nhất các cột: số sổ, ngày giờ nhận, loại việc, "
        "và thôn hoặc địa điểm. Có thể tải mẫu ở trang “Nhập dữ liệu”."
    ),
    "sheet.no_rows": _l("Bảng chỉ có tên cột, chưa có cuộc gọi nào."),
    "sheet.several": _l("Tệp có nhiều trang tính giống nhau: %(layers)s. Xin chọn trang cần nhập."),
    "sheet.no_such": _l("Tệp không có trang tính “%(wanted)s”. Các trang trong tệp: %(layers)s."),
    "sheet.too_many_rows": _l("Bảng có hơn %(limit)s dòng. Xin chia sổ thành nhiều tệp, ví dụ theo năm."),
    "hotline.columns_missing": _l(
        "Bảng thiếu cột: %(lacks)s. Các cột trong bảng: %(has)s. Xin đổi tên cột cho đúng, hoặc dùng mẫu ở "
        "trang “Nhập dữ liệu”."
    ),
    # remarks on the whole log
    "hotline.handled": _l(
        "%(count)s dòng ghi kết quả xử lý. Các phản ánh này vẫn vào hộp thư là “Mới tiếp nhận”, kết quả "
        "trong sổ thành ghi chú nội bộ; cán bộ chuyển bước như mọi phản ánh khác."
    ),
    "hotline.skipped": _l("Bỏ qua %(count)s dòng không phải cuộc gọi (tổng cộng, tên nhóm, dòng mẫu)."),
    "hotline.no_time": _l("%(count)s dòng không ghi giờ nhận: tính từ 00:00 của ngày đó."),
    "hotline.days_turned": _l(
        "%(count)s ngày có thể bị Excel đảo ngày với tháng: mọi ngày mà Excel hiểu đều từ 12 trở xuống, còn "
        "ngày lớn hơn đều là chữ. Xin xem kỹ trước khi ghi."
    ),
    "hotline.in_metres": _l("%(count)s dòng có tọa độ tính bằng mét: đọc theo %(crs)s."),
    # rows
    "hotline.not_a_time": _l("%(field)s: “%(found)s” không phải giờ (viết như 14:30 hoặc 14h30)."),
    "hotline.number_is_a_day": _l(
        "%(field)s: Excel đã biến số này thành ngày tháng. Xin định dạng cột thành chữ rồi ghi lại số."
    ),
    "hotline.phone_lost": _l("Excel đã làm tròn số điện thoại nên không giữ được số này."),
    "hotline.future": _l("Thời điểm nhận %(at)s chưa đến."),
    "hotline.ancient": _l("Thời điểm %(at)s đã hơn 10 năm; xin xem lại năm."),
    "hotline.occurred_after": _l("Thời điểm xảy ra sau thời điểm nhận cuộc gọi."),
    "hotline.where": _l("Thiếu nơi xảy ra: cần thôn của xã, chỗ dễ nhận ra hoặc tọa độ."),
    "hotline.half_a_place": _l("Tọa độ thiếu một nửa hoặc không phải hai số."),
    "hotline.axes_turned": _l("Vĩ độ và kinh độ bị đổi chỗ; đã đọc lại cho đúng."),
    "hotline.outside": _l("Nằm ngoài ranh giới xã: vẫn nhận, xếp vào nhóm ngoài địa bàn."),
    "hotline.village_in_words": _l("Tên thôn không có trong xã: giữ thành chữ trong chỗ dễ nhận ra."),
    "hotline.number_taken": _l(
        "Số này đã dùng cho một phản ánh nhận lúc %(at)s. Xin xem lại số sổ hoặc ngày nhận."
    ),
    "hotline.worked_on": _l("Đã có người xử lý, không ghi đè."),
    "hotline.not_taken": _l("Loại việc hoặc tính chất khác lần trước: không đổi, cán bộ sửa trên phản ánh."),
    "hotline.forgotten": _l("Phản ánh này đã hết hạn lưu và đã xóa, không nhập lại."),
    # who called
    "hotline.caller_name": _l("Người gọi: có tên."),
    "hotline.caller_phone": _l("Người gọi: điện thoại …%(digits)s."),
    "hotline.caller_both": _l("Người gọi: có tên, điện thoại …%(digits)s."),
    "hotline.text_hidden": _l(
        "Nội dung có tên hoặc số điện thoại nên không hiện ở đây; phản ánh vẫn giữ đủ nội dung."
    ),
}
"""Code → words; merged into those of imports."""
