"""Households for a season from a spreadsheet: one line per household, found in the register by an ID number."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.ages import is_minor
from beneficiaries.benefits import Benefit
from beneficiaries.imports import people_by_number, refuse_strangers
from beneficiaries.models import Household, HouseholdMember, Person
from delivery.festival_visits import states
from delivery.festival_visits.choices import Source, ground_choices
from delivery.festival_visits.models import Nomination, Quota, Season
from delivery.festival_visits.overlaps import overlaps_of
from delivery.festival_visits.permissions import may_nominate
from delivery.festival_visits.services.nominations import Proposal, nominate
from imports.cells import Cell, ChoiceCell, IdNumberCell, YesNoCell
from imports.kinds import Column, ImportKind, Line
from imports.known_columns import known_column
from imports.selectors import taken_before
from protection.indexing import index_of
from workflow.answers import Answer

ALIASES = {
    "特困": "destitute",
    "特困人员": "destitute",
    "低保": "dibao",
    "低保户": "dibao",
    "低保边缘": "marginal",
    "边缘户": "marginal",
    "重病": "illness",
    "大病": "illness",
    "重残": "disability",
    "残疾": "disability",
    "困境儿童": "child",
    "困难党员": "party",
    "困难职工": "party",
    "困难环卫工人": "sanitation",
    "环卫工人": "sanitation",
    "其他": "other",
}


class FestivalImport(ImportKind):
    code = "festival_visits"
    title = _("Households for Spring Festival visits")
    explanation = _("One line per household, found in the register by the ID number of the person who is visited.")
    key_column = "id_number"

    def may_import(self, user: Any) -> Answer:
        return may_nominate(user)

    def subjects(self, user: Any, at: datetime) -> list[tuple[str, str]]:
        today = timezone.localdate(at)
        rows = Season.objects.filter(state=states.OPEN, nominate_from__lte=today, nominate_until__gte=today)
        return [(str(season.pk), str(season)) for season in rows.order_by("-year")]

    def columns(self, subject: str) -> Sequence[Column]:
        ground = ChoiceCell(options=ground_choices(), aliases=ALIASES)
        return (
            known_column("name", "姓名", _("Name"), Cell(max_length=60)),
            known_column("id_number", "身份证号", _("ID number"), IdNumberCell()),
            Column(
                "ground",
                "困难类别",
                pgettext_lazy("nomination", "Why"),
                ground,
                example="低保",
                aliases=("慰问对象类别", "类别"),
            ),
            Column("agrees", "同意公示", _("Agrees to the board"), YesNoCell(), False, "是", ("公示同意",)),
            Column("note", "备注", _("Note"), Cell(max_length=300), False, "", ("说明",)),
            Column(
                "overlap_reason",
                "重复救助说明",
                _("Why all the same"),
                Cell(max_length=300),
                False,
                "医疗救助，事由不同",
                ("已享受救助说明",),
            ),
        )

    def judge(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> None:
        season, on = Season.objects.get(pk=int(subject)), timezone.localdate(at)
        known = people_by_number([line.values.get("id_number", "") for line in lines])
        refuse_strangers(lines, "id_number", known, by)
        before = taken_before(_taken_key(subject, line) for line in lines if line.values.get("id_number"))
        homes = _homes(known.values())
        met = overlaps_of(by, [home.pk for home in homes.values()], season=season, on=on)
        listed = set(Nomination.objects.filter(season=season).on_the_list().values_list("household_id", flat=True))
        for line in lines:
            line.known_as = before.get(_taken_key(subject, line), "") if line.values.get("id_number") else ""
            if line.values.get("id_number") and not line.known_as:
                _judge_line(line, known, homes, met, listed, by=by, on=on)
        _judge_places(season, [line for line in lines if not line.errors and not line.known_as], known, homes)

    def taken_key(self, lines: Sequence[Line], *, subject: str, at: datetime) -> str:
        return _taken_key(subject, lines[0])

    def take_over(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> str:
        line = lines[0]
        person = people_by_number([line.values["id_number"]])[line.values["id_number"]]
        proposal = Proposal(
            ground=line.values["ground"],
            person=Person.objects.get(pk=person.merged_into_id or person.pk),
            note=line.values.get("note", ""),
            overlap_reason=line.values.get("overlap_reason", ""),
            agrees_to_notice=line.values.get("agrees") == "yes",
            source=Source.LIST,
        )
        made = nominate(
            season=Season.objects.get(pk=int(subject)),
            household=_homes([person])[person.merged_into_id or person.pk],
            proposal=proposal,
            by=by,
            at=at,
        )
        return str(made.reference)


HOUSEHOLDS = FestivalImport()


def _taken_key(subject: str, line: Line) -> str:
    """By blind index, so that it tells nothing about a person."""
    return f"festival:{subject}:{index_of(Person, 'id_number', line.values['id_number'])}"


def _homes(people: Any) -> dict[int, Household]:
    """The open household of each person, by primary key of the record that is kept; one query."""
    kept = {person.merged_into_id or person.pk for person in people}
    rows = HouseholdMember.objects.current().filter(person__in=kept, household__closed_at__isnull=True)
    return {row.person_id: row.household for row in rows.select_related("household__head", "household__area")}


def _judge_line(
    line: Line,
    known: Mapping[str, Person],
    homes: Mapping[int, Household],
    met: Mapping[int, list[Benefit]],
    listed: set[int],
    *,
    by: Any,
    on: Any,
) -> None:
    person = known.get(line.values["id_number"])
    if person is None:
        line.wrong("id_number", _text("This person is not in the register. Enter the household there first."))
        return
    home = homes.get(person.merged_into_id or person.pk)
    if home is None:
        line.wrong("id_number", _text("This person lives in no registered household. Enter it first."))
        return
    if line.values.get("name") and line.values["name"] != person.name:
        line.wrong("name", _text("The register has another name for this ID number."))
    if is_minor(person.birth_date, on):
        line.wrong("id_number", _text("The visit goes to an adult of the household: choose somebody else."))
    if not (answer := may_nominate(by, home.area_id)):
        line.wrong("id_number", answer.reason)
    if home.pk in listed:
        line.wrong("id_number", _text("This household is on the list of this season already."))
    if met.get(home.pk) and not line.values.get("overlap_reason"):
        line.wrong(
            "overlap_reason",
            _text("This household gets or asked for other help. Say why it is visited all the same."),
        )


def _judge_places(
    season: Season, lines: Sequence[Line], known: Mapping[str, Person], homes: Mapping[int, Household]
) -> None:
    """The same household twice in the list, and lines beyond the places of their sub-district."""
    left = {quota.subdistrict_id: quota.left for quota in Quota.objects.filter(season=season)}
    seen: dict[int, int] = {}
    taken: Counter[int] = Counter()
    for line in lines:
        person = known[line.values["id_number"]]
        home = homes[person.merged_into_id or person.pk]
        if home.pk in seen:
            line.wrong("id_number", _text("Row %(row)d is of the same household.") % {"row": seen[home.pk]})
            continue
        seen[home.pk] = line.number
        subdistrict = home.area.parent_id or 0
        taken[subdistrict] += 1
        if taken[subdistrict] > left.get(subdistrict, 0):
            line.wrong("id_number", _text("The sub-district has no place left for this line."))
