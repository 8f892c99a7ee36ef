"""Login with Amazon: tokens, and the pages on which a seller consents."""
