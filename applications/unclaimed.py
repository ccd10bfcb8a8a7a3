"""The list of aid that nobody asked for: who may follow it up, in which words it is shown, what is filled in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts import roles
from accounts.permissions import has_role, scope_of
from applications.facts import proven_hardship
from applications.models import UnclaimedAid
from applications.scopes import FIELD_ROLES
from applications.worklist_rows import is_english
from areas.models import AdminArea
from beneficiaries.ages import is_minor
from beneficiaries.models import GuardianLink, Person
from beneficiaries.permissions import may_reveal
from beneficiaries.roles import HANDLERS
from programs import hardship
from programs.bulk import telling_rules
from programs.models import Program, ProgramTerms
from programs.rules import Rule
from programs.scheme import Scheme
from programs.selectors import figures_for
from protection.access import AccessContext
from protection.sealing import unseal_fields
from web.forms import FilterFormHelper
from web.spreadsheet import Column, Kind
from workflow.answers import Answer, all_of, no

HOME_PREFIX = "+86"  # stored, and not written at home
ORDER = ("-known", "-id")
FOLLOWERS = (*FIELD_ROLES, roles.FEDERATION_REVIEWER)
SEALED_OF_PEOPLE = ("person__address", "person__bank_account", "person__id_number", "person__phone")


def is_searchable(scheme: Scheme) -> bool:
    """Confidential schemes, and those that only a case office proposes, are never looked for."""
    return not (scheme.is_confidential or scheme.needs_referral) and bool(telling_rules(scheme))


def may_read(user: Any) -> bool:
    return user.is_authenticated and has_role(user, *HANDLERS)


def may_follow_up(user: Any, find: UnclaimedAid) -> Answer:
    """The work station, the sub-district and the reviewers of the place, without a tie to the family."""
    if not has_role(user, *FOLLOWERS, area=find.area_id):
        return no(_("The work station of the community or a reviewer follows this up."))
    return all_of(may_reveal(user, find.person))


# --- Rows -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FindRow:
    """A find in words. `proof` are the categories that certificates prove; `reasons` the conditions that the register
    itself answers, `also_met` those that nothing speaks against, `open` the rest. Name and telephone are masked."""

    find: UnclaimedAid
    name: str
    phone: str
    proof: list[Any]
    reasons: list[str]
    also_met: list[str]
    open: list[str]
    is_mine: bool


class Words:
    """The sentences of the rules under each terms, made once per page."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._by_terms: dict[int, dict[str, tuple[Rule, str]]] = {}

    def of(self, terms: ProgramTerms, codes: Iterable[str]) -> list[str]:
        """The conditions of the scheme first, then those that all schemes share; a code of a past rule is left out."""
        table = self._table(terms)
        known = [table[code] for code in codes if code in table]
        return [sentence for _rule, sentence in sorted(known, key=lambda pair: pair[0].is_common)]

    def reasons(self, terms: ProgramTerms, codes: Iterable[str]) -> list[str]:
        """The codes among them by which the register itself speaks: the plainest need, and the age."""
        scheme, met = terms.program.scheme, set(codes)
        needs = [rule for rule in telling_rules(scheme) if rule.code in met]
        plainest = min((len(rule.facts) for rule in needs), default=0)
        spoken = {rule.code for rule in needs if len(rule.facts) == plainest}
        spoken |= {rule.code for rule in scheme.rules if rule.facts == {"birth_date"} and rule.code in met}
        return [rule.code for rule in scheme.rules if rule.code in spoken]

    def _table(self, terms: ProgramTerms) -> Mapping[str, tuple[Rule, str]]:
        if terms.pk not in self._by_terms:
            scheme = terms.program.scheme
            values, rules = terms.values_with(figures_for(scheme, on=self.on)), scheme.rules
            self._by_terms[terms.pk] = {r.code: (r, r.sentence_under(values, self.on)) for r in rules}
        return self._by_terms[terms.pk]


def rows_of(finds: Iterable[UnclaimedAid], user: Any = None, *, on: date) -> list[FindRow]:
    """Two queries besides the finds: guardians with their telephone, and where the reader works, if there is one."""
    finds, words = list(finds), Words(on)
    phones = guardian_phones((find.person_id for find in finds), on=on)
    mine = scope_of(user, *FOLLOWERS) if user else None
    return [_row(find, words, phones.get(find.person_id), bool(mine and mine.covers(find.area_id))) for find in finds]


def _row(find: UnclaimedAid, words: Words, guardian_phone: str | None, is_mine: bool) -> FindRow:
    spoken = words.reasons(find.terms, find.met)
    return FindRow(
        find=find,
        name=find.person.masked_name,
        phone=guardian_phone or find.person.phone_mask,
        proof=[hardship.LABELS.get(code, code) for code in find.proven],
        reasons=words.of(find.terms, spoken),
        also_met=words.of(find.terms, [code for code in find.met if code not in spoken]),
        open=words.of(find.terms, find.open_rules),
        is_mine=is_mine,
    )


def guardian_phones(people: Iterable[int], *, on: date) -> dict[int, str]:
    """Minors are reached through their guardian."""
    links = GuardianLink.objects.filter(ward__in=list(people), valid_to__isnull=True).order_by("-valid_from", "-pk")
    rows = links.values_list("ward_id", "ward__birth_date", "guardian__phone_mask")
    return {ward: phone for ward, born, phone in rows if is_minor(born, on)}


def visible_finds(user: Any) -> QuerySet[UnclaimedAid]:
    rows = UnclaimedAid.objects.visible_to(user)
    related = rows.select_related("person", "program", "terms__program", "area", "started_by", "dismissed_by")
    return related.defer(*SEALED_OF_PEOPLE)


class FindFilter(django_filters.FilterSet):
    """Program, community, and whether an application was started already."""

    program = django_filters.ChoiceFilter(label=_("Program"), empty_label=_("All programs"))
    area = django_filters.ChoiceFilter(label=_("Community"), empty_label=_("All communities"))
    started = django_filters.ChoiceFilter(
        label=_("Application"),
        choices=[("no", _("Not started")), ("yes", _("Started"))],
        empty_label=_("All"),
        method="by_start",
    )

    class Meta:
        model = UnclaimedAid
        fields: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, Any], *, user: Any, queryset: QuerySet) -> None:
        super().__init__(data, queryset=queryset)
        places = AdminArea.objects.communities().filter(scope_of(user, *HANDLERS).q("pk"))
        names = places.order_by("parent__code", "code").values_list("pk", "name_en" if is_english() else "name")
        self.form.fields["area"].choices = list(names)
        self.form.fields["program"].choices = [(p.pk, p.title) for p in Program.objects.filter(state="open")]
        self.form.helper = FilterFormHelper(self.form)

    def by_start(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(started_at__isnull=value == "no")


COLUMNS = (
    Column(_("Person"), lambda row: row.find.person.reference),
    Column(_("Name"), lambda row: row.name),
    Column(_("Telephone"), lambda row: row.phone),
    Column(_("Program"), lambda row: row.find.program.title, width=24),
    Column(_("Community"), lambda row: str(row.find.area)),
    Column(_("Known"), lambda row: row.find.known, Kind.INTEGER, "%"),
    Column(_("Proven"), lambda row: pgettext("between consents", ", ").join(map(str, row.proof)), width=24),
    Column(_("Why"), lambda row: pgettext("between sentences", " ").join(row.reasons), width=60),
    Column(_("Not known yet"), lambda row: pgettext("between sentences", " ").join(row.open), width=60),
    Column(_("Found"), lambda row: row.find.found_at, Kind.TIME),
)


# --- The application --------------------------------------------------------------------------------------------------


def prefilled(
    person: Person, scheme: Scheme, *, by: Any, at: datetime, purpose: str = "case_handling"
) -> dict[str, Any]:
    """What the registry knows under the names of the questions; sealed values are opened for `by` and recorded.

    The money of a minor goes to the guardian, so telephone and account are the guardian's.
    """
    access = AccessContext(by=by, purpose=purpose, at=at)
    own = unseal_fields(person, ["id_number", "phone", "address", "bank_account"], access)
    own["phone"] = own["phone"].removeprefix(HOME_PREFIX)
    known: dict[str, Any] = {**own, "name": person.name, "area": person.area.code, "bank_name": person.bank_name}
    if scheme.is_for_minors and is_minor(person.birth_date, timezone.localdate(at)):
        known |= _of_guardian(person, scheme, access)
    claimed = _claimable(scheme, proven_hardship(person, on=timezone.localdate(at)))
    return {name: value for name, value in {**known, "hardship_claimed": claimed}.items() if value}


def _of_guardian(person: Person, scheme: Scheme, access: AccessContext) -> dict[str, Any]:
    links = GuardianLink.objects.filter(ward=person, valid_to__isnull=True).select_related("guardian")
    link = links.order_by("valid_from", "pk").first()
    if link is None:
        return {"phone": "", "bank_account": "", "bank_name": ""}  # of the child, where the guardian's are asked for
    opened = unseal_fields(link.guardian, ["id_number", "phone", "bank_account"], access)
    return {
        "phone": "",
        "guardian_name": link.guardian.name,
        "guardian_phone": opened["phone"].removeprefix(HOME_PREFIX),
        "guardian_id_number": opened["id_number"],
        "guardian_relation": _choice(scheme, "guardian_relation", [link.relation]),
        "bank_account": opened["bank_account"],
        "bank_name": link.guardian.bank_name,
    }


def _claimable(scheme: Scheme, proven: Iterable[str]) -> str:
    return _choice(scheme, "hardship_claimed", proven)


def _choice(scheme: Scheme, name: str, values: Iterable[str]) -> str:
    """The first choice of the question that is among the values; "" for none."""
    question, wanted = scheme.questions().get(name), set(values)
    choices = [code for code, _label in getattr(question, "choices", ())]
    return next((code for code in choices if code in wanted), "")
