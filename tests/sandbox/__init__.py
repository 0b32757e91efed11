"""The sandbox, seen from outside: real clients, real sockets."""
