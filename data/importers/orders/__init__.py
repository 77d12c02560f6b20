"""Journals of the orders to pay (mandats) and to receive (titres): dated execution, without anybody's name."""
