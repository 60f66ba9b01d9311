from moorage.domain.currency import Currency


class TestCurrency:
    def test_what_is_not_known_is_none(self) -> None:
        """A name is all a currency needs."""
        told = Currency(code="EUR", name="Euro")
        assert (told.slug, told.coinmarketcap_id) == (None, None)
