"""Every write of accounts, a file per matter: logging in, tokens, people and their roles."""
