"""Shopware 6: its Admin API, the mapping to the canonical order, and changes of state and stock on their way back."""
