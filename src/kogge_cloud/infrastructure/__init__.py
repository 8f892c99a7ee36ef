"""Engines that the features stand on: database, encryption, HTTP."""
