"""Ten thousand random portfolios and price sets: values agree with the slow reference to the last digit."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.portfolios import BOOKS, PORTFOLIOS, check


@pytest.mark.prove
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(PORTFOLIOS, BOOKS, st.lists(BOOKS, max_size=2))
def test_values_are_right_to_the_last_digit(portfolio, own, others) -> None:
    """Every way a price can come about, sums and rounding, against fractions."""
    check(portfolio, own, others)
