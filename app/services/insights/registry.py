"""The measures there are. What a person reads about them (name, formula) is `app.wording.measures`' business."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.services.insights import holdings, relations, sales, shipping
from app.services.insights.figures import Dimension, Measure, MeasureName, Unit

_GOODS: Final = (Dimension.PRODUCT, Dimension.SUPPLIER, Dimension.CATEGORY)
_SALES: Final = (Dimension.CUSTOMER, *_GOODS, Dimension.STAFF, Dimension.MONTH)
_SHIPPING: Final = (Dimension.CARRIER, Dimension.CUSTOMER, Dimension.MONTH)

_ALL: Final = (
    Measure(MeasureName.REVENUE, Unit.MONEY, _SALES, sales.revenue),
    Measure(MeasureName.ORDERS, Unit.ORDERS, (Dimension.CUSTOMER, Dimension.STAFF, Dimension.MONTH), sales.orders),
    Measure(MeasureName.FREIGHT, Unit.MONEY, (Dimension.CARRIER, Dimension.MONTH), sales.freight),
    Measure(MeasureName.ON_TIME_SHIPPING, Unit.RATE, _SHIPPING, shipping.on_time_shipping),
    Measure(MeasureName.DAYS_TO_SHIP, Unit.DAYS, _SHIPPING, shipping.days_to_ship),
    Measure(
        MeasureName.BELOW_REORDER_POINT,
        Unit.PRODUCTS,
        _GOODS,
        holdings.below_reorder_point,
        always_by=Dimension.PRODUCT,
    ),
    Measure(
        MeasureName.STOCK_VALUE,
        Unit.MONEY,
        _GOODS,
        holdings.stock_value,
        permission="cost.view",
    ),
    Measure(MeasureName.REPEAT_RATE, Unit.RATE, (), sales.repeat_rate),
    Measure(MeasureName.RFM, Unit.SCORE, (Dimension.CUSTOMER,), relations.rfm, always_by=Dimension.CUSTOMER),
    Measure(MeasureName.CALLS, Unit.CALLS, (Dimension.STAFF, Dimension.OUTCOME, Dimension.MONTH), relations.calls),
)

MEASURES: Final[Mapping[MeasureName, Measure]] = MappingProxyType({measure.name: measure for measure in _ALL})
