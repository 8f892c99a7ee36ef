"""Filters of the lists, and the forms of platforms and credentials."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kogge.platforms.listing import list_credentials
from kogge.platforms.models import CloudCredentials, Platform, PlatformKind
from kogge.platforms.rules import parse_marketplaces, show_marketplaces
from kogge.platforms.traits import find_traits
from kogge.web.lists import ListFilters, search_rows
from kogge_contract.platforms import KeyAuthorization, PlatformTraits


class PlatformFilters(ListFilters):
    """Search by name."""

    search_hint = _("Name")

    class Meta:
        """Filters are declared above, none is derived."""

        model = Platform
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within names."""
        return search_rows(rows, value, exact=(), within=("name",))


class CredentialsFilters(ListFilters):
    """Search by name."""

    search_hint = _("Name")

    class Meta:
        """Filters are declared above, none is derived."""

        model = CloudCredentials
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:  # noqa: ARG002 - called so
        """Look within names."""
        return search_rows(rows, value, exact=(), within=("name",))


REGIONS = [("EU", _("Europe")), ("NA", _("North America")), ("FE", _("Far East"))]

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
CHECK = {"class": "form-check-input"}


class CredentialsForm(forms.Form):
    """Credentials of the Cloud; the stored secret is never filled in."""

    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs=TEXT))
    client_id = forms.CharField(label=_("Client ID"), max_length=100, widget=forms.TextInput(attrs=TEXT))
    client_secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs=TEXT | {"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, credentials: CloudCredentials, **options: Any) -> None:  # noqa: ANN401
        """Fill in what is stored."""
        self.credentials = credentials
        options["initial"] = {"name": credentials.name, "client_id": credentials.client_id}
        super().__init__(*args, **options)
        if credentials.pk:
            self.fields["client_secret"].help_text = _("Leave it empty to keep the stored secret.")

    def clean_name(self) -> str:
        """Refuse a name that other credentials have."""
        name: str = self.cleaned_data["name"]
        others = CloudCredentials.objects.filter(company=self.credentials.company, name=name)
        if others.exclude(pk=self.credentials.pk).exists():
            raise forms.ValidationError(gettext("Other credentials have this name already."))
        return name

    def clean_client_secret(self) -> str:
        """Ask for a secret where none is stored."""
        secret: str = self.cleaned_data["client_secret"]
        if not secret and not self.credentials.pk:
            raise forms.ValidationError(gettext("Enter the client secret."))
        return secret

    def apply(self) -> CloudCredentials:
        """Put what was entered into the row, unsaved; the secret is not in it."""
        self.credentials.name = self.cleaned_data["name"]
        self.credentials.client_id = self.cleaned_data["client_id"]
        return self.credentials


def require_free_name(platform: Platform, name: str) -> str:
    """Return the name. Raises ValidationError where another platform of the company has it."""
    if Platform.objects.filter(company=platform.company, name=name).exclude(pk=platform.pk).exists():
        raise forms.ValidationError(gettext("Another platform has this name already."))
    return name


class PlatformForm(forms.Form):
    """What a platform is (register Platform): its name, its kind, whether it is in use and by the Cloud."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Your own name for the selling account. The Cloud account has each name once."),
        widget=forms.TextInput(attrs=TEXT),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=PlatformKind.choices, widget=forms.Select(attrs=SELECT))
    is_active = forms.BooleanField(
        label=_("Active"),
        required=False,
        help_text=_("An active platform stands in the menu, and its orders can be retrieved."),
        widget=forms.CheckboxInput(attrs=CHECK),
    )
    uses_cloud = forms.BooleanField(
        label=_("Use the Cloud"),
        required=False,
        help_text=_("Orders come through the Cloud. The registers Document creation and Credentials belong to it."),
        widget=forms.CheckboxInput(attrs=CHECK),
    )

    def __init__(self, *args: Any, platform: Platform, **options: Any) -> None:  # noqa: ANN401
        """Fill in what is stored."""
        self.platform = platform
        options["initial"] = {name: getattr(platform, name) for name in self.base_fields}
        super().__init__(*args, **options)
        # What the Cloud has registered stays of its kind.
        self.fields["kind"].disabled = bool(platform.cloud_reference)

    def clean_name(self) -> str:
        """Refuse a name that another platform of the company has."""
        return require_free_name(self.platform, self.cleaned_data["name"])

    def apply(self) -> Platform:
        """Put what was entered into the row, unsaved."""
        for name in self.fields:
            setattr(self.platform, name, self.cleaned_data[name])
        return self.platform


class AccessForm(forms.Form):
    """Where a platform's orders come from (register Credentials): Cloud account, region, marketplaces."""

    credentials = forms.ModelChoiceField(
        CloudCredentials.objects.none(),
        label=_("Credentials"),
        required=False,
        help_text=_("With what this Office signs in to the Cloud. Enter them under Parameters – Other – Credentials."),
        widget=forms.Select(attrs=SELECT),
    )
    region = forms.ChoiceField(label=_("Region"), choices=REGIONS, widget=forms.Select(attrs=SELECT))
    marketplaces = forms.CharField(
        label=_("Marketplaces"),
        required=False,
        max_length=500,
        help_text=_("Country codes such as “DE, FR; IT”. Empty: all of the region."),
        widget=forms.TextInput(attrs=TEXT),
    )

    def __init__(self, *args: Any, platform: Platform, **options: Any) -> None:  # noqa: ANN401
        """Fill in what is stored, and offer the company's credentials."""
        self.platform = platform
        options["initial"] = {
            "credentials": platform.credentials_id,
            "region": platform.region,
            "marketplaces": show_marketplaces(platform.marketplaces),
        }
        super().__init__(*args, **options)
        self.fit(find_traits(platform.kind))
        choices = self.fields["credentials"]
        if isinstance(choices, forms.ModelChoiceField):
            choices.queryset = list_credentials(platform.company)
            choices.empty_label = "–"

    def fit(self, traits: PlatformTraits) -> None:
        """Ask only for what this kind of platform has."""
        if traits.regions:
            region = self.fields["region"]
            if isinstance(region, forms.ChoiceField):
                region.choices = [(code, label) for code, label in REGIONS if code in traits.regions]
        else:
            del self.fields["region"]
        if not traits.has_marketplaces:
            del self.fields["marketplaces"]

    def clean_marketplaces(self) -> list[str]:
        """Understand the list of country codes."""
        return parse_marketplaces(self.cleaned_data["marketplaces"])

    def apply(self) -> Platform:
        """Put what was entered into the row, unsaved."""
        for name in self.fields:
            setattr(self.platform, name, self.cleaned_data[name])
        if "region" not in self.fields:
            self.platform.region = ""
        if "marketplaces" not in self.fields:
            self.platform.marketplaces = []
        return self.platform


class CustomerDefaultsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in stubs alone
    """What becomes of a platform's buyers (register Vorgaben)."""

    class Meta:
        """The fields in the order of the page."""

        model = Platform
        fields: ClassVar = ["customer_status", "guest_status", "uses_collective_customer"]
        help_texts: ClassVar = {
            "customer_status": _("New customers get this status, and their number from its number range."),
            "guest_status": _("For buyers to whom the platform gives no id. Empty: as new customers."),
            "uses_collective_customer": _(
                "No customer is created: all documents bear one collective address, and the buyer stands on them only."
            ),
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's
        """Offer the company's statuses."""
        super().__init__(*args, **options)
        self.fields["customer_status"].required = True
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = field.queryset.filter(company=self.instance.company_id).order_by("name")  # type: ignore[union-attr]
                field.empty_label = "–"
            field.widget.attrs["class"] = "form-check-input" if isinstance(field, forms.BooleanField) else "form-select"


class SelfAuthorizationForm(forms.Form):
    """Credentials of the merchant's own application at the platform: handed to the Cloud, stored nowhere here."""

    client_id = forms.CharField(label=_("Client ID"), max_length=500, widget=forms.TextInput(attrs=TEXT))
    client_secret = forms.CharField(label=_("Client secret"), max_length=2000, widget=forms.PasswordInput(attrs=TEXT))
    refresh_token = forms.CharField(label=_("Refresh token"), max_length=4000, widget=forms.PasswordInput(attrs=TEXT))
    seller_reference = forms.CharField(label=_("Seller ID"), max_length=100, widget=forms.TextInput(attrs=TEXT))


class KeysForm(forms.Form):
    """A shop's keys for the Cloud: handed to it, stored nowhere here."""

    address = forms.CharField(
        label=_("Address of the shop"),
        max_length=200,
        help_text=_("As you open it in the browser, such as “https://shop.example.de”."),
        widget=forms.TextInput(attrs=TEXT | {"inputmode": "url", "spellcheck": "false"}),
    )
    access_key = forms.CharField(
        label=_("Access key ID"),
        required=False,
        max_length=500,
        help_text=_("From the shop's administration: Settings – System – Integrations."),
        widget=forms.TextInput(attrs=TEXT | {"spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=_("Secret key"),
        required=False,
        max_length=2000,
        widget=forms.PasswordInput(attrs=TEXT | {"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, platform: Platform, **options: Any) -> None:  # noqa: ANN401
        """Fill in where the shop is; its secret is never shown."""
        self.platform = platform
        options["initial"] = {"address": platform.seller_reference}
        super().__init__(*args, **options)
        if platform.authorized_at:
            self.fields["secret"].help_text = _("Leave both keys empty to keep those that are stored.")

    def clean(self) -> dict[str, Any]:
        """Ask for both keys where none are stored."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.platform.authorized_at:
            for name, text in (("access_key", _("Enter the access key.")), ("secret", _("Enter the secret key."))):
                if not cleaned.get(name):
                    self.add_error(name, text)
        return cleaned

    def read_keys(self, *, is_trial: bool) -> KeyAuthorization:
        """Return what was entered, of a valid form."""
        return KeyAuthorization(**self.cleaned_data, is_trial=is_trial)


class SecretForm(forms.Form):
    """A newer client secret of the merchant's own application."""

    client_secret = forms.CharField(
        label=_("New client secret"), widget=forms.PasswordInput(attrs=TEXT | {"id": "id_new_client_secret"})
    )
