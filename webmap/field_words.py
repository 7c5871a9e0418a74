"""What the page of the field says (static/js/field); {names} are filled there."""

from typing import Final

from flask_babel import lazy_gettext as _l

from webmap.labels import LABELS

ANSWER_WORDS: Final = (
    ("passed", _l("Đạt")),
    ("failed", _l("Không đạt")),
    ("not_applicable", _l("Không áp dụng")),
    ("not_checked", _l("Không kiểm tra được")),
)
"""Answer → words, in the order they are offered."""

FIELD_WORDS: Final = {
    "heading": _l("Hiện trường"),
    "loading": _l("Đang tải các cuộc kiểm tra…"),
    "signIn": _l("Bạn chưa đăng nhập, hoặc phiên làm việc đã hết. Những gì đã lưu trên máy vẫn còn."),
    "toSignIn": _l("Đăng nhập"),
    "away": _l(
        "Chưa có mạng: đang dùng dữ liệu đã lưu trên máy. Biên bản vẫn ghi được và tự gửi khi có mạng."
    ),
    "packed": _l("Danh sách lấy về lúc {when}. Mở trang này khi có mạng để lấy bản mới."),
    "others": _l(
        "Trên máy này còn {n} biên bản chưa gửi của tài khoản khác. Người đó cần đăng nhập lại để gửi."
    ),
    "records": _l("Biên bản trên máy này"),
    "states": {
        "writing": _l("đang ghi"),
        "waiting": _l("đang chờ mạng"),
        "refused": _l("chưa được nhận"),
        "removed": _l("đã xóa"),
        "sent": _l("đã gửi"),
    },
    "outcomes": LABELS["record_outcome"],
    "sending": _l("đang gửi"),
    "sendingFile": _l("đang gửi {nth}/{all} tệp"),
    "findings": _l("{n} lỗi"),
    "photoCount": _l("{n} ảnh"),
    "goOn": _l("Ghi tiếp"),
    "send": _l("Gửi ngay"),
    "sendAgain": _l("Gửi lại"),
    "edit": _l("Mở ra sửa"),
    "remove": _l("Xóa khỏi máy"),
    "undo": _l("Hoàn tác"),
    "open": _l("Xem cuộc kiểm tra"),
    "today": _l("Hôm nay"),
    "past": _l("Quá ngày, chưa có biên bản"),
    "coming": _l("Những ngày tới"),
    "noDay": _l("Chưa định ngày"),
    "noChecks": _l(
        "Chưa có cuộc kiểm tra nào của cơ quan bạn trong những ngày này. "
        "Cuộc kiểm tra đã duyệt sẽ hiện ở đây trước 14 ngày."
    ),
    "decision": _l("Quyết định {number} ngày {day}"),
    "noDecision": _l("Chưa ghi số quyết định kiểm tra."),
    "earlier": _l("Lỗi lần trước chưa khắc phục: {n}"),
    "until": _l("hạn {day}"),
    "begin": _l("Bắt đầu ghi biên bản"),
    "way": _l("Chỉ đường"),
    "noPlace": _l("Chưa có vị trí trên bản đồ"),
    "back": _l("Về danh sách"),
    "kept": _l("Đã lưu trên máy."),
    "keeping": _l("Đang lưu…"),
    "notKept": _l("Máy này không lưu được. Xin ghi biên bản giấy, hoặc dùng máy khác."),
    "full": _l("Máy hết chỗ. Xin xóa bớt ảnh rồi làm lại."),
    "start": _l("Bắt đầu"),
    "startedAt": _l("Giờ bắt đầu"),
    "takePosition": _l("Ghi vị trí của tổ"),
    "positioning": _l("Đang tìm vị trí…"),
    "noPosition": _l("Chưa lấy được vị trí. Không có vị trí vẫn ghi biên bản được."),
    "points": _l("Đã ghi {n} vị trí."),
    "trackConsent": _l(
        "Tôi đồng ý ghi đường đi của tổ khi trang này mở, để chứng tỏ tổ đã có mặt. Chỉ cán bộ kiểm tra và "
        "lãnh đạo xã xem được. Không bắt buộc."
    ),
    "gate": _l("Có vào được cơ sở không?"),
    "letIn": _l("Vào được"),
    "noAccess": _l("Không vào được"),
    "noAccessReason": _l("Vì sao không vào được?"),
    "answers": [list(pair) for pair in ANSWER_WORDS],
    "proposal": _l("Danh mục do phần mềm đề xuất, cơ quan kiểm tra chưa xác nhận."),
    "notSeen": _l("chưa đối chiếu văn bản"),
    "photoWanted": _l("nên chụp ảnh"),
    "left": _l("còn {n} mục"),
    "leftIn": _l("{list}: còn {n} mục chưa trả lời."),
    "allAnswered": _l("đã trả lời đủ"),
    "finding": _l("Lỗi phát hiện"),
    "otherFinding": _l("Lỗi khác"),
    "otherFindings": _l("Lỗi ngoài danh mục"),
    "addFinding": _l("Thêm lỗi"),
    "removeFinding": _l("Bỏ lỗi này"),
    "notMet": _l("Không đạt:"),
    "severity": _l("Mức độ"),
    "severities": [_l("Nhắc nhở"), _l("Nhẹ"), _l("Nặng"), _l("Nghiêm trọng")],
    "findingText": _l("Nội dung lỗi"),
    "article": _l("Điều khoản"),
    "remedy": _l("Phải khắc phục thế nào"),
    "deadline": _l("Hạn khắc phục"),
    "findingPhotos": _l("Ảnh của lỗi này"),
    "photosOfSite": _l("Ảnh tại chỗ"),
    "photos": _l("Chụp hoặc chọn ảnh"),
    "preparing": _l("Đang chuẩn bị ảnh {nth}/{all}…"),
    "photoFailed": _l("Chưa lưu được ảnh ({why})."),
    "tooManyPhotos": _l("Nhiều nhất 35 ảnh một biên bản."),
    "removePhoto": _l("Bỏ ảnh"),
    "representative": _l("Người đại diện cơ sở"),
    "name": _l("Họ tên"),
    "title": _l("Chức vụ"),
    "opinion": _l("Ý kiến của cơ sở"),
    "signing": _l("Ký biên bản"),
    "signGlass": _l("Ký trên màn hình"),
    "signPaper": _l("Ký trên giấy, chụp lại"),
    "signRefused": _l("Không ký"),
    "signHere": _l("Mời người đại diện ký bằng ngón tay vào khung này."),
    "wipe": _l("Xóa chữ ký"),
    "signed": _l("Đã có chữ ký."),
    "notSigned": _l("Chưa có chữ ký."),
    "paperPage": _l("Ảnh trang đã ký"),
    "refusedReason": _l("Vì sao không ký?"),
    "note": _l("Ghi chú của tổ"),
    "finish": _l("Kết thúc và gửi"),
    "later": _l("Để đó, ghi tiếp sau"),
    "lacks": _l("Biên bản còn thiếu:"),
    "noList": _l("Danh mục kiểm tra chưa tải về. Xin mở lại trang khi có mạng."),
    "needsReason": _l("Xin ghi lý do."),
    "needsText": _l("Có lỗi chưa ghi nội dung."),
    "needsDeadline": _l("Lỗi từ mức 1 trở lên cần hạn khắc phục."),
    "needsEnding": _l("Chưa chọn cách ký biên bản."),
    "needsName": _l("Chưa ghi tên người đại diện."),
    "needsSignature": _l("Chưa có chữ ký hoặc ảnh trang đã ký."),
    "savedSending": _l("Biên bản đã lưu trên máy. Đang gửi…"),
    "savedOffline": _l("Chưa có mạng. Biên bản đã lưu trên máy này và tự gửi khi có mạng."),
    "savedBusy": _l("Mạng yếu hoặc hệ thống đang bận. Biên bản đã lưu trên máy này và sẽ tự gửi lại."),
}

LEAVING_WORDS: Final = {
    "unsent": _l("Trên máy này còn {n} biên bản chưa gửi. Đăng xuất bây giờ sẽ xóa chúng khỏi máy."),
    "stay": _l("Ở lại"),
    "toField": _l("Xem biên bản"),
    "leave": _l("Xóa và đăng xuất"),
}
