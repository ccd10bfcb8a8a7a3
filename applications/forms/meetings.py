"""The forms of a meeting: who is called and what is on the agenda, the ballots of one item, the minutes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import User
from accounts.permissions import scope_of
from applications import states
from applications.forms.actions import words
from applications.forms.lanes import moment
from applications.models import AgendaItem, Application, Meeting, Vote
from applications.scopes import FIELD_ROLES
from applications.services.meetings import WAITING, Ballot, Called, tie_of
from areas.models import AdminArea
from web.forms import PortalFormHelper, RowsField

COMMITTEE = (roles.COMMITTEE_MEMBER, roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)
ABSENT = "absent"


class MeetingForm(forms.Form):
    """`kind` decides who may be called and which cases wait."""

    meets_at = moment(_("Meets at"))
    place = forms.CharField(label=_("Place"), max_length=120)
    area = forms.ModelChoiceField(label=_("Community"), queryset=AdminArea.objects.none())
    people = RowsField(
        label=_("Members with an account"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    names = forms.CharField(
        label=_("Other members"),
        help_text=_("One name per line, for instance residents of the community."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=600,
    )
    cases = RowsField(label=_("Agenda"), queryset=Application.objects.none(), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, kind: str, user: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()
        waiting = Application.objects.in_worklist_of(user).filter(state__in=WAITING[Meeting.Kind(kind)])
        waiting = waiting.exclude(pk__in=AgendaItem.objects.filter(closed_at__isnull=True).values("application"))
        self.fields["cases"].queryset = waiting.select_related("program", "applicant").order_by("due_at", "pk")
        self.fields["cases"].label_from_instance = agenda_line
        self.fields["meets_at"].initial = at
        if kind == Meeting.Kind.COMMITTEE:
            del self.fields["area"]
            people = User.objects.filter(is_active=True, role_grants__in=grants_in_force(at, COMMITTEE))
            self.fields["people"].queryset = people.distinct().order_by("username")
        else:
            del self.fields["people"]
            places = scope_of(user, *FIELD_ROLES)
            communities = AdminArea.objects.communities()
            mine = communities if places.everything else communities.filter(pk__in=places.area_ids)
            self.fields["area"].queryset = mine.order_by("code")

    @property
    def called(self) -> list[Called]:
        people = [Called(str(user), user) for user in self.cleaned_data.get("people") or ()]
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines()]
        return people + [Called(name[:60]) for name in lines if name]


def grants_in_force(at: datetime, codes: tuple[str, ...]) -> Any:
    return User._meta.get_field("role_grants").related_model.objects.in_force(at).filter(role__in=codes)


def agenda_line(case: Application) -> str:
    about = f" · {_('Write-off of what is outstanding')}" if case.state == states.RECOVERING else ""
    return f"{case.reference} · {case.program.title} · {case.shown_name}{about}"


class BallotForm(forms.Form):
    """One choice and one reason per member; somebody with a tie can only stand back."""

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()
        self.members = list(item.meeting.members.select_related("user").order_by("pk"))
        given = {vote.member_id: vote for vote in item.votes.all()}
        for member in self.members:
            vote, tie = given.get(member.pk), tie_of(member, item.application)
            self.fields[f"vote_{member.pk}"] = forms.ChoiceField(
                label=member.name,
                choices=CHOICES if not tie else TIED,
                widget=forms.RadioSelect,
                initial=vote.choice if vote else (Vote.Choice.RECUSED if tie else None),
            )
            self.fields[f"reason_{member.pk}"] = forms.CharField(
                label=_("Why %(name)s stood back") % {"name": member.name},
                required=False,
                max_length=120,
                initial=vote.reason if vote else tie,
            )

    @property
    def ballots(self) -> Mapping[int, Ballot]:
        found = {}
        for member in self.members:
            choice = self.cleaned_data[f"vote_{member.pk}"]
            if choice != ABSENT:
                is_recused = choice == Vote.Choice.RECUSED
                found[member.pk] = Ballot(choice, self.cleaned_data[f"reason_{member.pk}"] if is_recused else "")
        return found


CHOICES = (*Vote.Choice.choices, (ABSENT, _("absent")))
TIED = ((Vote.Choice.RECUSED.value, Vote.Choice.RECUSED.label), (ABSENT, _("absent")))


class MinutesForm(forms.Form):
    text = words(_("Minutes"), help_text=_("What was discussed and why it was decided so, for every item."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].max_length = None
        self.helper = PortalFormHelper()
