"""A stand-in carrier and mail server, speaking Twilio's HTTP API and SMTP for real.

It knows nothing of the house and the house knows nothing of it: they meet on the wire.
"""
