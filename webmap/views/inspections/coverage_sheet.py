"""The figures of inspection coverage as the rows of a table, group by group."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from geodata.enums import CoverageStatus
from geodata.features import Viewer
from services import coverage
from services.coverage import Tally
from webmap.labels import label


def coverage_sheet(session: Session, viewer: Viewer, scope: Any) -> tuple[list[str], list[list[Any]]]:
    """(headings, rows): all, then by category, village, cluster, kind and authority, with people near."""
    figures = coverage.figures(session, viewer, scope)
    choices = coverage.choices(session, viewer)
    villages, clusters = dict(choices["village"]), dict(choices["cluster"])
    near = {one.village: one for one in coverage.people(session, viewer, scope)[1]}
    headings = [_("Nhóm"), _("Tên"), _("Cơ sở"), _("Tỷ lệ trong hạn")]
    headings += [label("status", status.value) for status in CoverageStatus]
    headings += [_("Người dân"), _("Người ở gần cơ sở rủi ro cao quá hạn (300 m)")]
    rows = [[*_row(_("Tất cả"), "", figures.all), None, None]]
    groups: list[tuple[str, Iterator[tuple[str, Tally]]]] = [
        (_("Hạng rủi ro"), _said(figures.categories, lambda one: str(one or _("Chưa xếp hạng")))),
        (_("Thôn"), _said(figures.villages, lambda one: villages.get(one) or _("Chưa rõ thôn"))),
        (
            _("Cụm công nghiệp"),
            _said(figures.clusters, lambda one: clusters.get(one) or _("Ngoài cụm")),
        ),
        (_("Loại cơ sở"), _said(figures.kinds, lambda one: label("kind", one))),
        (_("Cơ quan kiểm tra"), _said(figures.authorities, lambda one: label("authority", one))),
    ]
    for group, told in groups:
        for name, tally in told:
            there = near.get(name) if group == _("Thôn") else None
            rows.append([*_row(group, name, tally), *((there.people, there.near) if there else (None, None))])
    return headings, rows


def _said(tallies: dict[Any, Tally], name: Any) -> Iterator[tuple[str, Tally]]:
    return iter(sorted(((name(key), tally) for key, tally in tallies.items()), key=lambda one: one[0]))


def _row(group: str, name: str, tally: Tally) -> list[Any]:
    share = round(tally.share, 4) if tally.share is not None else None
    counts = [tally.counts.get(status.value, 0) for status in CoverageStatus]
    return [group, name, tally.total, share, *counts]
