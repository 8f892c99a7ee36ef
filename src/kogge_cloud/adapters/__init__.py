"""What the Cloud asks of every kind of platform, and who answers for it: the one place where kinds are told apart."""
