"""Lends numbers that nobody has and takes every loan into a table: for demo mode and tests."""

from datetime import datetime, timedelta

from delivery.wristbands.models import RecordedRelay
from delivery.wristbands.relay import LentNumber
from protection import masks

NUMBER = "95013000000001"  # 95013 is a prefix of relay numbers; this one is not in service
LENT_FOR = timedelta(minutes=30)


class RecordingRelay:
    def lend(self, reference: str, callee: str, *, at: datetime, timeout: float) -> LentNumber:
        until = at + LENT_FOR
        RecordedRelay.objects.create(reference=reference, callee_mask=masks.phone(callee), number=NUMBER, until=until)
        return LentNumber(NUMBER, until)
