"""Offers: what of the articles is sold on a platform, and the transfer of stock, prices and listings to it."""
