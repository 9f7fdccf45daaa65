"""allauth's forms in the product's words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError

NEW_PASSWORD_HINT = "At least 12 characters. Three random words are easier to remember than symbols."
DIFFERENT = "The two passwords are not the same. Enter the new password again."


def say(
    form: forms.BaseForm, name: str, label: str, required: str, hint: str | None = None, **attrs: str
) -> None:
    """Give a field its label, its hint and the sentence for when it is empty; a placeholder is no label."""
    field = form.fields.get(name)
    if field is None:
        return
    field.label = label
    field.error_messages["required"] = required
    if hint is not None:
        field.help_text = hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


def say_code(form: forms.BaseForm) -> None:
    say(form, "code", "Code", "Enter the code", "6 digits from your authenticator app, or one of your recovery codes.",
        width="10", inputmode="text", autocapitalize="none", spellcheck="false")  # fmt: skip


class NewPasswordMixin:
    """Two boxes for the new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        form: Any = self
        say(form, "password1", "New password", "Enter a new password", NEW_PASSWORD_HINT)
        say(form, "password2", "New password again", "Enter the new password again")

    def add_error(self, field: str | None, error: Any) -> None:
        """allauth's one sentence that does not say what to do."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = DIFFERENT
        super().add_error(field, error)  # type: ignore[misc]


class LoginForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "login", "Email address", "Enter your email address")
        say(self, "password", "Password", "Enter your password", "")
        self.fields["login"].error_messages["invalid"] = (
            "Enter an email address such as name@example.police.uk"
        )


class ChangePasswordForm(NewPasswordMixin, account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "oldpassword", "Current password", "Enter your current password", "")


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", "Email address", "Enter your email address")


class ResetPasswordKeyForm(NewPasswordMixin, account.ResetPasswordKeyForm):
    pass


class SetPasswordForm(NewPasswordMixin, account.SetPasswordForm):
    pass


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "password", "Password", "Enter your password", "")


class AuthenticateForm(mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_code(self)


class ConfirmByCodeForm(mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_code(self)


class ActivateTotpForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "code", "Code", "Enter the code the app shows", "6 digits, new every half minute.",
            width="5", inputmode="numeric")  # fmt: skip


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """A passkey signs in on its own; without the tick it is a security key after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "name", "Name of the passkey", "Enter a name", "So that you can tell several apart.")
        passwordless = self.fields.get("passwordless")
        if passwordless:
            passwordless.label = "Sign in with it alone, without a password"
            passwordless.help_text = "It then asks for your fingerprint, face or PIN."
            passwordless.initial = True


class EditPasskeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "name", "Name of the passkey", "Enter a name")
