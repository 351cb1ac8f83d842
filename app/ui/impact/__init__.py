"""Who waits for goods that are late: the same page beside a shipment and beside a purchase order."""
