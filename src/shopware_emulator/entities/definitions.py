"""The entities of Shopware 6.6 that this shop knows: their fields and associations, by Shopware's own definitions."""

from dataclasses import dataclass, field
from typing import Any

LIVE_VERSION = "0fa91ce3e96a4bc2be4bd9ce752c3425"

Row = dict[str, Any]
"""What is stored of an entity: the fields that are not null."""


@dataclass(frozen=True, slots=True)
class Association:
    """How rows belong together: those of `target` whose field `theirs` is this row's field `ours`."""

    target: str
    ours: str
    theirs: str
    is_many: bool = False
    is_autoloaded: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """An entity. `blank` is what its rows look like in an answer before anything is filled in."""

    name: str
    fields: tuple[str, ...]
    associations: dict[str, Association]
    translated: tuple[str, ...]
    blank: Row = field(repr=False)

    @property
    def path(self) -> str:
        """The entity in addresses."""
        return self.name.replace("_", "-")

    def is_known(self, name: str) -> bool:
        """Tell whether there is a field or an association of that name."""
        return name in self.blank


DEFINITIONS: dict[str, Definition] = {}

_LISTS = {"ruleIds", "trackingCodes", "states", "validationData", "translated", "extensions"}
_OUTSIDE = {"apiAlias", "_uniqueIdentifier", "extensions"}


def one(target: str, ours: str, *, autoload: bool = False) -> Association:
    """Return an association to the row whose id stands in a field of ours."""
    return Association(target, ours, "id", is_autoloaded=autoload)


def many(target: str, theirs: str) -> Association:
    """Return an association to the rows that name our id in a field of theirs."""
    return Association(target, "id", theirs, is_many=True)


def _define(
    name: str,
    fields: str,
    associations: dict[str, Association] | None = None,
    *,
    translated: str = "",
    unserved: str = "",
    is_versioned: bool = False,
) -> None:
    """Add a definition. `unserved` are associations that are null always, since the shop has nothing there."""
    names = (*fields.split(), *translated.split())
    known = {**(associations or {})}
    blank: Row = {"extensions": [], "_uniqueIdentifier": None, "versionId": LIVE_VERSION if is_versioned else None}
    blank |= {"translated": [], "createdAt": None, "updatedAt": None}
    blank |= {each: [] if each in _LISTS else None for each in names}
    blank |= dict.fromkeys((*known, *unserved.split()))
    blank["apiAlias"] = name
    scalars = tuple(
        each for each in blank if each not in known and each not in unserved.split() and each not in _OUTSIDE
    )
    DEFINITIONS[name] = Definition(name, scalars, known, tuple(translated.split()), blank)


_define(
    "order",
    "id autoIncrement orderNumber billingAddressId billingAddressVersionId currencyId languageId salesChannelId "
    "orderDateTime orderDate price amountTotal amountNet positionPrice taxStatus shippingCosts shippingTotal "
    "currencyFactor deepLinkCode affiliateCode campaignCode customerComment source stateId ruleIds customFields "
    "createdById updatedById itemRounding totalRounding",
    {
        "stateMachineState": one("state_machine_state", "stateId"),
        "orderCustomer": Association("order_customer", "id", "orderId", is_autoloaded=True),
        "currency": one("currency", "currencyId"),
        "language": one("language", "languageId"),
        "salesChannel": one("sales_channel", "salesChannelId"),
        "addresses": many("order_address", "orderId"),
        "billingAddress": one("order_address", "billingAddressId"),
        "deliveries": many("order_delivery", "orderId"),
        "lineItems": many("order_line_item", "orderId"),
        "transactions": many("order_transaction", "orderId"),
    },
    unserved="documents tags createdBy updatedBy",
    is_versioned=True,
)
_define(
    "order_customer",
    "id customerId orderId orderVersionId email salutationId firstName lastName company title vatIds customerNumber "
    "customFields remoteAddress",
    {
        "order": one("order", "orderId"),
        "customer": one("customer", "customerId"),
        "salutation": one("salutation", "salutationId"),
    },
    is_versioned=True,
)
_define(
    "order_address",
    "id countryId countryStateId orderId orderVersionId salutationId firstName lastName street zipcode city company "
    "department title vatId phoneNumber additionalAddressLine1 additionalAddressLine2 customFields",
    {
        "country": one("country", "countryId"),
        "countryState": one("country_state", "countryStateId"),
        "salutation": one("salutation", "salutationId"),
        "order": one("order", "orderId"),
        "orderDeliveries": many("order_delivery", "shippingOrderAddressId"),
    },
    is_versioned=True,
)
_define(
    "order_line_item",
    "id orderId orderVersionId productId productVersionId promotionId parentId parentVersionId coverId identifier "
    "referencedId quantity label payload good removable stackable position states price priceDefinition unitPrice "
    "totalPrice description type customFields",
    {
        "order": one("order", "orderId"),
        "product": one("product", "productId"),
        "parent": one("order_line_item", "parentId"),
        "children": many("order_line_item", "parentId"),
        "orderDeliveryPositions": many("order_delivery_position", "orderLineItemId"),
    },
    unserved="cover promotion orderTransactionCaptureRefundPositions downloads",
    is_versioned=True,
)
_define(
    "order_delivery",
    "id orderId orderVersionId shippingOrderAddressId shippingOrderAddressVersionId shippingMethodId stateId "
    "trackingCodes shippingDateEarliest shippingDateLatest shippingCosts customFields",
    {
        "stateMachineState": one("state_machine_state", "stateId"),
        "order": one("order", "orderId"),
        "shippingOrderAddress": one("order_address", "shippingOrderAddressId"),
        "shippingMethod": one("shipping_method", "shippingMethodId"),
        "positions": many("order_delivery_position", "orderDeliveryId"),
    },
    is_versioned=True,
)
_define(
    "order_delivery_position",
    "id orderDeliveryId orderDeliveryVersionId orderLineItemId orderLineItemVersionId price unitPrice totalPrice "
    "quantity customFields",
    {
        "orderDelivery": one("order_delivery", "orderDeliveryId"),
        "orderLineItem": one("order_line_item", "orderLineItemId"),
    },
    is_versioned=True,
)
_define(
    "order_transaction",
    "id orderId orderVersionId paymentMethodId amount validationData stateId customFields",
    {
        "stateMachineState": one("state_machine_state", "stateId"),
        "order": one("order", "orderId"),
        "paymentMethod": one("payment_method", "paymentMethodId"),
    },
    unserved="captures",
    is_versioned=True,
)
_define(
    "state_machine_state",
    "id technicalName stateMachineId",
    {"stateMachine": one("state_machine", "stateMachineId")},
    translated="name customFields",
    unserved="fromStateMachineTransitions toStateMachineTransitions translations orderTransactions orderDeliveries "
    "orders orderTransactionCaptures orderTransactionCaptureRefunds toStateMachineHistoryEntries "
    "fromStateMachineHistoryEntries",
)
_define(
    "state_machine",
    "id technicalName initialStateId",
    {"states": many("state_machine_state", "stateMachineId")},
    translated="name customFields",
    unserved="transitions translations historyEntries",
)
_define(
    "payment_method",
    "id pluginId handlerIdentifier position active afterOrderEnabled availabilityRuleId mediaId "
    "formattedHandlerIdentifier synchronous asynchronous prepared refundable recurring shortName technicalName",
    translated="name distinguishableName description customFields",
    unserved="translations media availabilityRule salesChannelDefaultAssignments plugin customers orderTransactions "
    "salesChannels appPaymentMethod",
)
_define(
    "shipping_method",
    "id active position availabilityRuleId mediaId deliveryTimeId taxType taxId technicalName",
    {"tax": one("tax", "taxId")},
    translated="name customFields description trackingUrl",
    unserved="deliveryTime translations availabilityRule prices media tags orderDeliveries salesChannels "
    "salesChannelDefaultAssignments appShippingMethod",
)
_define(
    "sales_channel",
    "id typeId languageId customerGroupId currencyId paymentMethodId shippingMethodId countryId analyticsId "
    "navigationCategoryId navigationCategoryDepth footerCategoryId serviceCategoryId shortName taxCalculationType "
    "accessKey configuration active hreflangActive maintenance paymentMethodIds",
    {
        "language": one("language", "languageId"),
        "currency": one("currency", "currencyId"),
        "paymentMethod": one("payment_method", "paymentMethodId"),
        "shippingMethod": one("shipping_method", "shippingMethodId"),
        "country": one("country", "countryId"),
        "domains": many("sales_channel_domain", "salesChannelId"),
    },
    translated="name customFields",
    unserved="translations currencies languages countries paymentMethods shippingMethods type customerGroup orders "
    "customers navigationCategory footerCategory serviceCategory",
)
_define(
    "sales_channel_domain", "id url salesChannelId languageId currencyId", {"language": one("language", "languageId")}
)
_define(
    "currency",
    "id factor symbol isoCode position isSystemDefault taxFreeFrom itemRounding totalRounding",
    translated="shortName name customFields",
    unserved="translations salesChannelDefaultAssignments orders salesChannels salesChannelDomains countryRoundings",
)
_define(
    "country",
    "id iso position active shippingAvailable iso3 displayStateInRegistration forceStateInRegistration "
    "checkVatIdPattern vatIdRequired vatIdPattern customerTax companyTax postalCodeRequired checkPostalCodePattern "
    "checkAdvancedPostalCodePattern advancedPostalCodePattern defaultPostalCodePattern isEu",
    {"states": many("country_state", "countryId")},
    translated="name customFields addressFormat",
    unserved="translations customerAddresses orderAddresses salesChannelDefaultAssignments salesChannels taxRules",
)
_define(
    "country_state",
    "id countryId shortCode position active",
    {"country": one("country", "countryId")},
    translated="name customFields",
    unserved="translations customerAddresses orderAddresses",
)
_define("tax", "id taxRate name position customFields", unserved="products rules shippingMethods")
_define(
    "salutation",
    "id salutationKey",
    translated="displayName letterName customFields",
    unserved="translations customers customerAddresses orderCustomers orderAddresses newsletterRecipients",
)
_define(
    "language",
    "id parentId localeId translationCodeId name customFields",
    {
        "locale": one("locale", "localeId"),
        "translationCode": one("locale", "translationCodeId"),
        "parent": one("language", "parentId"),
    },
    unserved="children salesChannels salesChannelDomains customers orders",
)
_define("locale", "id code", translated="name territory customFields", unserved="languages translations users")
_define("product_manufacturer", "id link mediaId", translated="name description customFields", is_versioned=True)
_define(
    "product",
    "id autoIncrement parentId childCount manufacturerId unitId taxId coverId price productNumber restockTime active "
    "available isCloseout availableStock stock variation displayGroup manufacturerNumber ean purchaseSteps "
    "maxPurchase minPurchase purchaseUnit referenceUnit shippingFree purchasePrices markAsTopseller weight width "
    "height length releaseDate ratingAverage categoryTree propertyIds optionIds streamIds tagIds categoryIds sales "
    "states",
    {
        "tax": one("tax", "taxId"),
        "manufacturer": one("product_manufacturer", "manufacturerId"),
        "parent": one("product", "parentId"),
        "children": many("product", "parentId"),
    },
    translated="metaDescription name keywords description metaTitle packUnit packUnitPlural customFields",
    unserved="unit prices cover media translations categories tags properties options visibilities orderLineItems "
    "deliveryTime",
    is_versioned=True,
)
_define(
    "customer",
    "id groupId salesChannelId languageId lastPaymentMethodId defaultPaymentMethodId defaultBillingAddressId "
    "defaultShippingAddressId customerNumber salutationId firstName lastName company email title vatIds "
    "affiliateCode campaignCode active guest firstLogin lastLogin birthday lastOrderDate orderCount "
    "orderTotalAmount reviewCount customFields remoteAddress accountType",
    {
        "salutation": one("salutation", "salutationId"),
        "salesChannel": one("sales_channel", "salesChannelId"),
        "language": one("language", "languageId"),
    },
    unserved="group defaultPaymentMethod defaultBillingAddress defaultShippingAddress addresses orderCustomers tags",
)

ORDER_PARTS = (
    "order",
    "order_customer",
    "order_address",
    "order_line_item",
    "order_delivery",
    "order_delivery_position",
    "order_transaction",
)
"""The entities that belong to one order and are kept with it."""
