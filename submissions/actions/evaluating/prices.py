"""What machines on the Hub cost, asked once in a while."""

from dataclasses import asdict
from typing import Final

from django.core.cache import cache

from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubError
from hackathon.hub.job_types import HardwarePrice

PRICES: Final = "evaluation-prices"
PRICES_SECONDS: Final = 6 * 3600


def price_of(hub: HubClient, flavor: str) -> HardwarePrice | None:
    """The price of a flavor; None where the Hub does not tell."""
    prices = cache.get(PRICES)
    if prices is None:
        try:
            prices = {price.flavor: asdict(price) for price in hub.job_hardware()}
        except HubError:
            return None
        cache.set(PRICES, prices, PRICES_SECONDS)
    return HardwarePrice(**prices[flavor]) if flavor in prices else None


def per_hour(hub: HubClient, flavor: str) -> float | None:
    """What an hour of a flavor costs, in dollars; None where the Hub does not tell."""
    price = price_of(hub, flavor)
    return float(price.usd_per_hour) if price else None
