"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels
from beneficiaries.duplicate_workflow import WORKFLOW
from beneficiaries.household_history import LABELS

register_labels(
    {
        **LABELS,
        "beneficiaries.certificate_checked": _("Certificate compared with the issuing office"),
        "beneficiaries.certificate_recorded": _("Certificate recorded"),
        "beneficiaries.consent_given": _("Consent given"),
        "beneficiaries.consent_withdrawn": _("Consent withdrawn"),
        "beneficiaries.declaration_ended": _("Declared tie ended"),
        "beneficiaries.declaration_taken_back": _("Declaration taken back"),
        "beneficiaries.document_stored": _("Paper stored"),
        "beneficiaries.duplicate_put_off": _("Possible duplicate put off"),
        "beneficiaries.duplicate_suspected": _("Possible duplicate found"),
        "beneficiaries.affiliates_exported": _("Council and donors exported"),
        "beneficiaries.duplicates_exported": _("Possible duplicates exported"),
        "beneficiaries.guardian_named": _("Guardian named"),
        "beneficiaries.income_declared": _("Income declared"),
        "beneficiaries.property_declared": _("Property declared"),
        "beneficiaries.merge_taken_back": _("Merge taken back"),
        "beneficiaries.merge_undone": _("Merge of two records undone"),
        "beneficiaries.people_merged": _("Two records merged"),
        "beneficiaries.people_told_apart": _("Two records are two people"),
        "beneficiaries.person_registered": _("Person registered"),
        "beneficiaries.person_updated": _("Details of a person changed"),
        "beneficiaries.relative_declared": _("Relative declared"),
        "beneficiaries.user_attached": _("Account connected with a person"),
        "beneficiaries.affiliate_ended": _("Tie of council or donor ended"),
        "beneficiaries.affiliate_entered": _("Council member or donor registered"),
        "beneficiaries.number_given": _("Number of the identity paper added"),
        "beneficiaries.paper_validity_published": _("How long papers hold was published"),
        "beneficiaries.recognised_at_the_door": _("Recognised as registered already"),
    },
    states={"beneficiaries.duplicatepair": WORKFLOW.states},
)
