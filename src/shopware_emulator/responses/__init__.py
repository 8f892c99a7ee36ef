"""Rows as Shopware writes them: as JSON and as JSON:API."""
