"""What every feature's pages are built from: lists, paging, rights, formats. Knows companies, no other feature."""
