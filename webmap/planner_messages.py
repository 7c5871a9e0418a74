"""What the solver and edits of a plan refuse, in words; read in Vietnamese only."""

from typing import Final

from flask_babel import lazy_gettext as _l

PLANNER_MESSAGES: Final = {
    "plan.gave_up": _l("Máy đã thử tính nhiều lần mà không xong. Xin rút ngắn kỳ hoặc bớt tổ rồi thử lại."),
    "plan.failed": _l("Hệ thống gặp lỗi khi tính kế hoạch. Xin thử lại; nếu vẫn vậy, xin báo quản trị."),
    "plan.twice": _l("Tổ này đã có lượt đến nơi đó trong kế hoạch."),
    "plan.pin.yearly_cap": _l("Không ghim được %(site)s: trong năm đã có một cuộc kiểm tra ở đó."),
    "plan.pin.not_before": _l("Không ghim được %(site)s: ngày đó chưa được đến, hoặc đã quá hạn được đến."),
    "plan.pin.not_placed": _l("Không ghim được %(site)s: nơi này chưa có vị trí trên bản đồ."),
    "plan.pin.not_open": _l("Không ghim được %(site)s: nơi này không mở cửa vào ngày đó."),
    "plan.pin.closed": _l("Không ghim được %(site)s: nơi này không hoạt động."),
    "plan.pin.dropped": _l("Không ghim được %(site)s: nơi này vừa được ghim vừa bị bỏ ra."),
    "plan.pin.pair_impossible": _l("Không ghim được %(site)s: các tổ đi chung không cùng đến được."),
    "plan.pin.planned_elsewhere": _l("Không ghim được %(site)s: nơi này đã có trong kế hoạch khác."),
    "plan.pin.other_authority": _l("Không ghim được %(site)s: không tổ nào được kiểm tra nội dung đã chọn."),
    "plan.pin.twice": _l("Không ghim được %(site)s: các lần ghim đòi những ngày hoặc tổ khác nhau."),
    "plan.pin.team": _l("Không ghim được %(site)s: tổ được ghim không kiểm tra được ở đó."),
    "plan.pin.day_off": _l("Không ghim được %(site)s: ngày được ghim là ngày nghỉ, ngoài kỳ hoặc đã qua."),
    "plan.pin.long": _l("Không ghim được %(site)s: một ngày không đủ giờ, hoặc giờ mở cửa quá ngắn."),
    "plan.pin.room": _l("Các nơi đã ghim không xếp vừa với nhau. Không còn chỗ cho: %(site)s. Xin bớt ghim."),
}
