"""What can be wrong with a shop's address and keys."""

from http import HTTPStatus

from kogge_cloud.adapters.errors import PlatformError
from kogge_cloud.errors import CloudError
from kogge_cloud.infrastructure.addresses import AddressPrivate


class AddressInvalid(CloudError):
    """The shop's address is no web address that keys may be sent to."""

    code = "address_invalid"


class ShopPrivate(PlatformError):
    """The shop's name leads into a private network, where this Cloud does not go."""

    code = AddressPrivate.code


class ShopUnreachable(CloudError):
    """Nobody answers at the shop's address, or not as a Shopware 6 would."""

    code = "shop_unreachable"
    permanent = False
    status = HTTPStatus.CONFLICT


class KeysRejected(CloudError):
    """The shop does not know the access key, or the secret is not its own."""

    code = "keys_rejected"
    status = HTTPStatus.CONFLICT


class RightsMissing(CloudError):
    """The keys work, but their role lacks rights."""

    code = "rights_missing"
    status = HTTPStatus.CONFLICT
