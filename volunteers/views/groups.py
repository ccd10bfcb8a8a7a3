"""Naming who comes in a group, by whoever brings it or a leader of the shift, until the roster is confirmed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from volunteers.family_selectors import acted_for
from volunteers.group_forms import MemberForm
from volunteers.models import Signup, TeamMembership, VolunteerProfile
from volunteers.permissions import may_lead, may_name_members
from volunteers.services import groups
from volunteers.views.places import visible_signup
from web.forms import posted
from web.throttle import counts_within
from workflow.machine import WorkflowError

TRIES = 100  # names an hour and account: a school class and its mistakes


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int) -> HttpResponse:
    signup = visible_signup(request, pk)
    answer = may_name_members(request.user, signup)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    form = MemberForm(posted(request), known=_known_to(request, signup))
    if request.method == "POST" and form.is_valid() and _named(request, form, signup):
        messages.success(request, _("Named. This person has a place, attendance and hours of his own now."))
        return redirect("volunteers:group", pk)
    members = Signup.objects.filter(party_of=signup).select_related("volunteer").order_by("sequence")
    context = {
        "form": form,
        "signup": signup,
        "shift": signup.shift,
        "members": [member for member in members if member.state != "cancelled"],
        "unnamed": signup.party_size - 1,
        "may_name": signup.state == "confirmed" and signup.party_size > 1 and not signup.shift.roster_confirmed_at,
        "leads": bool(may_lead(request.user, signup.shift)),
    }
    return render(request, "volunteers/group.html", context, status=422 if form.errors else 200)


def _known_to(request: HttpRequest, signup: Signup) -> QuerySet[VolunteerProfile]:
    """A leader chooses from the team, everybody from the own family; a new name is entered."""
    on_it = Signup.objects.live().filter(shift=signup.shift_id).values("volunteer")
    family = acted_for(request.user)
    if may_lead(request.user, signup.shift):
        members = TeamMembership.objects.live().filter(team=signup.shift.activity.team_id).values("person")
        family = family | VolunteerProfile.objects.filter(user__in=members)
    return family.exclude(pk__in=on_it).order_by("name", "pk")


def _named(request: HttpRequest, form: MemberForm, signup: Signup) -> bool:
    if not counts_within(f"group:{request.user.pk}", TRIES):
        form.add_error(None, _("Too many tries. Please try again in an hour, or call the team."))
        return False
    known, now = form.cleaned_data["known"], timezone.now()
    try:
        if known:
            groups.name_member(signup=signup, volunteer=known, by=request.user, at=now)
        else:
            groups.name_new_member(signup=signup, person=form.person(), by=request.user, at=now)
    except WorkflowError as refused:
        form.add_error(None, str(refused))
        return False
    return True
