"""The kinds of paper that schemes ask for. `Document.kind` in beneficiaries holds these codes."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.rules import NO, YES, Case, Condition

# Who can supply what is missing.
FAMILY, COMMUNITY, SCHOOL, EMPLOYER, HOSPITAL = "family", "community", "school", "employer", "hospital"
INSURANCE, BUREAU, CASE_OFFICE, STATION = "insurance", "bureau", "case_office", "station"
SUPPLIERS: Mapping[str, str | Promise] = {
    FAMILY: _("the family itself"),
    COMMUNITY: _("the community or village committee"),
    SCHOOL: _("the school"),
    EMPLOYER: _("the employer"),
    HOSPITAL: _("the hospital"),
    INSURANCE: _("the insurance"),
    BUREAU: _("the Social Affairs Bureau or another issuing office"),
    CASE_OFFICE: _("the case office"),
    STATION: _("the work station"),
}


@dataclass(frozen=True)
class DocumentKind:
    """`supplier`: who issues it (SUPPLIERS), so that a family is told where to go. `blank`: the template below
    templates/pdf/ of the form that is signed, where the federation has one."""

    code: str
    label: str | Promise
    hint: str | Promise = ""
    supplier: str = FAMILY
    blank: str = ""


def _table(*kinds: DocumentKind) -> Mapping[str, DocumentKind]:
    return {kind.code: kind for kind in kinds}


KINDS = _table(
    DocumentKind("DOC_ID", _("Identity card"), _("Both sides. A child without a card: the household register page.")),
    DocumentKind("DOC_HUKOU", _("Household register"), _("The first page and the page of each person concerned.")),
    DocumentKind(
        "DOC_RESIDENCE",
        _("Residence permit, lease or statement of the community"),
        _("Any one of them."),
        supplier=COMMUNITY,
    ),
    DocumentKind(
        "DOC_HARDSHIP",
        _("Proof of hardship"),
        _("Certificate of minimum living allowance, destitute support or marginal household, or disability card."),
        supplier=BUREAU,
    ),
    DocumentKind("DOC_INCOME_DECL", _("Declaration of family income and property")),
    DocumentKind(
        "DOC_AUTH",
        _("Authorisation to check the economic situation"),
        _("Signed by each adult."),
        blank="authorisation.typ",
    ),
    DocumentKind(
        "DOC_PLEDGE",
        _("Truth pledge"),
        _("Also states that no other charity paid for the same matter."),
        blank="pledge.typ",
    ),
    DocumentKind("DOC_BANK", _("Bank card or social security card"), _("The side with the number; own account.")),
    DocumentKind(
        "DOC_GUARDIAN", _("Proof of guardianship"), _("Birth certificate, household register or court paper.")
    ),
    DocumentKind("DOC_AGENT", _("Letter of authority for the agent")),
    DocumentKind(
        "DOC_REQUEST", _("Application form, signed"), _("Printed by the portal; the guardian signs for a minor.")
    ),
    DocumentKind("DOC_PHOTO", _("Photographs of the home visit"), supplier=STATION),
    DocumentKind("DOC_ENROLMENT", _("Certificate of enrolment"), _("With the seal of the school."), supplier=SCHOOL),
    DocumentKind("DOC_ADMISSION", _("Admission letter or print of the admission page"), supplier=SCHOOL),
    DocumentKind(
        "DOC_SUDDEN",
        _("Proof of the sudden hardship"),
        _("Accident report, hospital bill, fire statement or statement of the community."),
    ),
    DocumentKind(
        "DOC_EMPLOYMENT",
        _("Proof of employment"),
        _("Labour contract, social insurance record of 12 months, or statement of the employer with its seal."),
        supplier=EMPLOYER,
    ),
    DocumentKind(
        "DOC_STATEMENT",
        _("Statement of the community or village"),
        _("With its seal, or signed by the work station."),
        supplier=COMMUNITY,
    ),
    DocumentKind("DOC_DISABILITY", _("Disability certificate"), _("The pages with class and level."), supplier=BUREAU),
    DocumentKind(
        "DOC_PARENTS",
        _("Proof of the situation of the parents"),
        _("Death certificate, judgment, disability certificate, diagnosis or report of the missing person."),
    ),
    DocumentKind(
        "DOC_ROSTER",
        _("List of the employer with its seal"),
        _("Shows who works there and who is in hardship."),
        supplier=EMPLOYER,
    ),
    DocumentKind(
        "DOC_REGISTRATION",
        _("Proof of enrolment at the university"),
        _("Receipt of the fees or page of the register."),
        supplier=SCHOOL,
    ),
    DocumentKind("DOC_RECEIPT", _("Receipt, signed"), _("Signature or fingerprint of the person who received it.")),
    DocumentKind(
        "DOC_DIAGNOSIS", _("Certificate of diagnosis"), _("With the seal of the hospital."), supplier=HOSPITAL
    ),
    DocumentKind("DOC_DISCHARGE", _("Discharge summary or first page of the medical record"), supplier=HOSPITAL),
    DocumentKind("DOC_INVOICES", _("Hospital bills"), _("The numbers on them must be readable."), supplier=HOSPITAL),
    DocumentKind("DOC_SETTLEMENT", _("Settlement sheet of the medical insurance"), supplier=INSURANCE),
    DocumentKind("DOC_INSURANCE", _("Settlement of a commercial or supplementary insurance"), supplier=INSURANCE),
    DocumentKind(
        "DOC_REFERRAL",
        _("Referral by the case office, with its seal"),
        _("Police, procuratorate, court or judicial office."),
        supplier=CASE_OFFICE,
    ),
    DocumentKind(
        "DOC_HARM",
        _("Proof of the harm"),
        _("Injury assessment, diagnosis or assessment of the loss."),
    ),
    DocumentKind("DOC_DEATH", _("Death certificate"), supplier=HOSPITAL),
    DocumentKind("DOC_JUDGMENT", _("Judgment or mediation paper"), supplier=CASE_OFFICE),
    DocumentKind(
        "DOC_EXECUTION",
        _("Result of the execution, or statement on the ability of the offender to pay"),
        supplier=CASE_OFFICE,
    ),
    DocumentKind(
        "DOC_RELATION", _("Proof of the family relation"), _("Household register, birth or marriage certificate.")
    ),
    DocumentKind("DOC_COMPENSATION", _("Statement of the compensation received")),
    DocumentKind("DOC_REPAY_PLEDGE", _("Promise to repay if full compensation comes later")),
    DocumentKind("DOC_ANSWER", _("Answer of the body asked"), _("Letter of the bureau, school, employer or hospital.")),
    DocumentKind("DOC_OTHER", _("Another paper"), _("Anything else that helps.")),
)


@dataclass(frozen=True)
class Paper:
    """A line in the list of papers of a scheme. `when` says for whom; without it everybody brings the paper.

    `after_payment` says for whom the paper may follow once the money has been paid (急难型: 先行救助, 事后补齐).
    """

    kind: str
    why: str | Promise
    when: Condition | None = None
    when_text: str | Promise = ""
    after_payment: Condition | None = None

    @property
    def label(self) -> str | Promise:
        return KINDS[self.kind].label

    @property
    def hint(self) -> str | Promise:
        return KINDS[self.kind].hint

    @property
    def has_blank(self) -> bool:
        return bool(KINDS[self.kind].blank)


@dataclass(frozen=True)
class DocumentNeed:
    """A paper that this case needs. Not required: it is not known yet whether its condition holds.

    One that may follow after the payment is not required before it, and says so in `after_payment`.
    """

    kind: str
    label: str | Promise
    required: bool
    why: str | Promise
    hint: str | Promise = ""
    after_payment: bool = False

    @property
    def has_blank(self) -> bool:
        return bool(KINDS[self.kind].blank)


def documents_needed(papers: tuple[Paper, ...], case: Case) -> list[DocumentNeed]:
    needs = []
    for paper in papers:
        outcome = paper.when.judge(case).outcome if paper.when else YES
        if outcome is not NO:
            later = paper.after_payment is not None and paper.after_payment.judge(case).outcome is YES
            required = outcome is YES and not later
            needs.append(DocumentNeed(paper.kind, paper.label, required, paper.why, paper.hint, later))
    return needs
