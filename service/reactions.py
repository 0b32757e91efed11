"""Which room reacts to which fact: the one table.

A reaction may be called twice for one fact and must then change nothing more. It never commits.
"""

from types import MappingProxyType

from service.facts import Reactions

REACTIONS: Reactions = MappingProxyType({})
