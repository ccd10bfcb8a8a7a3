from django.db import migrations

from database.operations import append_only, state_needs_event


class Migration(migrations.Migration):
    """A draw is never changed; a check moves only with its event."""

    dependencies = [("payments", "0003_paid_payments_are_drawn_and_checked"), ("audit", "0002_events_are_append_only")]

    operations = [
        state_needs_event("payments_paymentcheck", "payments.paymentcheck", "open"),
        append_only("payments_sampledraw"),
    ]
