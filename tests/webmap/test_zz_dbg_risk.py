from tests.webmap.conftest import *
from tests.webmap.test_places import *
from services.risk import ratings
from sqlalchemy import text as sqltext
def test_dbg(sign_in, session, an_hung):
    planted = plant(session, an_hung)
    shop = planted.rows["facility"]
    shop.site_area_m2, shop.hazardous_stock_t = 1250.5, 0.25
    planted.rows["industrial_cluster"].connected_share = 0.455
    session.flush()
    ratings.refresh(session, an_hung.id)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    q="select site_id, impact, performance, basis, category from risk_rating order by site_id"
    a={r.site_id:r for r in session.execute(sqltext(q))}
    for site_type in SiteType:
        address = f"/places/{planted.id(site_type)}"
        form=fields(boss.get(f"{address}/edit").get_data(as_text=True))
        boss.post(f"{address}/edit", data=form)
        b={r.site_id:r for r in session.execute(sqltext(q))}
        for k in b:
            if b[k]!=a.get(k):
                print(site_type,k,a.get(k)[1:3] if k in a else None,b[k][1:3],{c:(a[k].basis.get(c),v) for c,v in b[k].basis.items() if k in a and a[k].basis.get(c)!=v})
        a=b
    assert 0
