"""One file per engine: database, bulk writes, durable workflows, the Cloud's client, secrets."""
