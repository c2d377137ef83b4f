#!/bin/sh
# Give up root before the first byte of a request is read; say so where the host does not allow it.
drop="setpriv --reuid=10001 --regid=10001 --clear-groups --no-new-privs"
if [ "$(id -u)" = 0 ]; then
    if $drop true 2>/dev/null; then
        exec $drop python /opt/program/serve.py
    fi
    echo "serve: this host does not allow leaving root" >&2
fi
exec python /opt/program/serve.py
