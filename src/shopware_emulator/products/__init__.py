"""What may be written of products: stock and prices."""
