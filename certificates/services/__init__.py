"""Everything that changes certificates; `services.jobs` starts what takes longer."""

from certificates.services.issuing import end_notices, issue_certificate, revoke_certificate

__all__ = ["end_notices", "issue_certificate", "revoke_certificate"]
