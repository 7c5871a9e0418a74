"""What a page may send us."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Name and password; `next` is where the reader wanted to go."""

    username = StringField(
        _l("Tên đăng nhập"), [InputRequired(_l("Xin nhập tên đăng nhập.")), Length(max=60)]
    )
    password = PasswordField(_l("Mật khẩu"), [InputRequired(_l("Xin nhập mật khẩu.")), Length(max=200)])
    next = HiddenField()
