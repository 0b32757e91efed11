"""Pages and API for people: `staff/`, `parents/`, `api/`.

`web.site.install` puts them all in an app.
"""
