"""What an import says to people: why a file or a row is not taken, and what is worth knowing."""

from typing import Final

from flask_babel import lazy_gettext as _l

from webmap.importing.hotline_messages import HOTLINE_MESSAGES

IMPORT_MESSAGES: Final = {
    **HOTLINE_MESSAGES,
    # the file
    "import.empty_file": _l("Tệp trống, không có gì để nhập."),
    "import.no_features": _l("Tệp không chứa đối tượng nào. Xin kiểm tra lại lúc xuất tệp."),
    "import.packed": _l("Không nhận tệp nén. Xin giải nén rồi gửi tệp GeoJSON hoặc GeoPackage bên trong."),
    "import.unknown_format": _l(
        "Đây không phải tệp GeoJSON hay GeoPackage. Xin xuất lại theo một trong hai dạng đó."
    ),
    "import.not_utf8": _l(
        "Chữ trong tệp không ở bảng mã UTF-8. Xin lưu lại tệp với bảng mã UTF-8 rồi gửi lại."
    ),
    "import.not_json": _l("Tệp không phải JSON đúng cách. Xin xuất lại tệp từ phần mềm bản đồ."),
    "import.not_geojson": _l("Tệp là JSON nhưng không phải GeoJSON. Xin xuất lại theo dạng GeoJSON."),
    "import.too_deep": _l("Tệp lồng quá nhiều tầng, không thể là dữ liệu bản đồ."),
    "import.cut": _l("Tệp bị cắt ngang, thiếu phần cuối. Xin chép hoặc tải lại tệp rồi gửi lần nữa."),
    "import.gpkg_broken": _l("Tệp GeoPackage bị hỏng hoặc thiếu. Xin xuất lại tệp rồi gửi lần nữa."),
    "import.gpkg_views": _l(
        "Tệp GeoPackage chỉ có khung nhìn hoặc bảng tính sẵn. Xin xuất lớp dữ liệu ra bảng thường."
    ),
    "import.several_layers": _l("Tệp có nhiều lớp: %(layers)s. Xin chọn lớp cần nhập."),
    "import.no_such_layer": _l("Tệp không có lớp “%(wanted)s”. Các lớp trong tệp: %(layers)s."),
    "import.layer_unknown": _l("Không có lớp dữ liệu “%(layer)s”. Các lớp nhận được: %(layers)s."),
    "import.too_large": _l("Tệp lớn hơn %(limit)s MB nên không được nhận. Xin chia nhỏ tệp."),
    "import.too_many_features": _l("Tệp có %(found)s đối tượng, nhiều hơn mức %(limit)s. Xin chia nhỏ tệp."),
    "import.too_many_vertices": _l("Tệp có hơn %(limit)s đỉnh. Xin giản lược đường nét hoặc chia nhỏ tệp."),
    "import.too_many_columns": _l("Tệp có hơn %(limit)s cột. Xin bỏ bớt những cột không cần."),
    "import.columns_missing": _l("Tệp thiếu cột: %(lacks)s. Các cột trong tệp: %(has)s."),
    "import.commune_code_missing": _l(
        "Tệp không có cột mã xã. Tệp chỉ có một xã: xin ghi mã xã (5 chữ số) rồi đọc lại."
    ),
    "import.all_refused": _l(
        "Không dòng nào trong %(count)s dòng nhận được. Lý do của từng dòng ở bảng dưới."
    ),
    "import.failed": _l("Hệ thống gặp lỗi khi xử lý tệp này. Chưa có gì được ghi; xin báo người quản trị."),
    "import.gave_up": _l(
        "Đã thử ba lần mà chưa xử lý xong tệp này. Chưa có gì được ghi; xin chia nhỏ tệp rồi gửi lại."
    ),
    "import.file_gone": _l("Tệp đã gửi không còn trên máy chủ. Chưa có gì được ghi; xin gửi lại tệp."),
    "import.database_refused": _l(
        "Cơ sở dữ liệu không nhận một dòng (quy tắc %(rule)s). Chưa có gì được ghi."
    ),
    # the grid
    "import.crs_missing": _l(
        "Tọa độ trong tệp tính bằng mét nhưng tệp không ghi hệ tọa độ. Xin chọn hệ tọa độ rồi đọc lại."
    ),
    "import.crs_missing_guess": _l(
        "Tọa độ trong tệp tính bằng mét nhưng tệp không ghi hệ tọa độ. Có vẻ là %(guess)s: đọc như vậy thì "
        "dữ liệu nằm đúng trong xã. Xin khai báo hệ tọa độ rồi đọc lại."
    ),
    "import.crs_doubtful_guess": _l(
        "Tệp ghi hệ WGS 84 nhưng lưới chiếu là của VN-2000, và dữ liệu không khớp ranh giới xã theo VN-2000. "
        "Xin xác nhận hệ tọa độ (có thể là %(guess)s) rồi đọc lại."
    ),
    "import.crs_unknown": _l("Không biết hệ tọa độ “%(crs)s” mà tệp ghi. Xin chọn hệ tọa độ rồi đọc lại."),
    "import.all_outside": _l(
        "Cả tệp nằm ngoài xã khi đọc theo %(crs)s. Có lẽ hệ tọa độ sai; xin chọn lại rồi đọc lại."
    ),
    "import.all_outside_guess": _l(
        "Cả tệp nằm ngoài xã khi đọc theo %(crs)s. Có vẻ là %(guess)s: đọc như vậy thì dữ liệu nằm trong xã. "
        "Xin chọn hệ tọa độ rồi đọc lại."
    ),
    "import.axes_swapped": _l(
        "Kinh độ và vĩ độ trong tệp bị đổi chỗ cho nhau. Xin xuất lại tệp với kinh độ đứng trước."
    ),
    "import.crs_chosen": _l("Đọc theo hệ tọa độ bạn chọn: %(crs)s."),
    "import.crs_assumed": _l("Tệp không ghi hệ tọa độ; đã đọc như kinh độ, vĩ độ WGS 84."),
    "import.crs_mislabelled": _l("Tệp ghi WGS 84 nhưng lưới chiếu là của VN-2000; đã đọc theo %(crs)s."),
    "import.changed_meanwhile": _l(
        "Dữ liệu trên bản đồ vừa thay đổi sau lần xem trước, nên chưa ghi gì. "
        "Xin xem lại rồi xác nhận lần nữa."
    ),
    # shapes
    "import.shape_missing": _l("Thiếu hình."),
    "import.shape_broken": _l("Hình bị hỏng, không đọc được."),
    "import.shape_not_finite": _l("Hình có tọa độ không phải là số."),
    "import.shape_kind": _l("Hình là %(kind)s; lớp này cần %(wanted)s."),
    "import.shape_invalid": _l("Hình tự cắt, sửa sẽ làm đổi diện tích; xin sửa trong phần mềm bản đồ."),
    "import.shape_invalid_at": _l(
        "Hình tự cắt ở kinh độ %(lon)s, vĩ độ %(lat)s; sửa sẽ làm đổi diện tích, "
        "xin sửa trong phần mềm bản đồ."
    ),
    "import.shape_mended": _l("Đã sửa hình (đường bao tự chạm; diện tích không đổi)."),
    "import.far_outside": _l("Nằm ngoài ranh giới xã hơn 2 km."),
    "import.outside_border": _l("Nằm ngoài ranh giới xã nhưng không quá 2 km."),
    "import.area": _l("Diện tích đo trên ellipsoid: %(km2)s km²."),
    # cells
    "import.value_missing": _l("%(field)s: thiếu."),
    "import.text_too_long": _l("%(field)s: dài %(found)s chữ, nhiều nhất %(limit)s."),
    "import.commune_code": _l("%(field)s: “%(found)s” không phải mã xã 5 chữ số."),
    "import.province_code": _l("%(field)s: “%(found)s” không phải mã tỉnh 2 chữ số."),
    "import.not_whole": _l("%(field)s: “%(found)s” không phải số nguyên."),
    "import.not_a_figure": _l("%(field)s: “%(found)s” không phải là số."),
    "import.out_of_range": _l("%(field)s: %(found)s ngoài khoảng %(low)s đến %(high)s."),
    "import.not_a_day": _l("%(field)s: “%(found)s” không phải ngày (viết như 31/12/2025)."),
    "import.not_yes_no": _l("%(field)s: “%(found)s” không phải có hoặc không."),
    "import.word_unknown": _l("%(field)s: không có “%(found)s”. Nhận một trong: %(allowed)s."),
    "import.village_unknown": _l("Không có thôn “%(found)s” trong xã."),
    "import.cluster_unknown": _l("Không có cụm công nghiệp “%(found)s” trong xã."),
    "import.period": _l("Ngày kết thúc %(end)s trước ngày bắt đầu %(start)s."),
    "import.crest_without_datum": _l("Có cao trình đỉnh nhưng thiếu gốc cao độ."),
    "import.double_key": _l("Trùng mã với dòng %(rows)s trong cùng tệp."),
    # whose it is
    "import.other_commune": _l("Thuộc xã mang mã %(found)s, không phải xã của bạn."),
    "import.commune_in_use": _l(
        "Xã mã %(found)s: xã khác đang dùng hệ thống này, chỉ xã đó được đổi ranh giới của mình."
    ),
    "import.other_period": _l(
        "Xã mã %(found)s đã có bản hiệu lực từ %(since)s trùng thời gian; xin ghi đúng ngày hiệu lực."
    ),
    "import.province_missing": _l("Chưa biết mã tỉnh, thành phố của xã; xin ghi mã (2 chữ số) rồi đọc lại."),
    # the steps
    "import.not_refused": _l("Lần nhập này đang ở bước khác, không đọc lại được."),
    "import.not_ready": _l("Lần nhập này chưa sẵn sàng hoặc đã được bỏ. Xin tải lại trang để xem."),
    "import.confirmed_by_other": _l(
        "%(name)s đã xác nhận lần nhập này rồi. Xin tải lại trang để xem kết quả."
    ),
    "import.has_refused": _l(
        "Còn %(count)s dòng không nhận. Xin chọn bỏ qua các dòng đó, hoặc sửa tệp rồi gửi lại."
    ),
    "import.already_applied": _l("Lần nhập này đã được ghi vào bản đồ, không bỏ được nữa."),
    "import.no_file": _l("Xin chọn một tệp."),
    "import.bad_option": _l("Một lựa chọn kèm theo tệp chưa đúng: %(field)s."),
}
"""Code → words, beside those of `messages`. A code with "_guess" or "_at" is used where that is known."""
