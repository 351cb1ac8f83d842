"""The invariants of the stored data: what must always hold, found by ``check`` when it does not."""
