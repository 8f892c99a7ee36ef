"""The version that the shop says it is."""

VERSION = "6.6.7.1"
