"""What the owner of the installation allows to be connected."""

from dataclasses import dataclass
from enum import StrEnum

from moorage.domain.access import Plan, User
from moorage.domain.errors import AccessDenied, RecordInvalid
from moorage.domain.key_report import KeyReport
from moorage.domain.market import Market


class WithdrawalPolicy(StrEnum):
    """What to do with a key that may withdraw: refuse it, take it and say so, or take it."""

    REFUSE = "refuse"
    WARN = "warn"
    ALLOW = "allow"


class ConnectionPolicy(StrEnum):
    """Who may connect which key (the contract's section 6)."""

    OPEN = "open"
    EXPERT_BINANCE_SUBACCOUNTS = "expert_binance_subaccounts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The owner's rules. `egress_addresses` are the public addresses of this server, for messages and allow-lists."""

    withdrawal: WithdrawalPolicy = WithdrawalPolicy.REFUSE
    connection: ConnectionPolicy = ConnectionPolicy.OPEN
    egress_addresses: tuple[str, ...] = ()
    deadline: float = 15.0
    """Seconds that one wish may spend at an exchange, all its requests together."""

    def require_plan(self, user: User, market: Market) -> None:
        """Check who asks, before anything is sent.

        Raises:
            AccessDenied: the connection policy does not let this user or market in; the description names the rule.
        """
        if self.connection is ConnectionPolicy.OPEN:
            return
        if user.plan is not Plan.EXPERT or not market.subaccount_plan_rule:
            raise AccessDenied(
                "Connections using manually created API keys are available only to Expert plan subscribers "
                "and exclusively for Binance sub-accounts (connection_policy = expert_binance_subaccounts)."
            )

    def require_safe(self, report: KeyReport) -> None:
        """Check what the venue said of the key.

        Raises:
            RecordInvalid: on `api_key`, when it may withdraw and the owner refuses that.
            AccessDenied: the connection policy asks for a sub-account, and this is none or it cannot be known.
        """
        if report.permissions.withdraw and self.withdrawal is WithdrawalPolicy.REFUSE:
            raise RecordInvalid(
                attributes={
                    "api_key": ["may withdraw funds, which this server refuses; make a key without that right"]
                },
                extension={"refusal": "WithdrawalRight"},
            )
        if self.connection is ConnectionPolicy.OPEN or report.is_subaccount:
            return
        known = "it belongs to a master account" if report.is_subaccount is False else "the exchange does not tell"
        raise AccessDenied(
            f"Only keys of Binance sub-accounts are accepted, and of this key {known} "
            "(connection_policy = expert_binance_subaccounts)."
        )
