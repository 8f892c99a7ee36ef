"""A call to Amazon in a seller's name: an access token, a token of the quota, then one request."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from kogge_cloud.accounts.models import Registration
from kogge_cloud.accounts.services import read_authorization, withdraw_authorization
from kogge_cloud.adapters.errors import AccessTokenRejected, ApplicationRejected, AuthorizationRevoked, QuotaExhausted
from kogge_cloud.amazon.client import Answer
from kogge_cloud.amazon.login import (
    drop_access_token,
    drop_grantless_token,
    get_access_token,
    get_grantless_token,
)
from kogge_cloud.amazon.planning import Supply
from kogge_cloud.amazon.quotas import BucketKey, note_answer, note_throttling, read_supply, take_token
from kogge_contract.authorization import AuthorizationState


def call_amazon(
    registration: Registration, operation: str, request: Callable[[str], Answer], now: datetime, floor: float = 0
) -> Answer:
    """Make one call with a good access token, if the quota allows it now and leaves `floor` tokens to others.

    Raises QuotaExhausted without making the call, and the other errors of this package. When Amazon refuses the
    credentials for good, the platform is no longer authenticated and says why.
    """
    authorization = read_authorization(registration)
    key = BucketKey.of(authorization.client_id, registration.seller_reference, operation)
    try:
        access_token = get_access_token(authorization)
    except AuthorizationRevoked as error:
        _withdraw(registration, AuthorizationState.REVOKED, error.message)
        raise
    except ApplicationRejected as error:
        _withdraw(registration, AuthorizationState.NOT_AUTHENTICATED, error.message)
        raise
    try:
        # Only now: a sign-in that fails costs no quota.
        return _call_within_quota(key, partial(request, access_token), now, floor)
    except AccessTokenRejected:
        drop_access_token(authorization, access_token)
        raise


def call_grantless(
    registration: Registration, operation: str, scope: str, request: Callable[[str], Answer], now: datetime
) -> Answer:
    """Make one call in the name of the platform's application, not of its seller, if the quota allows it now.

    Raises what `call_amazon` raises; the platform's own state is not touched.
    """
    authorization = read_authorization(registration)
    key = BucketKey.of(authorization.client_id, "", operation)
    access_token = get_grantless_token(authorization, scope)
    try:
        return _call_within_quota(key, partial(request, access_token), now)
    except AccessTokenRejected:
        drop_grantless_token(authorization, scope, access_token)
        raise


def _call_within_quota(key: BucketKey, request: Callable[[], Answer], now: datetime, floor: float = 0) -> Answer:
    wait_s = take_token(key, now, floor)
    if wait_s:
        raise QuotaExhausted(wait_s)
    try:
        answer = request()
    except QuotaExhausted as error:
        raise QuotaExhausted(note_throttling(key, now)) from error
    note_answer(key, answer.rate)
    return answer


def read_quota(registration: Registration, operation: str, now: datetime) -> Supply:
    """Return how many calls a platform has in hand."""
    authorization = read_authorization(registration)
    key = BucketKey.of(authorization.client_id, registration.seller_reference, operation)
    return read_supply(key, now)


def _withdraw(registration: Registration, state: AuthorizationState, reason: str) -> None:
    withdraw_authorization(registration.pk, state, reason, bytes(registration.credentials_encrypted or b""))
