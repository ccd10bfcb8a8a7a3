"""Committees and organisations from a list, so that nobody types seventy credit codes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas.models import AdminArea
from delivery.community_grants.models import Organisation, OrganisationKind
from delivery.community_grants.models.organisations import COMMITTEES
from delivery.community_grants.permissions import may_import
from delivery.community_grants.services.organisations import OrganisationFacts, register_organisation
from imports.cells import Cell, ChoiceCell, CodeCell, PhoneCell, PlaceCell
from imports.kinds import Column, ImportKind, Line
from imports.selectors import in_pieces
from protection.validators import normalise_credit_code
from workflow.answers import Answer
from workflow.machine import Refused


class CreditCodeCell(CodeCell):
    def clean(self, text: str) -> str:
        return normalise_credit_code(text)


def places() -> tuple[tuple[str, ...], ...]:
    rows = AdminArea.objects.communities().values_list("code", "name", "name_en")
    return tuple(tuple(row) for row in rows)


class OrganisationImport(ImportKind):
    """One line per organisation; a social organisation names the credit code of the committee that sponsors it."""

    code = "grant_organisations"
    title = _("Organisations for community grants")
    explanation = _("One line per organisation. Committees come before the social organisations that they sponsor.")
    key_column = "credit_code"

    def may_import(self, user: Any) -> Answer:
        return may_import(user)

    def columns(self, subject: str) -> Sequence[Column]:
        return (
            Column(
                "name", "组织名称", _("Name of the organisation"), Cell(max_length=100), example="示例社区居民委员会"
            ),
            Column(
                "kind",
                "类型",
                pgettext_lazy("grants", "Kind of organisation"),
                ChoiceCell(
                    options=OrganisationKind.choices,
                    aliases={"居委会": "residents_committee", "村委会": "village_committee"},
                ),
                example="居民委员会",
            ),
            Column(
                "credit_code",
                "统一社会信用代码",
                _("Unified social credit code"),
                CreditCodeCell(max_length=30),
                example="54410199MEDEM0018C",
            ),
            Column("area", "社区或村", _("Community or village"), PlaceCell(places=places()), example="西湖春天社区"),
            Column(
                "sponsor",
                "主管居(村)委会代码",
                _("Credit code of the sponsor"),
                CreditCodeCell(max_length=30),
                required=False,
            ),
            Column("contact", "联系人", _("Contact person"), Cell(max_length=60), example="居演委"),
            Column("phone", "联系电话", _("Telephone"), PhoneCell(max_length=30), example="19900000001"),
        )

    def judge(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> None:
        known = _by_code(lines, "credit_code")
        sponsors = _by_code(lines, "sponsor")
        here = {line.values.get("credit_code") for line in lines if line.values.get("kind") in COMMITTEES}
        for line in lines:
            found = known.get(line.values.get("credit_code", ""))
            if found is not None:
                line.known_as = found.reference
            elif line.values.get("kind") == OrganisationKind.SOCIAL:
                _judge_sponsor(line, sponsors, here)

    def taken_key(self, lines: Sequence[Line], *, subject: str, at: datetime) -> str:
        return f"grant_organisation:{lines[0].values['credit_code']}"

    def take_over(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> str:
        values = lines[0].values
        facts = OrganisationFacts(
            kind=values["kind"],
            name=values["name"],
            credit_code=values["credit_code"],
            area=AdminArea.objects.get(code=values["area"]),
            contact_name=values["contact"],
            phone=values["phone"],
            sponsor=Organisation.objects.filter(credit_code=values.get("sponsor") or "").first(),
        )
        try:
            made = register_organisation(facts=facts, by=by, at=at, becomes_representative=False)
        except ValidationError as problem:
            raise Refused(" ".join(problem.messages)) from problem
        return made.reference


def _judge_sponsor(line: Line, sponsors: Mapping[str, Organisation], here: set[Any]) -> None:
    code = line.values.get("sponsor", "")
    sponsor = sponsors.get(code)
    if not code:
        line.wrong("sponsor", _text("A social organisation names the committee that sponsors it."))
    elif code not in here and (sponsor is None or sponsor.kind not in COMMITTEES):
        line.wrong("sponsor", _text("No committee with this credit code is registered or stands in the list."))


def _by_code(lines: Sequence[Line], column: str) -> dict[str, Organisation]:
    codes = [line.values[column] for line in lines if line.values.get(column)]
    rows = Organisation.objects.defer("phone", "bank_account")
    found = in_pieces(codes, lambda piece: {row.pk: row for row in rows.filter(credit_code__in=piece)})
    return {row.credit_code: row for row in found.values()}


ORGANISATIONS = OrganisationImport()
