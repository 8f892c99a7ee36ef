"""Papers: what customers get of documents as PDF, in their language, with the e-invoice inside."""
