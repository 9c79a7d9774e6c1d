"""A new password by mail: Django's views and forms, with links that no request can redirect."""

from threading import Thread
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import (
    PasswordResetCompleteView,
    PasswordResetConfirmView,
    PasswordResetDoneView,
    PasswordResetView,
)
from django.http import HttpResponse
from django.urls import URLPattern, get_script_prefix, path

from analytics_project import audit
from analytics_project.requests.paths import PASSWORD


class ResetForm(PasswordResetForm):
    """Whose password is to be new, by e-mail address."""

    def send_mail(self, *args: Any, **options: Any) -> None:
        """Send in the background: how long the answer takes says not whether there is such a user.

        A server that does not answer is logged by Django, with the user's id.
        """
        Thread(target=super().send_mail, args=args, kwargs=options).start()

    def save(self, *args: Any, **options: Any) -> None:
        """Send a link to each user of the address; where no mail is sent, to nobody."""
        if settings.SENDS_MAIL:
            super().save(*args, **options)


class ResetView(PasswordResetView):
    """Asks for the address, and mails the link, which begins with PUBLIC_URL."""

    form_class = ResetForm
    template_name = "accounts/reset.html"
    email_template_name = "accounts/reset_mail.txt"
    subject_template_name = "accounts/reset_subject.txt"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page says: where no mail is sent, it says that."""
        return {**super().get_context_data(**kwargs), "sends_mail": settings.SENDS_MAIL}

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        """Send it. The host of the request, which anybody can make up, is not in the link."""
        audit.record("password_reset_asked")
        # Below a path, both PUBLIC_URL and the link have it.
        below = get_script_prefix().rstrip("/")
        self.extra_email_context = {"public_url": settings.PUBLIC_URL.removesuffix(below)}
        return super().form_valid(form)


class NewPasswordView(PasswordResetConfirmView):
    """Takes the new password from who has the link."""

    template_name = "accounts/new_password.html"

    def form_valid(self, form: "SetPasswordForm[User]") -> HttpResponse:
        """Set it; sessions and tokens of the old one end with it."""
        response = super().form_valid(form)
        audit.record("password_reset", user_id=form.user.pk)
        return response


urlpatterns: list[URLPattern] = [
    path(PASSWORD, ResetView.as_view(), name="password_reset"),
    path(
        f"{PASSWORD}/sent",
        PasswordResetDoneView.as_view(template_name="accounts/reset_sent.html"),
        name="password_reset_done",
    ),
    path(
        f"{PASSWORD}/changed",
        PasswordResetCompleteView.as_view(template_name="accounts/password_changed.html"),
        name="password_reset_complete",
    ),
    path(f"{PASSWORD}/<uidb64>/<token>", NewPasswordView.as_view(), name="password_reset_confirm"),
]
