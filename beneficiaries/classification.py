"""What each field of this app says about a person (see protection.classification)."""

from protection.classification import Personal

CASE = "15 years after the last case of the person is closed"
_WHO = "examine and pay aid"

FIELDS: dict[str, Personal] = {
    "Person.name": Personal("L3", "tell people apart at the counter", "surname and star outside case work", CASE),
    "Person.sex": Personal("L2", "eligibility", "none", CASE),
    "Person.birth_date": Personal("L3", "eligibility by age", "none", CASE),
    "Person.id_number": Personal("L3", "identify without doubt", "first character and last two", CASE),
    "Person.id_number_mask": Personal("L2", "recognise without opening", "is the mask", CASE),
    "Person.id_number_index": Personal("L3", "find the person by exact number", "never shown", CASE),
    "Person.phone": Personal("L3", "reach the person", "138****0001", CASE),
    "Person.phone_mask": Personal("L2", "recognise without opening", "is the mask", CASE),
    "Person.phone_index": Personal("L3", "find duplicates and conflicts", "never shown", CASE),
    "Person.bank_account": Personal("L3", "pay", "last four digits", CASE),
    "Person.bank_account_mask": Personal("L2", "recognise without opening", "is the mask", CASE),
    "Person.bank_index": Personal("L3", "find one account used by many", "never shown", CASE),
    "Person.bank_name": Personal("L2", "pay", "none", CASE),
    "Person.address": Personal("L4", "visit the home", "down to the street office", CASE),
    "Person.address_mask": Personal("L2", "recognise without opening", "is the mask", CASE),
    "Person.present_number_index": Personal("L3", "find the person by an old number of 15 digits", "never shown", CASE),
    "Person.home_index": Personal("L3", "find people registered twice", "never shown", CASE),
    "Person.building_index": Personal("L3", "find people registered twice", "never shown", CASE),
    "Person.merged_into": Personal("L2", "read several records of one person as one", "none", CASE),
    "Person.area": Personal("L2", "which office is responsible", "none", CASE),
    "Person.user": Personal("L2", "let the person see the own data", "none", CASE),
    "PersonToken.person": Personal("L2", "find by name", "never shown", CASE),
    "PersonToken.token": Personal("L3", "find by name", "never shown", CASE),
    "DuplicatePair.first": Personal("L2", "find people registered twice", "none", CASE),
    "DuplicatePair.second": Personal("L2", "find people registered twice", "none", CASE),
    "DuplicatePair.reasons": Personal("L2", "find people registered twice", "codes and points only", CASE),
    "DuplicatePair.note": Personal("L2", "why two records were merged or told apart", "none", CASE),
    "PersonMerge.kept": Personal("L2", "read several records of one person as one", "none", CASE),
    "PersonMerge.absorbed": Personal("L2", "read several records of one person as one", "none", CASE),
    "PersonMerge.membership": Personal("L2", "bring the home back when a merge is undone", "none", CASE),
    "Household.head": Personal("L2", _WHO, "none", CASE),
    "Household.area": Personal("L2", _WHO, "none", CASE),
    "HouseholdMember.person": Personal("L2", _WHO, "none", CASE),
    "HouseholdMember.relation": Personal("L2", _WHO, "none", CASE),
    "HouseholdMember.support": Personal("L2", "income per head", "none", CASE),
    "HouseholdMember.away": Personal("L4", "income per head", "handlers only", CASE),
    "HouseholdMember.away_since": Personal("L4", "income per head", "handlers only", CASE),
    "IncomeDeclaration.person": Personal("L2", "income per head", "none", CASE),
    "IncomeDeclaration.kind": Personal("L3", "income per head", "handlers only", CASE),
    "IncomeDeclaration.amount_fen": Personal("L3", "income per head", "handlers only", CASE),
    "IncomeDeclaration.document": Personal("L3", "prove a fact", "none", CASE),
    "PaperValidity.published_by": Personal("L2", "who answers for the rule", "none", "as long as the rule"),
    "PropertyDeclaration.person": Personal("L2", "need of the family", "none", CASE),
    "PropertyDeclaration.kind": Personal("L3", "need of the family", "handlers only", CASE),
    "PropertyDeclaration.value_fen": Personal("L3", "need of the family", "handlers only", CASE),
    "PropertyDeclaration.document": Personal("L3", "prove a fact", "none", CASE),
    "GuardianLink.ward": Personal("L4", "who may decide for a minor", "none", CASE),
    "GuardianLink.guardian": Personal("L3", "who may decide for a minor", "none", CASE),
    "GuardianLink.relation": Personal("L2", "who may decide for a minor", "none", CASE),
    "GuardianLink.proof": Personal("L3", "prove the guardianship", "none", CASE),
    "DeclaredRelative.user": Personal("L2", "keep staff from cases of relatives", "none", "while employed and 3 years"),
    "DeclaredRelative.relation": Personal(
        "L2", "keep staff from cases of relatives", "none", "while employed and 3 years"
    ),
    "DeclaredRelative.id_number_index": Personal(
        "L3", "recognise a relative", "never shown", "while employed and 3 years"
    ),
    "DeclaredRelative.id_number_mask": Personal(
        "L2", "recognise without opening", "is the mask", "while employed and 3 years"
    ),
    "DeclaredRelative.phone_index": Personal("L3", "recognise a relative", "never shown", "while employed and 3 years"),
    "DeclaredRelative.phone_mask": Personal(
        "L2", "recognise without opening", "is the mask", "while employed and 3 years"
    ),
    "Document.person": Personal("L2", "prove a fact", "none", CASE),
    "Document.kind": Personal("L2", "prove a fact", "none", CASE),
    "Document.file": Personal(
        "L4", "prove a fact", "served to people with the right only", "1 year after the case is closed"
    ),
    "Document.sha256": Personal("L2", "the file is unchanged; the same paper used twice", "never shown", CASE),
    "Document.original_name_hint": Personal("L3", "recognise one's own file", "none", CASE),
    "HardshipCertificate.person": Personal("L2", "eligibility", "none", CASE),
    "HardshipCertificate.category": Personal("L4", "eligibility", "handlers only", CASE),
    "HardshipCertificate.number": Personal(
        "L3", "check with the office that issued it", "first character and last two", CASE
    ),
    "HardshipCertificate.number_mask": Personal("L2", "recognise without opening", "is the mask", CASE),
    "HardshipCertificate.disability_class": Personal("L4", "eligibility", "handlers only", CASE),
    "HardshipCertificate.disability_level": Personal("L4", "eligibility", "handlers only", CASE),
    "HardshipCertificate.document": Personal("L3", "prove a fact", "none", CASE),
    "Consent.person": Personal("L2", "prove the agreement", "none", CASE),
    "Consent.signer": Personal("L2", "prove the agreement", "none", CASE),
    "Consent.relation": Personal("L2", "prove the agreement", "none", CASE),
    "Consent.evidence": Personal("L3", "prove the agreement", "none", CASE),
}

FIELDS |= {
    "Affiliate.name": Personal("L3", "whose relatives stand back", "the federation only", CASE),
    "Affiliate.relation": Personal("L2", "conflict of interest", "the federation only", CASE),
    "Affiliate.user": Personal("L2", "conflict of interest", "the federation only", CASE),
    "Affiliate.id_number_index": Personal("L3", "conflict of interest", "never shown", CASE),
    "Affiliate.id_number_mask": Personal("L2", "conflict of interest", "is the mask", CASE),
    "Affiliate.phone_index": Personal("L3", "conflict of interest", "never shown", CASE),
    "Affiliate.phone_mask": Personal("L2", "conflict of interest", "is the mask", CASE),
}

_DECLARED = ("public_id", "proof", "declared_by", "declared_at", "voided_by", "voided_at")
PLAIN: dict[str, tuple[str, ...]] = {
    "PaperValidity": ("kind", "days", "effective_from", "source", "published_at"),
    "Person": ("seal_id", "reference", "id_type", "registered_by", "registered_at"),
    "ComparedPerson": ("at",),
    "DuplicatePair": ("reference", "score", "found_at", "decided_by", "state", "version", "state_since"),
    "PersonMerge": ("pair", "merged_by", "merged_at", "undone_by", "undone_at"),
    "Household": ("reference", "opened_at", "closed_at", "merged_into"),
    "IncomeDeclaration": ("first_month", "last_month", *_DECLARED),
    "PropertyDeclaration": ("as_of", *_DECLARED),
    "HouseholdMember": ("household", "valid_from", "valid_to"),
    "GuardianLink": ("valid_from", "valid_to"),
    "DeclaredRelative": ("declared_at", "ended_at"),
    "Affiliate": ("kind", "entered_at", "entered_by", "ended_at"),
    "Document": ("public_id", "bytes", "mime", "uploaded_by", "uploaded_at", "expires_on"),
    "HardshipCertificate": ("seal_id", "valid_from", "valid_to", "checked_by", "checked_at"),
    "ConsentText": ("version", "purpose", "body", "first_shown_at"),
    "Consent": ("purpose", "text", "channel", "given_at", "recorded_by"),
    "ConsentWithdrawal": ("consent", "withdrawn_at", "channel", "recorded_by"),
}
