"""Articles: what is sold, and the freight, service and placeholder articles."""
