"""The page of the back-test: figures in words, or plainly that there are too few."""

import pytest
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.models import Commune
from services import backtest, clock
from tests.services import test_backtest as made
from tests.webmap.conftest import SignIn


def test_too_few_data_are_said_plainly(sign_in: SignIn) -> None:
    page = sign_in(Role.COMMUNE_POLICE).get("/backtest").get_data(as_text=True)
    assert "Số liệu còn quá ít" in page and "40 lượt kiểm tra" in page and "<svg class" not in page


def test_the_figures_are_told_in_days_with_their_limits(
    sign_in: SignIn, session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.record(session, an_hung)
    monkeypatch.setattr(clock, "today", lambda: made.TODAY)
    monkeypatch.setattr(backtest, "DRAWS", 50)
    page = sign_in(Role.CHAIRPERSON).get("/backtest").get_data(as_text=True)
    assert "sớm hơn 48 ngày" in page
    assert "khó là may rủi" in page and 'role="img"' in page
    assert "Giả định rằng lỗi đã có sẵn" in page


def test_it_is_for_those_who_plan(sign_in: SignIn) -> None:
    assert sign_in(Role.ADMIN).get("/backtest").status_code == 403
    assert sign_in(Role.HEALTH_STATION).get("/backtest").status_code == 200
