"""The list of markets, encoded once: the catalogue does not change while the service runs."""

from collections.abc import Sequence

from moorage.api.entities import SUMMARY_CODE, SUMMARY_NAME, Entities
from moorage.api.icons import monogram
from moorage.api.schemas import ENCODER, FieldEntity, FormFields, MarketEntity
from moorage.domain.market import FormField, Market
from moorage.services.ports import Markets


class MarketList:
    """The answers about markets that never change: the list, and an icon per market."""

    def __init__(self, markets: Markets, entities: Entities, egress_addresses: Sequence[str]) -> None:
        """Take the catalogue and the addresses that a key may be bound to."""
        listed = [_entity(market, entities.icon(market.code), egress_addresses) for market in markets.all()]
        self.encoded = ENCODER.encode(listed)
        self.icons = {market.code: monogram(market.code, market.name) for market in markets.all()}
        self.icons[SUMMARY_CODE] = monogram(SUMMARY_CODE, SUMMARY_NAME)


def _entity(market: Market, icon: str, egress_addresses: Sequence[str]) -> MarketEntity:
    return MarketEntity(
        market_name=market.name,
        market_url=market.url,
        market_icon=icon,
        help_link=market.help_link,
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
