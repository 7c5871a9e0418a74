"""What a layer of an import is made of, and the columns that several layers share."""

from dataclasses import dataclass
from typing import Final

from geodata.enums import KINDS_OF, Authority, LegalForm, SiteState, SiteType
from geodata.features import Layer
from geodata.layers.shapes import Family
from geodata.layers.text import heading
from geodata.models.base import Base
from services.importing.values import Reader, commune_code, day, text, whole, word

VILLAGE_REF: Final = "village"
CLUSTER_REF: Final = "cluster"
COMMUNE_REF: Final = "commune"
REFERENCES: Final = frozenset({VILLAGE_REF, CLUSTER_REF, COMMUNE_REF})
"""Fields that name another record by its code or name, and are no columns themselves."""


@dataclass(frozen=True)
class Field:
    """A column of ours and the names it goes by in files, the surest first (compared by `heading`)."""

    name: str
    read: Reader
    aliases: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class LayerSpec:
    """One layer. `key` tells a record within its commune; `features` is the rule of who sees which field.

    `needs` are columns without which a row cannot be judged, whether the file has them or not.
    """

    name: str
    model: type[Base]
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    shape: str
    families: frozenset[Family]
    multi: bool = False
    shape_may_be_missing: bool = False
    features: Layer | None = None
    needs: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """The field of that name."""
        return next(field for field in self.fields if field.name == name)


def column(name: str, read: Reader, aliases: str = "", *, required: bool = False) -> Field:
    """A field that goes by its own name and by `aliases`, parted by blanks."""
    return Field(name, read, tuple(dict.fromkeys(map(heading, (name, *aliases.split())))), required)


POINT, LINE, POLYGON = (frozenset({family}) for family in Family)
ANY: Final = frozenset(Family)

CODE = column(
    "code", text(60), "ma ma_so ma_co_so ma_diem ma_ccn ma_truong ma_cong_trinh osm_id id", required=True
)
NAME = column(
    "name",
    text(200),
    "full_name fullname ten ten_day_du ten_co_so ten_diem ten_ccn ten_truong",
    required=True,
)
LABEL = column("name", text(200), "full_name fullname ten ten_duong ten_song ten_cong_trinh")
SOURCE = column("source", text(200), "nguon nguon_so_lieu")
VALID_FROM = column("valid_from", day, "hieu_luc_tu tu_ngay")
VALID_TO = column("valid_to", day, "hieu_luc_den den_ngay")
HOME = Field(COMMUNE_REF, commune_code, ("communecode", "maxa", "maphuongxa"))
PEOPLE = column("population", whole(), "population_raw dan_so so_dan so_khau nhan_khau danso a08_ds")


def site_columns(site_type: SiteType, *more: Field) -> tuple[Field, ...]:
    """The columns of every site, then those of its type."""
    kinds = KINDS_OF[site_type]
    return (
        CODE,
        NAME,
        column("kind", word("kind", kinds), "loai loai_hinh phan_loai", required=True),
        column("address", text(300), "dia_chi diachi"),
        column(VILLAGE_REF, text(200), "thon ma_thon ten_thon village_code"),
        column(CLUSTER_REF, text(200), "ccn cum_cong_nghiep cluster_code"),
        column("state", word("state", list(SiteState)), "tinh_trang trang_thai status"),
        column("authority", word("authority", list(Authority)), "co_quan_quan_ly"),
        column("registered_on", day, "ngay_dang_ky ngay_cap"),
        column("closed_on", day, "ngay_dong_cua"),
        SOURCE,
        HOME,
        *more,
    )


SITE_NEEDS: Final = ("village_id", "registered_on", "closed_on")
LEGAL_FORM = column("legal_form", word("legal_form", list(LegalForm)), "hinh_thuc_phap_ly loai_hinh_phap_ly")
