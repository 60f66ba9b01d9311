"""What the audit trail says of a caller's change."""

from collections.abc import Mapping
from datetime import datetime

from moorage.domain.access import Caller
from moorage.services.repositories import AuditRecord


def audited(
    caller: Caller | None, at: datetime, action: str, account_id: int, details: Mapping[str, object] | None = None
) -> AuditRecord:
    """Return the record of one change of an account.

    Args:
        caller: Who asked; None is the service itself.
        at: When, aware.
        action: `account.create`, `account.update` …
        account_id: Which account.
        details: Names of fields, never values.
    """
    if caller is None:
        subject = f"account:{account_id}"
        return AuditRecord(at=at, actor="service", action=action, subject=subject, details=details or {})
    return AuditRecord(
        at=at,
        actor=f"key:{caller.api_key_id}",
        action=action,
        subject=f"account:{account_id}",
        user_id=caller.user.id,
        request_id=caller.request_id,
        address=caller.address,
        details=details or {},
    )
