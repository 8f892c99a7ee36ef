"""What can be wrong with credentials and registrations."""

from http import HTTPStatus

from kogge_cloud.errors import CloudError


class ClientRejected(CloudError):
    """Client id and secret do not belong together, or the client was revoked."""

    code = "invalid_client"
    status = HTTPStatus.UNAUTHORIZED


class GrantUnsupported(CloudError):
    """Another grant than client_credentials was asked for."""

    code = "unsupported_grant_type"
    status = HTTPStatus.BAD_REQUEST


class TokenRejected(CloudError):
    """The bearer token is missing, forged, expired, or its client was revoked; a fresh one may help."""

    code = "invalid_token"
    permanent = False
    status = HTTPStatus.UNAUTHORIZED


class PlatformUnknown(CloudError):
    """The tenant has no such platform."""

    code = "platform_unknown"
    status = HTTPStatus.NOT_FOUND


class RegionUnknown(CloudError):
    """The platform has no such region."""

    code = "region_unknown"


class MarketplaceUnknown(CloudError):
    """The region has no such marketplace."""

    code = "marketplace_unknown"


class NameTaken(CloudError):
    """Another platform of the tenant has the name."""

    code = "name_taken"
    status = HTTPStatus.CONFLICT


class SellerRegistered(CloudError):
    """The selling account already is a platform of the tenant."""

    code = "seller_registered"
    status = HTTPStatus.CONFLICT


class OtherSeller(CloudError):
    """A platform that has fetched already belongs to its selling account: another one's orders would mix with them."""

    code = "other_seller"
    status = HTTPStatus.CONFLICT


class NotAuthenticated(CloudError):
    """The seller has not (or no longer) allowed the Cloud to act."""

    code = "not_authenticated"
    status = HTTPStatus.CONFLICT


class RegionFixed(CloudError):
    """A platform that is signed in stays in its region."""

    code = "region_fixed"
    status = HTTPStatus.CONFLICT


class SecretNotOwn(CloudError):
    """The platform was not signed in with an application of the merchant's own."""

    code = "secret_not_own"
    status = HTTPStatus.CONFLICT


class SecretMissing(CloudError):
    """Keys of a shop are given in part, and what is kept does not complete them."""

    code = "secret_missing"


class ApplicationMissing(CloudError):
    """The Cloud has no public application for the kind of platform."""

    code = "application_missing"
    status = HTTPStatus.CONFLICT
