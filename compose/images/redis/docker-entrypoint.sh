#!/bin/sh
# Stands where the official image has its own, which compose.yaml calls; here the user is redis already.
exec "$@"
