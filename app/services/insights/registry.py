"""The measures there are. What a person reads about them (name, formula) is `app.wording.measures`' business."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.services.insights import delivering, holdings, relations, sales, shipping, stages, supplying, turnover
from app.services.insights.figures import Dimension, Measure, MeasureName, Unit

_GOODS: Final = (Dimension.PRODUCT, Dimension.SUPPLIER, Dimension.CATEGORY)
_SALES: Final = (Dimension.CUSTOMER, *_GOODS, Dimension.STAFF, Dimension.MONTH)
_SUPPLYING: Final = (Dimension.SUPPLIER, Dimension.MONTH)
_DELIVERING: Final = (Dimension.CUSTOMER, *_GOODS, Dimension.MONTH)
_SHIPPING: Final = (Dimension.CARRIER, Dimension.CUSTOMER, Dimension.MONTH)

_ALL: Final = (
    Measure(MeasureName.REVENUE, Unit.MONEY, _SALES, sales.revenue),
    Measure(MeasureName.ORDERS, Unit.ORDERS, (Dimension.CUSTOMER, Dimension.STAFF, Dimension.MONTH), sales.orders),
    Measure(
        MeasureName.FREIGHT, Unit.MONEY, (Dimension.CARRIER, Dimension.MONTH), sales.freight, permission="cost.view"
    ),
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
        (*_GOODS, Dimension.MONTH),
        holdings.stock_value,
        permission="cost.view",
    ),
    Measure(MeasureName.REPEAT_RATE, Unit.RATE, (), sales.repeat_rate),
    Measure(MeasureName.RFM, Unit.SCORE, (Dimension.CUSTOMER,), relations.rfm, always_by=Dimension.CUSTOMER),
    Measure(MeasureName.SUPPLIER_ON_TIME, Unit.RATE, _SUPPLYING, supplying.supplier_on_time),
    Measure(MeasureName.SUPPLIER_DELAY_DAYS, Unit.DAYS, _SUPPLYING, supplying.supplier_delay_days),
    Measure(MeasureName.SUPPLIER_LEAD_TIME, Unit.DAYS, _SUPPLYING, supplying.supplier_lead_time),
    Measure(MeasureName.REJECT_RATE, Unit.RATE, _SUPPLYING, supplying.reject_rate),
    Measure(MeasureName.ON_TIME_DELIVERY, Unit.RATE, _SHIPPING, shipping.on_time_delivery),
    Measure(MeasureName.ON_TIME_IN_FULL, Unit.RATE, _DELIVERING, delivering.on_time_in_full),
    Measure(MeasureName.PERFECT_ORDERS, Unit.RATE, (Dimension.CUSTOMER, Dimension.MONTH), delivering.perfect_orders),
    Measure(MeasureName.FILL_RATE, Unit.RATE, _DELIVERING, delivering.fill_rate),
    Measure(MeasureName.STOCK_TURNS, Unit.TURNS, (*_GOODS, Dimension.MONTH), turnover.stock_turns),
    Measure(MeasureName.DAYS_OF_SUPPLY, Unit.DAYS, (*_GOODS, Dimension.MONTH), turnover.days_of_supply),
    Measure(MeasureName.STAGE_DAYS, Unit.DAYS, (Dimension.STAGE,), stages.stage_days, always_by=Dimension.STAGE),
    Measure(MeasureName.CALLS, Unit.CALLS, (Dimension.STAFF, Dimension.OUTCOME, Dimension.MONTH), relations.calls),
)

MEASURES: Final[Mapping[MeasureName, Measure]] = MappingProxyType({measure.name: measure for measure in _ALL})
