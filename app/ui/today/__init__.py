"""The first tab: what somebody has to do today."""
