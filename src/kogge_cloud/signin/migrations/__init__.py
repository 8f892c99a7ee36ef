"""Tables of sign-ins, as they came to be."""
