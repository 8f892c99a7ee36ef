"""Bearer tokens: signed, good for an hour, naming one client; nothing is stored for them."""

from django.core import signing

from kogge_cloud.accounts.errors import TokenRejected

LIFETIME_S = 3600
_SALT = "kogge_cloud.accounts.tokens"


def issue_token(client_id: str) -> str:
    """Return a token for the client, good for LIFETIME_S seconds from now."""
    return signing.dumps(client_id, salt=_SALT)


def read_token(token: str) -> str:
    """Return the client id that the token was issued for. Raises TokenRejected when it is forged or too old."""
    try:
        return str(signing.loads(token, salt=_SALT, max_age=LIFETIME_S))
    except signing.SignatureExpired as error:
        message = "The access token has expired; ask for a new one."
        raise TokenRejected(message) from error
    except signing.BadSignature as error:
        message = "The access token is not valid."
        raise TokenRejected(message) from error
