"""What the sign-in pages say, in English and German: a title and what to do."""

_AGAIN = "Go back to the Office and start the sign-in again. Nothing was changed."
_NOCHMAL = "Gehen Sie zurück ins Büro und starten Sie die Anmeldung erneut. Es wurde nichts geändert."

_ENGLISH = {
    "done": (
        "“{platform}” is signed in",
        "Amazon lets us act for the selling account {seller}. Go back to the Office and press REFRESH.",
    ),
    "state_unknown": ("This sign-in is not known", _AGAIN),
    "expired": ("This sign-in has expired", f"It is good for 15 minutes. {_AGAIN}"),
    "replayed": ("This sign-in was already used", f"Each one works once. {_AGAIN}"),
    "denied": ("You did not give your consent", f"Without it, no orders can be fetched. {_AGAIN}"),
    "failed": ("Amazon reports an error", _AGAIN),
    "code_missing": ("Amazon's answer is incomplete", _AGAIN),
    "code_rejected": ("Amazon does not accept the code", f"It works once, and for five minutes only. {_AGAIN}"),
    "application_rejected": (
        "Amazon does not accept our application",
        "Its client secret is wrong or has run out. Please tell the operator of this Cloud. Nothing was changed.",
    ),
    "unreachable": ("Amazon cannot be reached", "Nothing was changed. Please wait a moment, then try again."),
    "wrong_region": (
        "This selling account does not belong to region {region}",
        f"Choose the right region for the platform, or sign in with another selling account. {_AGAIN}",
    ),
    "seller_registered": (
        "The selling account {seller} is already registered",
        "It belongs to the platform “{platform}”. Use that one, or sign in with another account. Nothing was changed.",
    ),
    "other_seller": (
        "This is another selling account than before",
        (
            "You signed in as {seller}; the platform belongs to {former}. Sign in as {former}, or "
            "register a new platform "
            "for {seller}. Nothing was changed."
        ),
    ),
    "back": ("Back to the Office", ""),
    "retry": ("Try again", ""),
}

_GERMAN = {
    "done": (
        "„{platform}“ ist angemeldet",
        (
            "Amazon lässt uns für das Verkäuferkonto {seller} handeln. Gehen Sie zurück ins Büro und drücken Sie "
            "AKTUALISIEREN."
        ),
    ),
    "state_unknown": ("Diese Anmeldung ist nicht bekannt", _NOCHMAL),
    "expired": ("Diese Anmeldung ist abgelaufen", f"Sie gilt 15 Minuten. {_NOCHMAL}"),
    "replayed": ("Diese Anmeldung wurde schon benutzt", f"Jede gilt nur einmal. {_NOCHMAL}"),
    "denied": ("Sie haben nicht zugestimmt", f"Ohne Zustimmung können keine Aufträge abgeholt werden. {_NOCHMAL}"),
    "failed": ("Amazon meldet einen Fehler", _NOCHMAL),
    "code_missing": ("Amazons Antwort ist unvollständig", _NOCHMAL),
    "code_rejected": ("Amazon nimmt den Code nicht an", f"Er gilt einmal und nur fünf Minuten. {_NOCHMAL}"),
    "application_rejected": (
        "Amazon nimmt unsere Anwendung nicht an",
        (
            "Ihr Client-Secret ist falsch oder abgelaufen. Bitte sagen Sie es dem Betreiber dieser "
            "Cloud. Es wurde nichts "
            "geändert."
        ),
    ),
    "unreachable": (
        "Amazon ist nicht erreichbar",
        "Es wurde nichts geändert. Bitte warten Sie einen Moment und versuchen Sie es dann erneut.",
    ),
    "wrong_region": (
        "Dieses Verkäuferkonto gehört nicht zur Region {region}",
        f"Wählen Sie die richtige Region oder melden Sie sich mit einem anderen Verkäuferkonto an. {_NOCHMAL}",
    ),
    "seller_registered": (
        "Das Verkäuferkonto {seller} ist schon registriert",
        (
            "Es gehört zur Plattform „{platform}“. Benutzen Sie diese oder melden Sie sich mit einem "
            "anderen Konto an. Es "
            "wurde nichts geändert."
        ),
    ),
    "other_seller": (
        "Das ist ein anderes Verkäuferkonto als zuvor",
        (
            "Sie sind als {seller} angemeldet; die Plattform gehört zu {former}. Melden Sie sich als {former} an oder "
            "registrieren Sie für {seller} eine neue Plattform. Es wurde nichts geändert."
        ),
    ),
    "back": ("Zurück ins Büro", ""),
    "retry": ("Erneut versuchen", ""),
}

TEXTS = {"en": _ENGLISH, "de": _GERMAN}
