"""Who sells what to the sample shop: its suppliers' own goods, with price breaks, and what others sell of them too."""

from __future__ import annotations

from app.services.sample.content import Also, Item, Source
from app.services.sample.stage import Stage
from app.services.suppliers.items import save_item
from app.services.suppliers.read_models import Break, ItemDraft


def make_offers(stage: Stage) -> None:
    """Write down every supplier's offers; the first supplier of a product is the one it is ordered from."""
    for index, source in enumerate(stage.content.sources):
        for item in source.items:
            stage.offers[item.sku] = save_item(stage.ctx, _own(stage, index, source, item))
    for index, source in enumerate(stage.content.sources):
        for offer in source.also:
            save_item(stage.ctx, _of_others(stage, index, source, offer))


def _own(stage: Stage, index: int, source: Source, item: Item) -> ItemDraft:
    return ItemDraft(
        supplier_id=stage.suppliers[index],
        product_id=stage.products[item.sku],
        supplier_sku=f"{source.code}-{item.sku.rpartition('-')[2]}",
        price_minor=item.cost,
        currency=stage.content.currency,
        breaks=tuple(Break(quantity, price) for quantity, price in source.breaks_of(item)),
        pack_quantity=item.pack,
        minimum=item.pack,
        multiple=item.pack,
        lead_time_days=source.lead,
    )


def _of_others(stage: Stage, index: int, source: Source, offer: Also) -> ItemDraft:
    """In single pieces, half a dozen at least."""
    return ItemDraft(
        supplier_id=stage.suppliers[index],
        product_id=stage.products[offer.sku],
        supplier_sku=f"{source.code}-{offer.sku}",
        price_minor=offer.cost,
        currency=stage.content.currency,
        breaks=(Break(48, offer.cost * 95 // 100),),
        pack_quantity=1,
        minimum=6,
        lead_time_days=offer.lead,
    )
