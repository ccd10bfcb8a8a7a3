"""Anybody who holds a certificate can check it: number and code, no account."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates import pages
from certificates.forms import CheckForm
from web.forms import posted
from web.throttle import count, of_address, tries_of

FAILURES_PER_ADDRESS, FAILURES_OF_ALL = 20, 1_000  # in an hour: a mistyped code is no attack, a list of numbers is


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_form(request: HttpRequest) -> HttpResponse:
    """A POST, so that what is typed stays out of addresses and logs."""
    form = CheckForm(posted(request))
    if form.is_valid():
        return _answer(request, form.cleaned_data["number"], form.cleaned_data["code"])
    return render(request, "certificates/check.html", {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Where the QR code leads, with `?code=`; without a code it is asked for."""
    code = request.GET.get("code", "")
    if code:
        return _answer(request, number, code)
    return render(request, "certificates/check.html", {"form": CheckForm(initial={"number": number[:20]})})


@login_not_required
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys, for whoever verifies signatures without the portal. `?format=json` for programs."""
    rows = pages.published_keys()
    if request.GET.get("format") == "json":
        return JsonResponse({"keys": {row.kid: row.public_key for row in rows}, "algorithm": "Ed25519"})
    return render(request, "certificates/keys.html", {"keys": rows})


def _answer(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One answer for an unknown number, a wrong code and a changed text: 404, and nothing about which it was."""
    address = of_address(request, "certificate-checks")
    if tries_of(address) >= FAILURES_PER_ADDRESS or tries_of("certificate-checks") >= FAILURES_OF_ALL:
        context: dict[str, Any] = {"form": CheckForm(), "problem": _("Too many tries within an hour. Please wait.")}
        return render(request, "certificates/check.html", context, status=429)
    found = pages.checked(number, code)
    if found is None:
        for key in (address, "certificate-checks"):
            count(key)
        return render(request, "certificates/not_valid.html", status=404)
    return render(request, "certificates/valid.html", {"checked": found, "certificate": found.certificate})
