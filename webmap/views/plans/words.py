"""Plans in words: what breaks a rule, why a site is in, why one is not, how far the solver is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.plans import capacity
from services.plans.board import Board
from webmap.filters import iso_day, number, percent
from webmap.labels import label
from webmap.messages import message

STAGES: Final = {
    "waiting": _l("Đang chờ đến lượt"),
    "solving": _l("Đang tính kế hoạch"),
    "done": _l("Đã tính xong"),
    "cancelled": _l("Đã dừng"),
    "failed": _l("Chưa tính được"),
}


@dataclass(frozen=True)
class Figures:
    """What the head of a plan's page says; hours and km, shares 0–1, None where unknown."""

    visits: int
    drawn: int
    priority: float
    bound: float | None
    hours: float
    capacity_hours: float
    share: float | None
    km: float
    road_hours: float


def figures(board: Board) -> Figures:
    """Of the visits as they stand now; the bound is the solver's, from when it ran last."""
    visits = board.visits
    on_site = sum(_seconds(one["leave_at"]) - _seconds(one["arrive_at"]) for one in visits)
    road = sum(one["travel_s"] for one in visits)
    hours = (on_site + road) / 3600
    able = board.capacity.seconds / 3600
    return Figures(
        visits=len(visits),
        drawn=sum(one["drawn"] for one in visits),
        priority=sum(one["priority"] for one in visits),
        bound=board.plan.figures.get("bound"),
        hours=hours,
        capacity_hours=able,
        share=hours / able if able else None,
        km=sum(one["travel_m"] for one in visits) / 1000,
        road_hours=road / 3600,
    )


def stage(word: str) -> str:
    """Where the solver stands."""
    return str(STAGES.get(word, word))


def failed(progress: Mapping[str, Any]) -> str:
    """Why the solver gave up."""
    told = message(str(progress.get("error", "http.500")), **progress.get("params", {}))
    return str(_("Chưa tính được kế hoạch: %(why)s", why=told))


def no_capacity(board: Board) -> str:
    """Why nothing can be planned."""
    if not board.capacity.days:
        return str(
            _("Trong kỳ này không có ngày làm việc nào (ngày nghỉ, ngày lễ), nên không xếp lịch được.")
        )
    if not sum(map(capacity.day_seconds, board.teams)):
        return str(_("Các tổ đã chọn không có giờ làm việc nào, nên không xếp lịch được."))
    return str(_("Toàn bộ thời gian đã dành cho việc đột xuất, nên không xếp lịch được."))


def left_out_choices(counts: Mapping[Any, int]) -> list[tuple[str, str]]:
    """(reason, words with how many) for the filter, the commonest first."""
    rows = sorted(counts.items(), key=lambda row: -row[1])
    return [
        (reason.value, f"{label('left_out_reason', reason)} ({number(count, 0)})") for reason, count in rows
    ]


def left_out(row: Mapping[str, Any]) -> str:
    """Why a site is not in a plan, with what the rule told."""
    more = [
        text for name, said in _TOLD.items() if row["data"].get(name) and (text := said(row["data"][name]))
    ]
    return "; ".join([label("left_out_reason", row["reason"]), *more])


def reasons(visit: Mapping[str, Any]) -> list[str]:
    """Why a site is in a plan, a line each."""
    told = visit.get("reason") or {}
    lines = [_("Được rút thăm ngẫu nhiên, không phải vì hạng hay hạn.")] if visit["drawn"] else []
    lines += [_("Cán bộ đã ghim nơi này.")] if visit["pinned"] else []
    if visit["category"] is not None:
        lines.append(_("Hạng rủi ro %(n)s trên 5.", n=visit["category"]))
    lines += [
        text for name, said in _REASONS.items() if told.get(name) is not None and (text := said(told[name]))
    ]
    lines.append(_("Mức ưu tiên: %(n)s.", n=number(visit["priority"], 2)))
    return [line for line in lines if line]


def breach(one: Any, board: Board) -> str:
    """What breaks a rule, in words."""
    site = board.names.get(one.site_id, "") if one.visit_id is None else ""
    told = {name: _plain(name, value, board) for name, value in one.data.items()}
    words = str(BREACHES[one.code]) % told
    where = [team.name for team in board.teams if team.id == one.team_id and one.visit_id is None]
    where += [one.day.strftime("%d/%m/%Y")] if one.day and one.visit_id is None else []
    return ": ".join(filter(None, (", ".join(filter(None, (site, *where))), words)))


BREACHES: Final = {
    "site": _l("Nơi này không còn trong sổ đăng ký."),
    "team": _l("Tổ này không nằm trong kế hoạch, hoặc đã ngừng hoạt động."),
    "period": _l("Ngày này ngoài kỳ kế hoạch (%(first)s – %(last)s)."),
    "day_off": _l("Ngày này là ngày nghỉ."),
    "not_placed": _l("Nơi này chưa có vị trí trên bản đồ."),
    "closed": _l("Nơi này đã đóng cửa."),
    "planned_elsewhere": _l("Nơi này đã có trong một kế hoạch khác."),
    "not_before": _l("Không được đến trước ngày %(not_before)s."),
    "not_after": _l("Không được đến sau ngày %(not_after)s."),
    "authority": _l("Tổ này không được kiểm tra nội dung đó ở đây: %(contents)s."),
    "yearly_cap": _l("Đã có cuộc kiểm tra trong năm, không được kiểm tra thêm: %(contents)s."),
    "hours_of_work": _l("Ngoài giờ làm việc của tổ."),
    "too_short": _l("Chỉ có %(minutes)s phút, cần %(needed)s phút."),
    "cut_by_pause": _l("Bị giờ nghỉ trưa cắt ngang."),
    "not_open": _l("Nơi này không mở cửa vào giờ đó (%(opening_hours)s)."),
    "too_soon": _l("Không kịp đến từ nơi trước: đường đi mất %(minutes)s phút."),
    "too_early": _l("Không kịp đến từ nơi xuất phát: đường đi mất %(minutes)s phút."),
    "late_back": _l("Không kịp về trong giờ làm việc: đường về mất %(minutes)s phút."),
    "kept_share": _l(
        "Xếp kín quá: %(minutes)s phút, nhiều nhất %(limit)s phút để còn giờ cho việc đột xuất."
    ),
    "twice": _l("Nơi này bị xếp hai lần."),
    "enterprise_twice": _l("Cùng một doanh nghiệp với %(other_site)s, cũng có trong kế hoạch này."),
    "pair_missing": _l("Phải đi chung với các tổ: %(teams)s."),
    "pair_apart": _l("Các tổ đi chung phải đến cùng một ngày."),
    "dropped": _l("Cán bộ đã bỏ nơi này ra."),
    "pin_missing": _l("Nơi đã ghim mà chưa xếp được."),
    "pin_team": _l("Đã ghim cho tổ khác: %(team)s."),
    "pin_day": _l("Đã ghim vào ngày khác: %(day)s."),
}
"""Code of a breach (geodata/planning/check.py) → its sentence."""


def drag_words() -> dict[str, str]:
    """What the page says while a visit is moved (static/js/plans/board.js)."""
    return {
        "lifted": _("Đã nhấc %(site)s. Phím mũi tên chọn chỗ, Enter để đặt, Esc để thôi.", site="{site}"),
        "over": _("%(place)s, thứ tự %(n)s", place="{place}", n="{n}"),
        "dropped": _("Đã thôi, không chuyển."),
        "saving": _("Đang chuyển…"),
        "moved": _("Đã chuyển %(site)s đến %(place)s.", site="{site}", place="{place}"),
        "failed": _("Chưa chuyển được. Xin kiểm tra mạng rồi thử lại."),
    }


def _plain(name: str, value: Any, board: Board) -> Any:
    """A figure of a breach as people read it."""
    if name == "contents":
        return ", ".join(label("content", one) for one in value)
    if name in ("team", "teams"):
        wanted = value if isinstance(value, list) else [value]
        return ", ".join(team.name for team in board.teams if team.id in wanted)
    if name == "other_site":
        return board.names.get(value, "")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return number(value) if isinstance(value, float) else value


def _seconds(moment: Any) -> int:
    return int(moment.hour) * 3600 + int(moment.minute) * 60 + int(moment.second)


_Say = Callable[[Any], str]
_REASONS: Final[dict[str, _Say]] = {
    "last_visit": lambda day: _("Kiểm tra lần gần nhất ngày %(day)s.", day=iso_day(day)),
    "due_on": lambda day: _("Đến hạn kiểm tra ngày %(day)s.", day=iso_day(day)),
    "u": lambda u: _("Đã qua %(share)s thời gian giữa hai lần kiểm tra.", share=percent(u)),
    "h": lambda h: _("Phản ánh đúng ở gần, càng mới càng nặng: %(n)s.", n=number(h, 2)) if h else "",
}
"""What the solver told of a visit (services/planning/writing.py) → words."""
_TOLD: Final[dict[str, _Say]] = {
    "made": lambda _made: _("đã kiểm tra"),
    "day": lambda day: _("ngày %(day)s", day=iso_day(day)),
    "body": lambda body: _("cơ quan: %(body)s", body=body),
    "authority": lambda word: label("authority", word),
    "article": str,
    "plan": lambda code: _("kế hoạch %(code)s", code=code),
    "not_before": lambda day: _("được đến từ ngày %(day)s", day=iso_day(day)),
    "not_after": lambda day: _("không đến sau ngày %(day)s", day=iso_day(day)),
    "closed_on": lambda day: _("đóng cửa từ ngày %(day)s", day=iso_day(day)),
    "registered_on": lambda day: _("vào sổ ngày %(day)s", day=iso_day(day)),
    "opening_hours": lambda text: _("giờ mở cửa: %(text)s", text=text),
    "due_on": lambda day: _("đến hạn ngày %(day)s", day=iso_day(day)),
    "unrated": lambda _yes: _("chưa xếp hạng rủi ro"),
}
"""What a rule told of a site that is left out (services/planning/candidates.py) → words."""
