"""Lets `python -m shopware_emulator` run the command line."""

from shopware_emulator.main import main

main()
