"""The tab Performance: how the chain does, against goals and the time before."""
