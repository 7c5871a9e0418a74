"""The layers that can be imported: which columns under which names, which key, which shapes."""

from collections.abc import Mapping
from typing import Final

from geodata.enums import (
    ClusterState,
    FireGroup,
    Hazard,
    PermitKind,
    RoadKind,
    SiteType,
    VerticalDatum,
    WasteGroup,
    WaterwayKind,
    WaterWorkKind,
)
from geodata.features import Layer
from geodata.models import (
    CollectionPoint,
    Commune,
    Facility,
    IndustrialCluster,
    MedicalFacility,
    RiskZone,
    Road,
    School,
    Village,
    Waterway,
    WaterWork,
)
from services.importing.fields import (
    ANY,
    CODE,
    HOME,
    LABEL,
    LEGAL_FORM,
    LINE,
    NAME,
    PEOPLE,
    POINT,
    POLYGON,
    SITE_NEEDS,
    SOURCE,
    VALID_FROM,
    VALID_TO,
    LayerSpec,
    column,
    site_columns,
)
from services.importing.values import (
    commune_code,
    day,
    decimal,
    level,
    province_code,
    several,
    text,
    whole,
    word,
    yes_no,
)

_COMMUNES = LayerSpec(
    "communes",
    Commune,
    ("code", "valid_from"),
    (
        column("code", commune_code, "ma_xa maxa ma_phuong_xa commune_code ma", required=True),
        column("name", text(200), "full_name fullname ten_day_du ten_xa ten a03_ten", required=True),
        column("province_code", province_code, "ma_tinh matinh provincecode"),
        VALID_FROM,
        VALID_TO,
        column("predecessors", text(1000), "truoc_sap_nhap truocsn a05_truocsn"),
        column("official_area_km2", decimal(1e-6, 1e5), "area_km2 areakm2 dien_tich dientich_km2 a07_dt"),
        PEOPLE,
        column("population_suspect", yes_no, "dan_so_nghi_ngo"),
        SOURCE,
    ),
    "border",
    POLYGON,
    multi=True,
    features=Layer.COMMUNE,
    needs=("province_code", "valid_to"),
)

_VILLAGES = LayerSpec(
    "villages",
    Village,
    ("code", "valid_from"),
    (
        column("code", text(40), "ma_thon ma ma_so", required=True),
        column("name", text(200), "full_name fullname ten_thon ten", required=True),
        VALID_FROM,
        VALID_TO,
        column("predecessors", several(text(40)), "truoc_sap_nhap truocsn"),
        column("households", whole(), "so_ho ho_dan"),
        PEOPLE,
        SOURCE,
        HOME,
    ),
    "area",
    POLYGON,
    multi=True,
    shape_may_be_missing=True,
    features=Layer.VILLAGE,
    needs=("valid_to",),
)

_FACILITIES = LayerSpec(
    "facilities",
    Facility,
    ("code",),
    site_columns(
        SiteType.FACILITY,
        LEGAL_FORM,
        column("tax_code", text(20), "ma_so_thue mst"),
        column("permit_kind", word("permit_kind", list(PermitKind)), "loai_giay_phep"),
        column("permit_number", text(60), "so_giay_phep"),
        column("permit_valid_to", day, "giay_phep_het_han"),
        column("fire_group", word("fire_group", list(FireGroup)), "nhom_pccc"),
        column("workers", whole(), "so_lao_dong lao_dong"),
        column("site_area_m2", decimal(), "dien_tich_m2"),
        column("wastewater_m3_day", decimal(), "nuoc_thai_m3_ngay"),
        column("has_wastewater_treatment", yes_no, "co_xu_ly_nuoc_thai"),
        column("stacks", whole(), "so_ong_khoi"),
        column("solid_waste_kg_day", decimal(), "chat_thai_ran_kg_ngay"),
        column("hazardous_waste_kg_year", decimal(), "chat_thai_nguy_hai_kg_nam"),
        column("hazardous_stock_t", decimal(), "hoa_chat_tan"),
    ),
    "geom",
    POINT,
    shape_may_be_missing=True,
    features=Layer.SITE,
    needs=SITE_NEEDS,
)

_CLUSTERS = LayerSpec(
    "industrial_clusters",
    IndustrialCluster,
    ("code",),
    site_columns(
        SiteType.INDUSTRIAL_CLUSTER,
        column("stage", word("stage", list(ClusterState)), "giai_doan"),
        column("area_ha", decimal(), "dien_tich_ha"),
        column("has_wwtp", yes_no, "co_tram_xu_ly_nuoc_thai"),
        column("connected_share", decimal(0, 1), "ty_le_dau_noi"),
        column("fill_share", decimal(0, 1), "ty_le_lap_day"),
    ),
    "area",
    POLYGON | POINT,
    multi=True,
    shape_may_be_missing=True,
    features=Layer.SITE,
    needs=SITE_NEEDS,
)

_MEDICAL = LayerSpec(
    "medical_facilities",
    MedicalFacility,
    ("code",),
    site_columns(
        SiteType.MEDICAL_FACILITY,
        LEGAL_FORM,
        column("licence_number", text(60), "so_giay_phep"),
        column("beds", whole(), "so_giuong giuong_benh"),
        column("infectious_kg_month", decimal(), "chat_thai_lay_nhiem_kg_thang"),
        column("waste_contract", text(200), "hop_dong_chat_thai"),
    ),
    "geom",
    POINT,
    shape_may_be_missing=True,
    features=Layer.SITE,
    needs=SITE_NEEDS,
)

_SCHOOLS = LayerSpec(
    "schools",
    School,
    ("code",),
    site_columns(SiteType.SCHOOL, column("pupils", whole(), "so_hoc_sinh hoc_sinh")),
    "geom",
    POINT,
    shape_may_be_missing=True,
    features=Layer.SITE,
    needs=SITE_NEEDS,
)

_COLLECTION_POINTS = LayerSpec(
    "collection_points",
    CollectionPoint,
    ("code",),
    site_columns(
        SiteType.COLLECTION_POINT,
        column("accepted_groups", several(word("waste_group", list(WasteGroup))), "nhom_rac loai_rac"),
        column("containers", whole(), "so_thung thung_rac"),
        column("opening_hours", text(200), "gio_mo_cua"),
        column("collection_times", text(200), "lich_thu_gom"),
        column("operator", text(200), "don_vi_thu_gom"),
        column("leak_proof", yes_no, "chong_ro_ri"),
        column("lit_at_night", yes_no, "co_den"),
        column("cleaned_after_run", yes_no, "ve_sinh_sau_thu_gom"),
    ),
    "geom",
    POINT,
    shape_may_be_missing=True,
    features=Layer.COLLECTION_POINT,
    needs=SITE_NEEDS,
)

_WATER_WORKS = LayerSpec(
    "water_works",
    WaterWork,
    ("kind", "code"),
    (
        CODE,
        column("kind", word("water_work", list(WaterWorkKind)), "loai loai_cong_trinh", required=True),
        LABEL,
        column("crest_m", decimal(-100, 1000), "cao_trinh_m cao_trinh_dinh"),
        column("vertical_datum", word("vertical_datum", list(VerticalDatum)), "he_cao_do"),
        column("capacity_m3_s", decimal(), "luu_luong_m3_s"),
        column("operator", text(200), "don_vi_quan_ly"),
        SOURCE,
        HOME,
    ),
    "geom",
    ANY,
    shape_may_be_missing=True,
    needs=("crest_m", "vertical_datum"),
)

_ROADS = LayerSpec(
    "roads",
    Road,
    ("code",),
    (
        CODE,
        column("kind", word("road", list(RoadKind)), "loai cap_duong", required=True),
        LABEL,
        SOURCE,
        HOME,
    ),
    "geom",
    LINE,
    multi=True,
)

_WATERWAYS = LayerSpec(
    "waterways",
    Waterway,
    ("code",),
    (
        CODE,
        column("kind", word("waterway", list(WaterwayKind)), "loai waterway", required=True),
        LABEL,
        SOURCE,
        HOME,
    ),
    "geom",
    LINE | POLYGON,
)

_RISK_ZONES = LayerSpec(
    "risk_zones",
    RiskZone,
    ("code",),
    (
        CODE,
        NAME,
        column("hazard", word("hazard", list(Hazard)), "loai_thien_tai thien_tai", required=True),
        column("level", level, "cap cap_do", required=True),
        VALID_FROM,
        VALID_TO,
        column("basis", text(500), "can_cu co_so"),
        column("visibility", word("visibility", ("public", "internal")), "pham_vi"),
        column("internal_note", text(5000), "ghi_chu_noi_bo"),
        SOURCE,
        HOME,
    ),
    "area",
    POLYGON,
    multi=True,
    features=Layer.RISK_ZONE,
    needs=("valid_from", "valid_to"),
)

LAYERS: Final[Mapping[str, LayerSpec]] = {
    spec.name: spec
    for spec in (
        _COMMUNES,
        _VILLAGES,
        _FACILITIES,
        _CLUSTERS,
        _MEDICAL,
        _SCHOOLS,
        _COLLECTION_POINTS,
        _WATER_WORKS,
        _ROADS,
        _WATERWAYS,
        _RISK_ZONES,
    )
}
"""Name of a layer → how it is read."""
