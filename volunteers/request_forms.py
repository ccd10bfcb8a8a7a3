"""Asking for volunteers, and what a coordinator writes about a request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.permissions import scope_of
from areas.models import AdminArea
from protection.validators import validate_phone
from volunteers.choices import ServiceField
from volunteers.models import Activity, VolunteerTeam
from volunteers.models.requests import AREA_STAFF, Asker
from volunteers.team_forms import PlainForm


class HelpForm(PlainForm):
    """For residents on a phone; a worker uses the same form for somebody."""

    asker = forms.ChoiceField(
        label=_("Who asks?"),
        choices=Asker.choices,
        initial=Asker.RESIDENT,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose who asks.")},
    )
    area = forms.ModelChoiceField(
        label=_("Community"),
        queryset=AdminArea.objects.none(),
        empty_label=_("Please choose"),
        error_messages={"required": _("Please choose the community in which help is needed.")},
    )
    field = forms.ChoiceField(
        label=_("Field of service"),
        choices=[("", _("Please choose")), *ServiceField.choices],
        error_messages={"required": _("Please choose the field of service.")},
    )
    need = forms.CharField(
        label=_("What is needed?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For whom, what, where. Please leave out ID numbers and illnesses; we ask on the telephone."),
        error_messages={"required": _("Please write what is needed.")},
    )
    wanted_when = forms.CharField(
        label=_("When? (optional)"), max_length=120, required=False, help_text=_("For example: Saturday mornings.")
    )
    people_needed = forms.IntegerField(
        label=_("How many volunteers? (optional)"), min_value=1, max_value=500, required=False
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please enter a name.")},
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        validators=[validate_phone],
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("We call back to verify the request. Volunteers get it only when they come to you."),
        error_messages={"required": _("Please enter a telephone: we call back to verify the request.")},
    )
    address = forms.CharField(
        label=_("Address (optional)"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communities = AdminArea.objects.communities().order_by("parent__code", "code")
        scope = scope_of(user, *AREA_STAFF)
        self.writes_down = bool(scope)  # a worker writes down what somebody asks
        self.fields["area"].queryset = communities.filter(scope.q("pk")) if scope else communities


class CodeForm(PlainForm):
    reference = forms.CharField(
        label=_("Number of the request"),
        help_text=_("For example XQ-7K2M9X"),
        max_length=20,
        error_messages={"required": _("Please enter the number of the request.")},
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Twelve characters, below the number"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Please enter the code.")},
    )


class VerifyForm(PlainForm):
    verification = forms.CharField(
        label=_("What did you find out?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Whom you called or visited, what is needed, when, and whether it is safe."),
        error_messages={"required": _("Write what you found out: whom you called, what is needed and when.")},
    )


class AnswerForm(PlainForm):
    answer = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The person who asked reads exactly this."),
        error_messages={"required": _("Write the answer; the person who asked reads it.")},
    )


class PlanForm(AnswerForm):
    """Either an activity that there is, or team, title and place of a new one."""

    team = forms.ModelChoiceField(
        label=_("Volunteer team"),
        queryset=VolunteerTeam.objects.none(),
        empty_label=_("Please choose"),
        error_messages={"required": _("Please choose the team.")},
    )
    activity = forms.ModelChoiceField(
        label=_("Activity that there is (optional)"),
        queryset=Activity.objects.none(),
        required=False,
        empty_label=_("A new activity"),
    )
    title = forms.CharField(label=_("Title of the new activity"), max_length=80, required=False)
    place = forms.CharField(label=_("Place where volunteers meet"), max_length=120, required=False)
    field_order = ("team", "activity", "title", "place", "answer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = VolunteerTeam.objects.active()
        self.fields["activity"].queryset = Activity.objects.select_related("team").order_by("title_zh", "pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        activity, team = cleaned.get("activity"), cleaned.get("team")
        if activity and team and activity.team_id != team.pk:
            self.add_error("activity", _("This activity belongs to another team. Please choose one of the team."))
        if not activity:
            for name, sentence in (("title", _("Please enter a title.")), ("place", _("Please enter the place."))):
                if not cleaned.get(name):
                    self.add_error(name, sentence)
        return cleaned
