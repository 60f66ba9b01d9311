from moorage.services.audit import audited
from moorage.services.repositories import AuditRecord
from tests.makers import NOW, make_caller, make_user


class TestAudited:
    def test_it_says_who_did_what_to_which_account(self) -> None:
        """The key, not its identifier; the request and where it came from."""
        record = audited(make_caller(make_user(3)), NOW, "account.update", 9, {"fields": ["name"]})
        assert record == AuditRecord(
            at=NOW,
            actor="key:77",
            action="account.update",
            subject="account:9",
            user_id=3,
            request_id="request-1",
            address="127.0.0.1",
            details={"fields": ["name"]},
        )

    def test_details_may_be_left_out(self) -> None:
        """Then there are none."""
        assert audited(make_caller(), NOW, "account.remove", 9).details == {}
