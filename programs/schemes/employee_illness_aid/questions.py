"""What the employee is asked about work, illness and costs, and what the reviewer checks."""

from decimal import Decimal

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django.utils.translation import gettext_lazy as _

from programs import hardship
from programs.questions import Brief, NumbersField, QuestionForm, choice, day, line, money, pick, yes_no
from programs.schemes.employee_illness_aid import illnesses
from protection.validators import normalise_credit_code

EMPLOYER_TYPES = [
    ("enterprise", _("Enterprise")),
    ("institution", _("Public institution")),
    ("other", _("Neither of them")),
]
EMPLOYMENT = [
    ("employed", _("I work there")),
    ("left_ill", _("I left because of the illness")),
    ("other", _("I left for another reason, or never worked there")),
]
COVERED_CAUSE = "illness"
CAUSES = [
    (COVERED_CAUSE, _("An illness, or an accident that nobody else answers for")),
    ("work_injury", _("A work injury")),
    ("occupational", _("An occupational disease")),
    ("traffic_liable", _("A traffic accident for which somebody is liable")),
    ("cosmetic", _("Cosmetic or other treatment that is not medically needed")),
]
REIMBURSEMENTS = ("paid_basic", "paid_major", "paid_assistance", "paid_commercial", "paid_other_aid")


class EmployerForm(QuestionForm):
    legend = _("The employer")

    patient_is_employee = yes_no(
        _("Is the person who was ill the employee?"),
        help_text=_("For members of the family other programs are open; please ask us."),
    )
    employer_name = line(_("Name of the employer"))
    employer_uscc = line(
        _("Unified social credit code of the employer"),
        help_text=_("18 characters; the personnel office knows it."),
        max_length=30,
    )
    employer_type = choice(_("What kind of employer is it?"), EMPLOYER_TYPES)
    employer_in_zone = yes_no(_("Is the employer in the High-tech Zone?"))
    employment = choice(_("Your employment"), EMPLOYMENT)
    left_on = day(_("Last day of work"), help_text=_("Only if you left."), required=False)
    hardship_claimed = pick(
        _("Is your family in one of these categories?"),
        hardship.question_choices(*hardship.POOR_FAMILY),
        help_text=_("With a certificate the next higher grant applies."),
    )

    def clean_employer_uscc(self) -> str:
        return normalise_credit_code(self.cleaned_data["employer_uscc"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("employment") == "left_ill" and not cleaned.get("left_on"):
            self.add_error("left_on", _("Please choose your last day of work."))
        return cleaned


class IllnessForm(QuestionForm):
    legend = _("The illness")

    illness = pick(_("Which illness was treated?"), illnesses.QUESTION)
    diagnosis = line(_("Diagnosis as the certificate words it"), max_length=200)
    hospital = line(_("Hospital"))
    cause = choice(_("What was the cause?"), CAUSES)


class CostsForm(QuestionForm):
    legend = _("The costs")

    bills_from = day(_("First bill"))
    bills_to = day(_("Last bill"))
    total_cost = money(_("Total of the bills (yuan)"))
    paid_basic = money(_("Paid by the basic medical insurance"))
    paid_major = money(_("Paid by the serious-illness insurance"))
    paid_assistance = money(_("Paid by medical assistance"))
    paid_commercial = money(_("Paid by commercial or supplementary insurance"))
    paid_other_aid = money(_("Paid by other aid"))
    invoice_numbers = NumbersField(
        label=_("Numbers of the bills"),
        help_text=_("One number per line. A bill counts only once."),
        error_messages={"required": _("Please write down the numbers of the bills.")},
    )
    funded_elsewhere = yes_no(_("Has another charity already paid for these bills?"))

    def layout(self) -> Layout:
        days = Row(Column("bills_from", css_class="col-sm-6"), Column("bills_to", css_class="col-sm-6"))
        sums = ("total_cost", *REIMBURSEMENTS, "invoice_numbers", "funded_elsewhere")
        return Layout(Fieldset(self.legend, days, *sums))

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("bills_from"), cleaned.get("bills_to")
        if first and last and last < first:
            self.add_error("bills_to", _("The last bill cannot be earlier than the first."))
        paid = sum((cleaned.get(name) or Decimal(0) for name in REIMBURSEMENTS), Decimal(0))
        if cleaned.get("total_cost") is not None and paid > cleaned["total_cost"]:
            self.add_error("total_cost", _("More was paid back than the bills say. Please compare the numbers."))
        return cleaned


OWN_COSTS_IN_ONE = Brief(
    "own_costs",
    money(_("How much was left to pay after all insurance and other aid, in the last twelve months (yuan)?")),
    ("total_cost", *REIMBURSEMENTS),
    lambda costs: {"total_cost": costs, **dict.fromkeys(REIMBURSEMENTS, Decimal(0))},
)


class EmploymentCheckForm(QuestionForm):
    legend = _("Check with the employer and the hospital")

    employment_confirmed = yes_no(_("Does the employer confirm the employment with its seal?"), required=False)
    diagnosis_confirmed = yes_no(_("Does the certificate show this illness?"), required=False)
    bills_confirmed = yes_no(_("Do bills and settlement sheets agree with the sums?"), required=False)
    check_refused = yes_no(_("Did the applicant refuse the check?"), required=False)
    untrue_facts_found = yes_no(_("Were untrue papers or concealed facts found?"), required=False)
