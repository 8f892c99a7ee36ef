"""Slows guessing of passwords down, by account and by address, alike for accounts that exist and that do not."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from kogge.kernel.errors import KoggeError
from kogge.people.models import SignInAttempt
from kogge.people.rules import (
    FROM_ONE_ADDRESS,
    OF_ONE_ACCOUNT,
    OF_ONE_ACCOUNT_FROM_ONE_ADDRESS,
    WINDOW,
    wait_for,
)

SALT = "kogge.people.sign_in"


class TooManyAttempts(KoggeError):
    """Signing in has failed too often; the next attempt must wait for `minutes`."""

    code = "too_many_attempts"
    permanent = False

    def __init__(self, wait: timedelta) -> None:
        """Say how long, in whole minutes."""
        self.minutes = int(wait.total_seconds()) // 60 + 1
        super().__init__(f"Too many attempts to sign in failed. Try again in {self.minutes} minutes.")


def begin_attempt(account: str, address: str, now: datetime) -> SignInAttempt:
    """Note an attempt before it is made, so that many at once count, too. Raises TooManyAttempts.

    One that is refused does not count: who waits is let in.
    """
    SignInAttempt.objects.filter(at__lt=now - WINDOW).delete()
    attempt = SignInAttempt.objects.create(
        at=now, account_key=_digest(account.strip().casefold()), address_key=_digest(address)
    )
    of_account = SignInAttempt.objects.filter(account_key=attempt.account_key, pk__lt=attempt.pk)
    from_address = SignInAttempt.objects.filter(address_key=attempt.address_key, pk__lt=attempt.pk)
    wait = max(
        _wait(of_account.filter(address_key=attempt.address_key), OF_ONE_ACCOUNT_FROM_ONE_ADDRESS, now),
        _wait(of_account, OF_ONE_ACCOUNT, now),
        _wait(from_address, FROM_ONE_ADDRESS, now),
    )
    if wait:
        attempt.delete()
        raise TooManyAttempts(wait)
    return attempt


def forget_attempts(attempt: SignInAttempt) -> None:
    """Forget the attempts of somebody who has signed in."""
    SignInAttempt.objects.filter(account_key=attempt.account_key, address_key=attempt.address_key).delete()


def _wait(attempts: QuerySet[SignInAttempt], limit: int, now: datetime) -> timedelta:
    return wait_for(list(attempts.order_by("-at").values_list("at", flat=True)[:limit]), limit, now)


def _digest(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()
