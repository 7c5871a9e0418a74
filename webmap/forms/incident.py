"""The desk's form to publish a report."""

from flask_babel import lazy_gettext as _l

from services.incidents.publishing import LONGEST_NOTE
from webmap.forms.inputs import LongText, at_most
from webmap.forms.record import RecordForm


class PublishForm(RecordForm):
    """Whether everybody sees a report, and the answer they read with it."""

    public_note = LongText(_l("Trả lời công khai"), [at_most(LONGEST_NOTE)])
