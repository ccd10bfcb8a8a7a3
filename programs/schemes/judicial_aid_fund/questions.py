"""What the case office states: police, procuratorate, court or judicial office refer, nobody applies alone.

Everything about the crime is sensitive; the person stands under an alias on every screen.
"""

from django.utils.translation import gettext_lazy as _

from programs import hardship
from programs.questions import QuestionForm, choice, line, money, pick, story, yes_no

OFFICES = [
    ("police", _("Police")),
    ("procuratorate", _("Procuratorate")),
    ("court", _("Court")),
    ("judicial_office", _("Judicial office")),
]
APPLICANT_KINDS = [("person", _("A natural person")), ("organisation", _("A company or other organisation"))]
ROLES = [("victim", _("The victim")), ("relative", _("A relative of a victim who died")), ("other", _("Somebody else"))]
RELATIONS = [
    ("spouse", _("Husband or wife")),
    ("parent", _("Father or mother")),
    ("child", _("Son or daughter")),
    ("sibling", _("Brother or sister")),
    ("other", _("Another relative")),
]
CLOSE_RELATIONS = ("spouse", "parent", "child")
OFFENDER = [
    ("dead", _("Dead")),
    ("unable", _("Not able to pay")),
    ("underpaid", _("Paid less than the damage")),
    ("unsolved", _("Not found yet")),
    ("paid", _("Paid in full, or able to pay")),
]


class ReferralForm(QuestionForm):
    legend = _("The referral")

    applicant_kind = choice(_("Who is proposed for aid?"), APPLICANT_KINDS)
    office_kind = choice(_("Which office refers the case?"), OFFICES)
    office_name = line(_("Name of the office"))
    office_in_zone = yes_no(_("Does an office of the zone handle the case?"))
    referral_number = line(_("Number of the referral"), max_length=60)
    referral_sealed = yes_no(_("Does the referral carry the seal of the office?"))
    case_number = line(_("Number of the criminal case"), max_length=60)
    is_restricted = yes_no(
        _("Is the victim a minor, or is it a sexual crime?"),
        help_text=_("Then only two named people of the federation handle the case."),
    )


class HarmForm(QuestionForm):
    legend = _("The harm")

    applicant_role = choice(_("The person proposed is"), ROLES)
    crime_summary = story(_("What happened, in a few sentences"))
    caused_by_crime = yes_no(_("Was the harm caused by a crime?"))
    severe_bodily_harm = yes_no(_("Severe harm to the body?"))
    severe_property_loss = yes_no(_("Severe loss of property?"))
    victim_died = yes_no(_("Did the victim die of the crime?"))
    relation = choice(_("Relation to the victim who died"), RELATIONS, required=False)
    mainly_dependent = yes_no(
        _("Did the person mainly live on the victim's income?"),
        help_text=_("At least half of the means of the last twelve months, or as the community states."),
        required=False,
    )
    unable_to_live_alone = yes_no(
        _("Is a grown-up son or daughter unable to live alone?"),
        required=False,
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("applicant_role") == "relative":
            for name in ("relation", "mainly_dependent"):
                if cleaned.get(name) is None:
                    self.add_error(name, _("Please answer this for a relative."))
        return cleaned


class CompensationForm(QuestionForm):
    legend = _("Offender and compensation")

    offender_status = choice(_("The offender is"), OFFENDER)
    damage = money(_("Damage that the court awarded or the office established (yuan)"))
    compensation_received = money(_("Compensation received so far (yuan)"))
    claims_given_up = yes_no(_("Did the person give up the civil claim of his own accord?"))
    compensation_refused = yes_no(_("Did the person refuse compensation that was offered?"))
    obstructed = yes_no(_("Did the person obstruct the proceedings?"))
    major_fault = yes_no(_("Does the person bear major fault for the crime?"))


class HardshipForm(QuestionForm):
    legend = _("The hardship and the proposal")

    hardship_claimed = pick(
        _("Is the family in one of these categories?"), hardship.question_choices(*hardship.POOR_FAMILY, "SUDDEN")
    )
    income_per_head = money(_("Income of the family per person and month (yuan)"), required=False)
    office_states_hardship = yes_no(_("Does the office state that the person lives in hardship?"))
    hardship_from_case = yes_no(_("Was the hardship caused by the case?"))
    proposed_yuan = money(_("Sum that the office proposes (yuan)"))
    proposed_for_committee = yes_no(
        _("Is the case put to the committee as a special one?"),
        help_text=_("For a case outside both written conditions (one case, one decision)."),
    )


class FederationCheckForm(QuestionForm):
    legend = _("Check by the federation")

    harm_confirmed = yes_no(_("Do the papers show the harm?"), required=False)
    check_refused = yes_no(_("Was the check refused?"), required=False)
    untrue_facts_found = yes_no(_("Were untrue papers or concealed facts found?"), required=False)
