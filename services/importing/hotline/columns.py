"""The columns of a hotline log: what each is called, and how its cells are read."""

from typing import Final

from services.importing.fields import Field, column
from services.importing.hotline import values
from services.importing.values import decimal, text
from services.incidents.intake import LONGEST, LONGEST_OF

NUMBER: Final = "number"
RECEIVED: Final = "received"
NAME, PHONE = "caller_name", "caller_phone"
LONGEST_HANDLED: Final = 2_000
_METRES: Final = decimal(-1e8, 1e8)

FIELDS: Final[tuple[Field, ...]] = (
    column(
        NUMBER,
        values.number,
        "so_so so_vao_so ma_so so_phieu ma_phieu so_tin so_cuoc_goi so_hieu so_phan_anh "
        "ma_phan_anh log_number so",
        required=True,
    ),
    column(
        RECEIVED,
        values.moment,
        "ngay_gio_nhan ngay_gio_nhan_tin ngay_gio_tiep_nhan thoi_gian_nhan thoi_gian_tiep_nhan "
        "thoi_diem_nhan ngay_gio ngay_nhan ngay_nhan_tin ngay_tiep_nhan ngay_gio_goi ngay_goi "
        "received_at thoi_gian ngay",
        required=True,
    ),
    column("time", values.clock, "gio_nhan gio_tiep_nhan gio_goi gio_nhan_tin gio"),
    column(
        "occurred",
        values.moment,
        "thoi_diem_xay_ra ngay_gio_xay_ra xay_ra_luc thoi_gian_xay_ra ngay_xay_ra occurred_at",
    ),
    column(
        "category",
        values.category,
        "loai_viec loai_su_viec loai_phan_anh viec_gi phan_loai linh_vuc loai_su_co nhom_viec loai",
        required=True,
    ),
    column("nature", values.nature, "tinh_chat muc_do_lap_lai"),
    column(
        "description",
        values.free(LONGEST),
        "noi_dung noi_dung_phan_anh noi_dung_su_viec noi_dung_cuoc_goi noi_dung_tin mo_ta tom_tat_noi_dung",
    ),
    column("village", text(200), "thon ten_thon thon_xay_ra ma_thon dia_ban to_dan_pho"),
    column(
        "landmark",
        values.free(LONGEST_OF["landmark"]),
        "cho_de_nhan_ra dia_diem dia_diem_xay_ra noi_xay_ra dia_diem_su_viec dia_chi_su_viec "
        "dia_chi_xay_ra dau_moc vi_tri khu_vuc",
    ),
    column("pair", text(100), "toa_do vi_tri_ban_do lat_lon latlng"),
    column("north", _METRES, "vi_do lat latitude x toa_do_x x_m x_vn2000 vi_do_wgs84 bac"),
    column("east", _METRES, "kinh_do lon lng long longitude y toa_do_y y_m y_vn2000 kinh_do_wgs84 dong"),
    column(
        NAME,
        values.free(LONGEST_OF["name"]),
        "ten_nguoi_goi ho_ten_nguoi_goi nguoi_goi ho_va_ten_nguoi_goi nguoi_phan_anh ten_nguoi_phan_anh "
        "ho_ten_nguoi_phan_anh nguoi_bao_tin ho_ten_nguoi_bao_tin ho_ten ho_va_ten",
    ),
    column(
        PHONE,
        values.phone,
        "so_dien_thoai dien_thoai sdt so_dt dt so_may so_may_goi dien_thoai_nguoi_goi "
        "so_dien_thoai_nguoi_goi sdt_nguoi_goi so_goi_den phone",
    ),
    column(
        "handled",
        values.free(LONGEST_HANDLED),
        "da_xu_ly ket_qua ket_qua_xu_ly tinh_trang_xu_ly noi_dung_xu_ly huong_xu_ly xu_ly tra_loi",
    ),
    column("handled_on", values.day, "ngay_xu_ly ngay_hoan_thanh ngay_xu_ly_xong ngay_tra_loi"),
)
"""In the order in which they choose their columns: what is sure goes before what is only a word."""

KNOWN: Final = frozenset(alias for field in FIELDS for alias in field.aliases)
"""Every heading that a log may have."""

OF_CALLER: Final = frozenset({NAME, PHONE})
"""Fields whose cells name a person: never kept in a preview."""

PLACES: Final = ("village", "landmark", "pair", "north")
"""A log without any of these columns cannot say where."""
