"""Agreements and their withdrawal: facts that are added, never changed."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.recording import record
from beneficiaries.ages import PRIVACY_AGE, age_on
from beneficiaries.consents import PURPOSES, text_hash
from beneficiaries.models import Consent, ConsentText, ConsentWithdrawal, Document, Person
from beneficiaries.selectors import guardians_of
from beneficiaries.withdrawals import tell_followers

GUARDIAN_PURPOSE = "GUARDIAN_MINOR"


class GuardianMustSign(Exception):
    """Below 14, and for the guardian's own consent, the guardian signs (personal information law, article 31)."""


class NotTheGuardian(Exception):
    """The signer is not registered as a guardian of this person."""


@transaction.atomic
def record_consent(
    *,
    person: Person,
    purpose: str,
    signer: Person | None = None,
    channel: str = "portal",
    evidence: Document | None = None,
    text: str = "",
    by: User | None,
    at: datetime,
) -> Consent:
    """Records that `signer` (left out: the person) agreed to `text` (left out: the text in the language now shown).

    The same agreement again, not withdrawn meanwhile, is returned as it is. Raises GuardianMustSign, NotTheGuardian.
    """
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two clicks are one consent
    signer = signer or person
    relation = _relation(person, purpose, signer, at)
    version = _version(purpose, text or str(PURPOSES[purpose].text), at)
    known = Consent.objects.in_force().filter(person=person, text=version, signer=signer).first()
    if known is not None:
        return known
    consent = Consent.objects.create(
        person=person,
        purpose=purpose,
        text=version,
        signer=signer,
        relation=relation,
        channel=channel,
        evidence=evidence,
        given_at=at,
        recorded_by=by,
    )
    data = {"consent": consent.pk, "purpose": purpose, "relation": relation}
    record("beneficiaries.consent_given", subject=person, by=by, at=at, data=data)
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, channel: str = "portal", by: User | None, at: datetime) -> ConsentWithdrawal:
    """From now on the consent does not hold, and what rests on it ends. A second withdrawal returns the first."""
    try:
        with transaction.atomic():
            withdrawal = ConsentWithdrawal.objects.create(
                consent=consent, withdrawn_at=at, channel=channel, recorded_by=by
            )
    except IntegrityError:
        return ConsentWithdrawal.objects.get(consent=consent)
    data = {"consent": consent.pk, "purpose": consent.purpose}
    record("beneficiaries.consent_withdrawn", subject=consent.person, by=by, at=at, data=data)
    tell_followers(consent.purpose, consent.person, at=at)
    return withdrawal


def _relation(person: Person, purpose: str, signer: Person, at: datetime) -> str:
    today = timezone.localdate(at)
    if signer.pk != person.pk:
        link = guardians_of(person, on=today).filter(guardian=signer).first()
        if link is None:
            raise NotTheGuardian(_("Only a registered guardian signs for this person. Name the guardian first."))
        return link.relation
    too_young = person.birth_date is not None and age_on(person.birth_date, today) < PRIVACY_AGE
    if too_young or purpose == GUARDIAN_PURPOSE:
        raise GuardianMustSign(_("The guardian has to sign this consent."))
    return "self"


def _version(purpose: str, text: str, at: datetime) -> ConsentText:
    version, _created = ConsentText.objects.get_or_create(
        version=text_hash(f"{purpose}\n{text}"), defaults={"purpose": purpose, "body": text, "first_shown_at": at}
    )
    return version
