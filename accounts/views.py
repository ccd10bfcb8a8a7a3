"""The person's own account page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import services
from accounts.forms import PhoneForm, ProfileForm
from accounts.preferences import keep_preferences
from accounts.selectors import account_overview


@require_GET
def show_account(request: HttpRequest) -> HttpResponse:
    return _page(request, ProfileForm(instance=request.user), PhoneForm())


@require_POST
def save_profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST, instance=request.user)
    if not form.is_valid():
        request.user.refresh_from_db()
        return _page(request, form, PhoneForm(), status=422)
    user = services.update_profile(user=request.user, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Your details are saved."))
    response = redirect("accounts:account")
    keep_preferences(response, user)
    return response


@require_POST
def save_phone(request: HttpRequest) -> HttpResponse:
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _page(request, ProfileForm(instance=request.user), form, status=422)
    services.change_phone(user=request.user, phone=form.cleaned_data["phone"], by=request.user, at=timezone.now())
    messages.success(request, _("Your telephone number is saved."))
    return redirect("accounts:account")


def _page(request: HttpRequest, profile: ProfileForm, phone: PhoneForm, status: int = 200) -> HttpResponse:
    context = {"profile": profile, "phone": phone, "overview": account_overview(request.user, timezone.now())}
    return render(request, "accounts/account.html", context, status=status)
