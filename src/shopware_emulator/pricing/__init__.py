"""Prices, taxes and totals as Shopware calculates them: pure."""
