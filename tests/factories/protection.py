"""Rows of the access log."""

from datetime import UTC, datetime

import factory

from protection.models import PersonalDataAccess


class PersonalDataAccessFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PersonalDataAccess

    subject_type = "beneficiaries.person"
    subject_id = 1
    fields = ["phone"]
    purpose = "case_handling"
    reason = "SQ-7K2M9X"
    at = datetime(2023, 9, 5, 2, 0, tzinfo=UTC)
