"""A local Shopware 6: an emulator of its Admin API, for development and tests."""
