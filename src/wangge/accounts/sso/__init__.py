"""Single sign-on: somebody known to the city's own OpenID provider logs in through it (OpenID Connect Core 1.0).

The provider proves who somebody is there; which account here that is, two administrators have said beforehand
(`links`). A log-in makes no account, and nothing is concluded from an address or a name.
"""
