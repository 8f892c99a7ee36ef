"""The Cloud's composition root: settings, addresses, the plug-in for embedding, commands."""
