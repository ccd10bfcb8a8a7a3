"""The form of a series: a rule without knowing what an RRULE is, times, tasks. Meaning is checked by series_pattern."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteers.choices import TrainingKind
from volunteers.forms import DATE
from volunteers.models import Activity
from volunteers.models.series import DayPolicy
from volunteers.recurrence import LONGEST_INTERVAL, MOST_DAYS, Rule
from volunteers.rule_words import ORDINALS, WEEKDAYS
from volunteers.series_change import Scope
from volunteers.series_days import OnDay
from volunteers.series_pattern import OWN_FIELDS, TASK_FIELDS, Pattern, Task
from web.forms import PortalFormHelper
from workflow.machine import Refused

MOST_TASKS, SPARE_TASKS = 8, 2
FIRST_YEAR, LAST_YEAR = 2000, 2099
TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


DAILY, WEEKLY, MONTH_DAY, MONTH_WEEKDAY = "daily", "weekly", "month_day", "month_weekday"
REPEATS = (
    (DAILY, _("Every day")),
    (WEEKLY, _("On days of the week")),
    (MONTH_DAY, _("Every month on a date")),
    (MONTH_WEEKDAY, _("Every month on a day of the week")),
)
ENDS = (("never", _("No end")), ("until", _("On a day")), ("count", _("After a number of times")))
TASK_ORDER = ("name_zh", "capacity", "minimum", "name_en", "min_age", "training_required")
ZERO = {"capacity": 0, "minimum": 0, "min_age": 0}  # what an empty number means


class SeriesForm(forms.Form):
    activity = forms.ModelChoiceField(label=_("Activity"), queryset=Activity.objects.none())
    first_on = forms.DateField(label=_("First day"), widget=DATE)
    repeat = forms.ChoiceField(label=_("Repeats"), choices=REPEATS, widget=forms.RadioSelect, initial="weekly")
    interval = forms.IntegerField(
        label=pgettext_lazy("of a series", "Distance"), initial=1,
        min_value=1, max_value=max(LONGEST_INTERVAL.values()),
        help_text=_("1: every time; 2: every second day, week or month."),
    )  # fmt: skip
    weekdays = forms.MultipleChoiceField(
        label=_("Days of the week"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(enumerate(WEEKDAYS)),
    )  # fmt: skip
    month_day = forms.TypedChoiceField(
        label=_("Date in the month"), required=False, coerce=int, empty_value=0,
        choices=[("", "—"), *((n, str(n)) for n in range(1, 32)), (-1, _("the last day"))],
    )  # fmt: skip
    nth = forms.TypedChoiceField(
        label=_("Which one in the month"), required=False, coerce=int, empty_value=0,
        choices=[("", "—"), *ORDINALS.items()],
    )  # fmt: skip
    nth_weekday = forms.TypedChoiceField(
        label=_("Day of the week"), required=False, coerce=int, empty_value=None,
        choices=[("", "—"), *enumerate(WEEKDAYS)],
    )  # fmt: skip
    ends = forms.ChoiceField(
        label=pgettext_lazy("of a series", "End"), choices=ENDS, widget=forms.RadioSelect, initial="never"
    )
    until = forms.DateField(label=_("Last day"), required=False, widget=DATE)
    count = forms.IntegerField(
        label=_("Number of times"), required=False, min_value=1, max_value=MOST_DAYS,
        help_text=_("Counted from the first day on."),
    )  # fmt: skip
    day_policy = forms.ChoiceField(
        label=_("Public holidays"), choices=DayPolicy.choices, widget=forms.RadioSelect,
        initial=DayPolicy.NOT_ON_HOLIDAYS,
        help_text=_("By the work calendar of the portal. To include make-up weekends choose “Every day” above."),
    )  # fmt: skip
    start_time = forms.TimeField(label=pgettext_lazy("clock of a series", "From"), widget=TIME)
    end_time = forms.TimeField(
        label=pgettext_lazy("clock of a series", "To"), widget=TIME, help_text=_("Before the start: on the next day.")
    )
    arrive_minutes = forms.IntegerField(
        label=_("Arrive how many minutes earlier"), min_value=0, max_value=240, initial=0
    )
    opens_days = forms.IntegerField(
        label=_("Sign-up opens how many days before"), min_value=0, max_value=365, initial=0,
        help_text=_("0: as soon as the shift is planned."),
    )  # fmt: skip
    closes_hours = forms.IntegerField(
        label=_("Sign-up closes how many hours before"), min_value=0, max_value=720, initial=0,
        help_text=_("0: at the start."),
    )  # fmt: skip
    place_zh = forms.CharField(label=_("Place, when not the activity's (optional)"), max_length=120, required=False)
    place_en = forms.CharField(label=_("Place in English (optional)"), max_length=200, required=False)

    def __init__(self, *args: Any, activities: Any = None, scopes: tuple[Scope, ...] = (), **kwargs: Any) -> None:
        """`activities`: those to choose from, for a new series; `scopes`: which shifts a change may mean."""
        super().__init__(*args, **kwargs)
        self.scopes = scopes
        if activities is None:
            del self.fields["activity"], self.fields["first_on"]
        else:
            self.fields["activity"].queryset = activities
        if scopes:
            choices = [(scope.value, scope.label) for scope in scopes]
            self.fields["scope"] = forms.ChoiceField(
                label=_("What changes"), choices=choices, widget=forms.RadioSelect, initial=scopes[0].value
            )
            self.fields["on_day"] = forms.ChoiceField(
                choices=OnDay.choices, required=False, widget=forms.HiddenInput
            )  # chosen on the page of consequences
        self.task_rows = self._add_task_rows()
        self.helper = PortalFormHelper(self)
        self.helper.layout = self._layout()

    def _add_task_rows(self) -> int:
        known = self.data if self.is_bound else self.initial
        used = [n for n in range(1, MOST_TASKS + 1) if known.get(f"task_{n}_name_zh")]
        rows = min(MOST_TASKS, max(used, default=0) + SPARE_TASKS)
        for number in range(1, rows + 1):
            for name, field in task_fields(number).items():
                self.fields[f"task_{number}_{name}"] = field
        return rows

    def _layout(self) -> Layout:
        what = [Fieldset(_("What changes"), "scope")] if self.scopes else []
        what += (
            [Fieldset(pgettext_lazy("of a series", "What"), "activity", "first_on")]
            if "activity" in self.fields
            else []
        )
        return Layout(
            *what,
            Fieldset(
                _("On which days"),
                "repeat",
                Div("weekdays", css_class="for-weekly"),
                Div("month_day", css_class="for-month-day"),
                Div("nth", "nth_weekday", css_class="for-month-weekday pair"),
                "interval",
                "ends",
                Div("until", css_class="for-until"),
                Div("count", css_class="for-count"),
                "day_policy",
                css_class="the-rule",
            ),
            Fieldset(_("At what time"), Div("start_time", "end_time", css_class="pair"), "arrive_minutes"),
            Fieldset(pgettext_lazy("of a series", "Where"), "place_zh", "place_en"),
            Fieldset(
                _("Tasks and places"),
                *(
                    Div(*(f"task_{n}_{name}" for name in TASK_ORDER), css_class="task-row")
                    for n in range(1, self.task_rows + 1)
                ),
            ),
            Fieldset(_("Sign-up"), Div("opens_days", "closes_hours", css_class="pair"), css_class="the-window"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("first_on", "until"):
            day = cleaned.get(name)
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, _("Please enter a day of this century."))
        for number in range(1, self.task_rows + 1):
            if cleaned.get(f"task_{number}_name_zh") and cleaned.get(f"task_{number}_capacity") is None:
                self.add_error(f"task_{number}_capacity", _("Please enter the number of places."))
        return cleaned

    def pattern(self, *, first_on: date, zone: str) -> Pattern | None:
        """What was entered; None, with the reason as an error of the form, when it makes no sense."""
        data = self.cleaned_data
        try:
            pattern = Pattern(
                rule=self._rule(data),
                first_on=first_on,
                zone=zone,
                tasks=self._tasks(data),
                **{name: data[name] for name in OWN_FIELDS},
            )
            pattern.check()
        except Refused as refused:
            self.add_error(None, str(refused))
            return None
        return pattern

    def _tasks(self, data: Mapping[str, Any]) -> tuple[Task, ...]:
        rows = range(1, self.task_rows + 1)
        return tuple(
            Task(**{name: data[f"task_{n}_{name}"] or ZERO.get(name, "") for name in TASK_FIELDS})
            for n in rows
            if data[f"task_{n}_name_zh"]
        )

    @staticmethod
    def _rule(data: Mapping[str, Any]) -> Rule:
        end = {
            "until": data["until"] if data["ends"] == "until" else None,
            "count": data["count"] if data["ends"] == "count" else None,
        }
        if data["ends"] != "never" and not any(end.values()):
            raise Refused(_("Please say when the series ends."))
        common = {"interval": data["interval"], **end}
        if data["repeat"] == DAILY:
            return Rule("DAILY", **common)
        if data["repeat"] == WEEKLY:
            return Rule("WEEKLY", weekdays=tuple(sorted(int(day) for day in data["weekdays"])), **common)
        if data["repeat"] == MONTH_DAY:
            return Rule("MONTHLY", month_day=data["month_day"], **common)
        weekday = data["nth_weekday"]
        return Rule("MONTHLY", nth=data["nth"], weekdays=() if weekday is None else (weekday,), **common)


def task_fields(number: int) -> dict[str, forms.Field]:
    """The fields of one row; each label says which row it is."""

    def label(text: Any) -> Any:
        return format_lazy("{text} {number}", text=text, number=number)

    people = {"required": False, "min_value": 0, "max_value": 2000}
    return {
        "name_zh": forms.CharField(label=label(pgettext_lazy("of a shift", "Task")), max_length=40, required=False),
        "capacity": forms.IntegerField(label=label(pgettext_lazy("of a task", "Places")), **people),
        "minimum": forms.IntegerField(label=label(_("At least")), **people),
        "name_en": forms.CharField(label=label(_("Task in English")), max_length=80, required=False),
        "min_age": forms.IntegerField(label=label(_("Minimum age")), required=False, min_value=0, max_value=99),
        "training_required": forms.ChoiceField(
            label=label(_("Training")), required=False, choices=[("", "—"), *TrainingKind.choices]
        ),
    }


def initial_of(pattern: Pattern) -> dict[str, Any]:
    """What the form shows of a series."""
    rule = pattern.rule
    kinds = {"DAILY": DAILY, "WEEKLY": WEEKLY}
    monthly = MONTH_DAY if rule.month_day else MONTH_WEEKDAY
    shown = {
        "repeat": kinds.get(rule.freq, monthly),
        "interval": rule.interval,
        "weekdays": [str(day) for day in rule.weekdays] if rule.freq == "WEEKLY" else [],
        "month_day": rule.month_day or "",
        "nth": rule.nth or "",
        "nth_weekday": rule.weekdays[0] if rule.nth else "",
        "ends": "until" if rule.until else "count" if rule.count else "never",
        "until": rule.until,
        "count": rule.count,
        **{name: getattr(pattern, name) for name in OWN_FIELDS},
    }
    for number, task in enumerate(pattern.tasks, start=1):
        shown |= {f"task_{number}_{name}": getattr(task, name) for name in TASK_FIELDS}
    return shown


class DayForm(forms.Form):
    day = forms.DateField(label=pgettext_lazy("of a series", "Day"), widget=DATE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper(self)

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("Please enter a day of this century."))
        return day
