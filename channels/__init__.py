"""How a message leaves and arrives. Plain values in and out; nothing here knows of cases."""
