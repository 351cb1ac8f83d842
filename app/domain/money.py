"""Money is a whole number of minor units (cents) with its currency; rounding happens once, here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

MAX_MINOR: Final = 10**15
"""Bound of one amount: ten thousand of them still sum within 64 bits."""

PPM: Final = 1_000_000
"""Discounts and rates are stored in parts per million."""

# ISO 4217: the currencies whose minor unit is not a hundredth.
_EXPONENTS: Final = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}

CURRENCIES: Final = frozenset(
    (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
        "CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD "
        "HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL "
        "LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR "
        "PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP "
        "TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
    ).split()
)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount: `minor` units of `currency` (ISO 4217)."""

    minor: int
    currency: str

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        return f"{to_decimal_string(self.minor, self.currency)} {self.currency}"


def exponent(currency: str) -> int:
    """How many decimals the currency's minor unit has (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


def to_decimal_string(minor: int, currency: str) -> str:
    """The amount in major units with all its decimals and a point, as machines read it: `1265793.29`."""
    return scaled_string(minor, exponent(currency))


def scaled_string(value: int, decimals: int) -> str:
    """An integer of 10**-decimals as a plain decimal string."""
    if decimals == 0:
        return str(value)
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(value), 10**decimals)
    return f"{sign}{whole}.{part:0{decimals}d}"


def divide_half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` rounded to the nearest whole, halves away from zero; the denominator is positive."""
    half_up = (abs(numerator) * 2 + denominator) // (denominator * 2)
    return half_up if numerator >= 0 else -half_up


def line_net(price_minor: int, quantity: int, unit_decimals: int, discount_ppm: int = 0) -> int:
    """Net of a document's line in minor units: price × quantity × (1 − discount), rounded half up once.

    `price_minor` is the price of one unit, `quantity` a whole number of 10**-unit_decimals units.
    """
    return divide_half_up(price_minor * quantity * (PPM - discount_ppm), 10**unit_decimals * PPM)


def share(total: int, part: int, whole: int) -> int:
    """The part of an amount that goes with `part` of `whole`, rounded half up; the last part takes the rest."""
    return total if part == whole else divide_half_up(total * part, whole)


def allocate(total: int, weights: list[int]) -> list[int]:
    """Split an amount by weights so that the shares sum to it exactly (largest remainder, first one wins a tie).

    Weights must not be negative and not all zero. Definitions 1.9.
    """
    whole = sum(weights)
    sign = 1 if total >= 0 else -1
    floors = [abs(total) * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(abs(total) * weights[i] % whole), i))
    for index in by_remainder[: abs(total) - sum(floors)]:
        floors[index] += 1
    return [sign * floor for floor in floors]
