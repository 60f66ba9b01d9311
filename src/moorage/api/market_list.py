"""The list of markets, encoded once: the catalogue does not change while the service runs."""

from collections.abc import Sequence

from moorage.api.entities import SUMMARY_CODE, SUMMARY_NAME, Entities
from moorage.api.guides import guides
from moorage.api.icons import monogram
from moorage.api.schemas import ENCODER, FieldEntity, FormFields, MarketEntity
from moorage.domain.market import FormField, Market
from moorage.services.ports import Markets


class MarketList:
    """The answers about markets that never change: the list, an icon per market, and the pages about their keys."""

    def __init__(self, markets: Markets, entities: Entities, egress_addresses: Sequence[str]) -> None:
        """Take the catalogue and the addresses that a key may be bound to."""
        self.guides = guides(markets.all(), egress_addresses)
        listed = [
            _entity(
                market,
                icon=entities.icon(market.code),
                help_link=entities.guide(market.guide) if market.guide in self.guides else market.help_link,
                egress_addresses=egress_addresses,
            )
            for market in markets.all()
        ]
        self.encoded = ENCODER.encode(listed)
        self.icons = {market.code: monogram(market.code, market.name) for market in markets.all()}
        self.icons[SUMMARY_CODE] = monogram(SUMMARY_CODE, SUMMARY_NAME)


def _entity(market: Market, *, icon: str, help_link: str, egress_addresses: Sequence[str]) -> MarketEntity:
    return MarketEntity(
        market_name=market.name,
        market_url=market.url,
        market_icon=icon,
        help_link=help_link,
        market_code=market.code,
        form_fields=FormFields(required=_fields(market.required), optional=_fields(market.optional)),
        available_connection_flows=["form"],
        third_party_allowed=False,
        trusted_ips=list(egress_addresses),
        trusted_ips_input_type="inline",
        fast_connect_action_name="",
    )


def _fields(fields: Sequence[FormField]) -> list[FieldEntity]:
    return [FieldEntity(field=field.field, localized_name=field.localized_name) for field in fields]
