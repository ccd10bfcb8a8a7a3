"""The codes of refusal and the sentence that a letter carries for each. A letter adds what failed and how to object."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class RefusalCode:
    """`label` for lists, `sentence` for the letter. `needs_text`: the person who refuses must add an explanation."""

    code: str
    label: str | Promise
    sentence: str | Promise
    needs_text: bool = False


def _table(*codes: RefusalCode) -> Mapping[str, RefusalCode]:
    return {code.code: code for code in codes}


REFUSALS = _table(
    RefusalCode(
        "R01",
        _("Outside the scope or area"),
        _("The application lies outside the persons or the area that this program serves."),
    ),
    RefusalCode(
        "R02",
        _("Not in a hardship category"),
        _("The situation of the family is not among the hardships that this program covers."),
    ),
    RefusalCode(
        "R03",
        _("Income or property above the limit"),
        _("The income or the property of the family is above the limit of this program."),
    ),
    RefusalCode(
        "R04",
        _("Outside the application period"),
        _("The application came outside the period in which this program takes applications."),
    ),
    RefusalCode(
        "R05",
        _("Papers missing after the deadline"),
        _("Papers are missing, and they were not handed in by the date that was given."),
    ),
    RefusalCode(
        "R06",
        _("Already helped in this period"),
        _("Aid of this program has already been granted for this period."),
    ),
    RefusalCode(
        "R07",
        _("Same matter already funded"),
        _("The same matter has already been funded by another organisation."),
    ),
    RefusalCode(
        "R08",
        _("Untrue or concealed facts"),
        _("Facts or papers that matter for the decision are untrue or were concealed."),
    ),
    RefusalCode(
        "R09",
        _("Check or visit refused"),
        _("The check of the economic situation or the home visit was refused, so the facts could not be established."),
    ),
    RefusalCode(
        "R10",
        _("Conflict of interest not declared"),
        _("A relation to a person who handles or decides the case was not declared."),
    ),
    RefusalCode(
        "R11",
        _("Objection upheld"),
        _("An objection raised during the public notice was examined and upheld."),
    ),
    RefusalCode(
        "R12",
        _("Funds used up"),
        _("The money of this program is used up; the application has been put on the waiting list."),
    ),
    RefusalCode(
        "R13",
        _("Costs not covered"),
        _("The costs are not among those that this program covers."),
    ),
    RefusalCode(
        "R14",
        _("Offender can pay or has paid"),
        _("The offender is able to pay compensation, or full compensation has been received."),
    ),
    RefusalCode(
        "R15",
        _("Major fault of the applicant"),
        _("The applicant bears major fault for what happened."),
    ),
    RefusalCode(
        "R16",
        _("Died, or aid no longer needed"),
        _("The person has died, or the aid is no longer needed."),
    ),
    RefusalCode(
        "R17",
        _("Repeated application"),
        _("The same matter is already the subject of another application."),
    ),
    RefusalCode(
        "R18",
        _("Consent of the guardian missing"),
        _("The person is a minor, and the consent of the guardian is missing."),
    ),
    RefusalCode(
        "RE1",
        _("Hardship not caused by a sudden event"),
        _("The hardship was not caused by a sudden event; other programs and the social affairs office may help."),
    ),
    RefusalCode(
        "RE2",
        _("Need already covered"),
        _("Government aid, insurance or compensation already covers the need."),
    ),
    RefusalCode(
        "RF1",
        _("Place not taken up"),
        _("The student has given up the place or is not enrolled."),
    ),
    RefusalCode("R99", _("Other reason"), _("The reason is stated below."), needs_text=True),
    RefusalCode(
        "RJ1",
        _("Civil claim given up"),
        _("The applicant gave up the claim for civil compensation of his own accord."),
    ),
    RefusalCode(
        "RJ2",
        _("Compensation refused"),
        _("The applicant refused the compensation that the offender or his relatives offered."),
    ),
    RefusalCode(
        "RJ3",
        _("Proceedings obstructed"),
        _("The applicant obstructed the proceedings or refused without reason to help find the facts."),
    ),
    RefusalCode(
        "RJ4",
        _("Hardship not caused by the case"),
        _("The hardship was not caused by the criminal case."),
    ),
    RefusalCode(
        "RJ5",
        _("Application by an organisation"),
        _("Judicial aid is for natural persons; companies and other organisations cannot receive it."),
    ),
)

COMMON_REFUSALS = ("R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R12", "R16", "R17", "R99")


def refusal(code: str) -> RefusalCode:
    return REFUSALS[code]
