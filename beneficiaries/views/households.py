"""Another head, a part that moves out, two that become one. GET chooses and previews, POST does what was previewed."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from beneficiaries import permissions, selectors, services
from beneficiaries.forms import RelationsForm
from beneficiaries.household_economy import economy_of_members
from beneficiaries.models import Household, HouseholdMember
from beneficiaries.relations import OTHER, seen_from
from beneficiaries.views.access import household_visible_to, require
from web.forms import posted
from web.idempotency import submit_once
from web.references import normalise_reference

Members = Sequence[HouseholdMember]


@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, reference: str) -> HttpResponse:
    household, members = _household(request, reference)
    chosen = _chosen(request, members, "member")[:1]
    page = {"title": _("Change the head"), "household": household, "members": members, "single": True}
    if not chosen or chosen[0].relation == "self":
        candidates = [member for member in members if member.relation != "self"]
        return render(request, "beneficiaries/household_choose.html", {**page, "candidates": candidates})
    new = chosen[0]
    rest = [member for member in members if member.pk != new.pk]
    form = RelationsForm(posted(request), members=rest, proposals=_proposals(new, rest))

    def act(relations: dict[int, str]) -> Household:
        return services.change_head(
            household=household, head=new, relations=relations, by=request.user, at=timezone.now()
        )

    circles = [(household.reference, members, new)]
    return _preview(request, {**page, "new_head": new, "chosen": [new]}, form, circles, act)


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, reference: str) -> HttpResponse:
    household, members = _household(request, reference)
    leaving = [member for member in _chosen(request, members, "member") if member.relation != "self"]
    page = {"title": _("Split the household"), "household": household, "members": members, "single": False}
    if not leaving:
        candidates = [member for member in members if member.relation != "self"]
        return render(request, "beneficiaries/household_choose.html", {**page, "candidates": candidates})
    new = (_chosen(request, leaving, "head") or _oldest_first(leaving))[0]
    rest = [member for member in leaving if member.pk != new.pk]
    form = RelationsForm(posted(request), members=rest, proposals=_proposals(new, rest))

    def act(relations: dict[int, str]) -> Household:
        return services.split_household(
            household=household, leaving=leaving, head=new, relations=relations, by=request.user, at=timezone.now()
        )

    staying = [member for member in members if member not in leaving]
    circles = [(household.reference, staying, None), (_("new household"), leaving, new)]
    return _preview(request, {**page, "new_head": new, "chosen": leaving, "may_choose_head": True}, form, circles, act)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, reference: str) -> HttpResponse:
    """Everybody of this household moves into another one, which the user may see and change, too."""
    household, members = _household(request, reference)
    page = {
        "title": _("Merge with another household"),
        "household": household,
        "members": members,
        "by_reference": True,
    }
    typed = normalise_reference(request.GET.get("with", ""))
    target = Household.objects.visible_to(request.user).filter(reference=typed, closed_at__isnull=True).first()
    if target is None or target.pk == household.pk:
        problem = _("No open household of your area has this reference.") if typed else ""
        status = 422 if problem else 200
        return render(request, "beneficiaries/household_choose.html", {**page, "problem": problem}, status=status)
    require(permissions.may_change_household(request.user, target))
    there = list(selectors.members_of(target))
    form = RelationsForm(posted(request), members=members, proposals={member.pk: OTHER for member in members})

    def act(relations: dict[int, str]) -> Household:
        return services.merge_households(
            source=household, target=target, relations=relations, by=request.user, at=timezone.now()
        )

    circles = [(target.reference, [*there, *members], None)]
    return _preview(request, {**page, "target": target, "new_head": None, "chosen": members}, form, circles, act)


def _household(request: HttpRequest, reference: str) -> tuple[Household, list[HouseholdMember]]:
    household = household_visible_to(request.user, reference)
    require(permissions.may_change_household(request.user, household))
    return household, list(selectors.members_of(household))


def _chosen(request: HttpRequest, members: Members, name: str) -> list[HouseholdMember]:
    wanted = set(request.GET.getlist(name))
    return [member for member in members if str(member.pk) in wanted]


def _oldest_first(members: Members) -> list[HouseholdMember]:
    """A grown-up rather than a child is proposed as the head."""
    return sorted(members, key=lambda member: member.person.birth_date or date.max)


def _proposals(new: HouseholdMember, rest: Members) -> dict[int, str]:
    return {member.pk: seen_from(new.relation, member.relation) for member in rest}


def _preview(
    request: HttpRequest,
    page: dict[str, Any],
    form: RelationsForm,
    circles: list[tuple[str, Members, HouseholdMember | None]],
    act: Callable[[dict[int, str]], Household],
) -> HttpResponse:
    """Shows who is what to whom and the income per head before and after; a POST does it."""
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            return submit_once(request, lambda: _done(request, act(form.relations)))
        except services.CannotChange as refusal:
            problem = str(refusal)
    context = {**page, "form": form, "problem": problem, **_before_and_after(request, page, form, circles)}
    return render(
        request, "beneficiaries/household_preview.html", context, status=422 if problem or form.errors else 200
    )


def _done(request: HttpRequest, household: Household) -> str:
    messages.success(request, _("Done. The history of the household says what changed."))
    return household.get_absolute_url()


def _before_and_after(request: HttpRequest, page: dict[str, Any], form: RelationsForm, circles: Any) -> dict[str, Any]:
    """For those who may see income: nobody else learns of it from a preview."""
    if not all(permissions.may_see_hardship(request.user, m.person) for _n, members, _h in circles for m in members):
        return {"before": None, "after": []}
    today = timezone.localdate()
    proposed = {member.pk: form.fields[f"relation_{member.pk}"].initial for member in form.members}
    after = [
        (
            name,
            economy_of_members(members, on=today, relations={**proposed, **({new.pk: "self"} if new else {})}).result,
        )
        for name, members, new in circles
    ]
    return {"before": economy_of_members(page["members"], on=today).result, "after": after}
