"""What the consent pages say, in English and German."""

ENGLISH = {
    "emulator": "Emulator: this is not Amazon. Nothing here is real.",
    "title": "Seller Central (emulator)",
    "sign_in": "Sign in",
    "email": "E-mail address",
    "password": "Password",
    "hint": "Demo seller: demo@kogge.example with the password kogge-demo. More stand in the Emulator's README.",
    "wrong_password": "E-mail address and password do not match.",
    "second_factor": "Two-step verification",
    "one_time_code": "One-time code",
    "code_hint": "The demo sellers' code is always 123456.",
    "wrong_code": "The code is not correct.",
    "verify": "Verify",
    "consent": "Authorize {application}",
    "asks": "{application} asks for access to the selling account {seller} ({seller_id}), region {region}.",
    "roles": "With these roles:",
    "no_roles": "The application has no roles.",
    "agree": "I authorize {application} to access my selling account with these roles.",
    "not_agreed": "Please tick the box before you confirm.",
    "confirm": "Confirm",
    "cancel": "Cancel",
    "sign_out": "Sign in as another seller",
    "problem": "This does not work",
    "unknown_application": "There is no application with this application_id.",
    "draft": "The application is a draft. Drafts are authorized with version=beta only.",
    "state_too_long": "The state is longer than 2000 characters.",
    "unknown_redirect": "The redirect_uri is not one that the application has registered.",
    "wrong_region": "This seller sells in region {seller_region} and cannot consent in region {region}.",
}

GERMAN = {
    "emulator": "Emulator: Dies ist nicht Amazon. Nichts hier ist echt.",
    "title": "Seller Central (Emulator)",
    "sign_in": "Anmelden",
    "email": "E-Mail-Adresse",
    "password": "Passwort",
    "hint": "Demo-Händler: demo@kogge.example mit dem Passwort kogge-demo. Weitere stehen im README des Emulators.",
    "wrong_password": "E-Mail-Adresse und Passwort passen nicht zusammen.",
    "second_factor": "Bestätigung in zwei Schritten",
    "one_time_code": "Einmalcode",
    "code_hint": "Der Code der Demo-Händler ist immer 123456.",
    "wrong_code": "Der Code stimmt nicht.",
    "verify": "Bestätigen",
    "consent": "{application} autorisieren",
    "asks": "{application} bittet um Zugriff auf das Verkäuferkonto {seller} ({seller_id}), Region {region}.",
    "roles": "Mit diesen Rollen:",
    "no_roles": "Die Anwendung hat keine Rollen.",
    "agree": "Ich erlaube {application} mit diesen Rollen den Zugriff auf mein Verkäuferkonto.",
    "not_agreed": "Bitte setzen Sie das Häkchen, bevor Sie bestätigen.",
    "confirm": "Bestätigen",
    "cancel": "Abbrechen",
    "sign_out": "Als anderer Händler anmelden",
    "problem": "Das geht nicht",
    "unknown_application": "Es gibt keine Anwendung mit dieser application_id.",
    "draft": "Die Anwendung ist ein Entwurf. Entwürfe werden nur mit version=beta autorisiert.",
    "state_too_long": "Der state ist länger als 2000 Zeichen.",
    "unknown_redirect": "Die redirect_uri ist keine, die die Anwendung angemeldet hat.",
    "wrong_region": "Dieser Händler verkauft in der Region {seller_region}; für die Region {region} gilt das nicht.",
}


def choose_language(accept_language: str) -> str:
    """Return `de` where a browser asks for German before English, else `en`."""
    wanted = [part.split(";")[0].strip().lower()[:2] for part in accept_language.split(",")]
    return next((language for language in wanted if language in {"de", "en"}), "en")


def get_texts(language: str) -> dict[str, str]:
    """Return all texts of a language, `de` or `en`."""
    return GERMAN if language == "de" else ENGLISH
