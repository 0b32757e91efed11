"""The sandbox's pages: parents' handsets and a mailbox."""
