"""Names of the officers' pages about checks; read in Vietnamese only."""

from typing import Final

from flask_babel import lazy_gettext as _l

ON_DESK: Final = _l("Việc kiểm tra")
PLANS: Final = _l("Kế hoạch")
COVERAGE: Final = _l("Độ phủ")
RISK: Final = _l("Hạng rủi ro")
FIELD: Final = _l("Hiện trường")
PENALTIES: Final = _l("Vi phạm")
TRANSPORT: Final = _l("Vận chuyển chất thải nguy hại")
BACK_TEST: Final = _l("Kiểm nghiệm thứ tự")
