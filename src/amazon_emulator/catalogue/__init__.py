"""Amazon's own catalogue: the products that sellers offer."""
