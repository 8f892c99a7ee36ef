"""The composition root: settings, urls, navigation, base templates."""
