"""Lets `python -m amazon_emulator` run the command line."""

from amazon_emulator.main import main

main()
