"""Accounts over HTTP: sessions for people, tokens for systems, the audit log for its administrators."""

from ninja import Router

from wangge.accounts.api import alerts, audit, factors, own_sessions, people, roles, sessions, sso, tokens

router = Router()
router.add_router("/session", sessions.router)
router.add_router("/session", factors.router)
router.add_router("", sso.router)
router.add_router("/sessions", own_sessions.router)
router.add_router("/tokens", tokens.router)
router.add_router("/audit/alerts", alerts.router)
router.add_router("/audit", audit.router)
router.add_router("", people.router)
router.add_router("", roles.router)
