"""Who somebody is: passwords, second factors, passkeys, sessions, links by mail, single sign-on.

No pages: those are in `web/staff/`.
"""
