"""Goods on their way, in and out: what was announced, packed, sent, received and delivered."""
