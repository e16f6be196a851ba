#!/bin/sh
# deploy/install.sh LOCK...: installs what the lock files name into .venv, once; does nothing where it is installed.
# Needs Python 3.11 or newer with its venv module. PYTHON=/path/to/python chooses one.
set -eu
cd "$(dirname "$0")/.."

. deploy/python.sh
make_environment .venv

for lock in "$@"; do
    stamp=".venv/installed-$(echo "$lock" | tr / -)"
    if cmp -s "$lock" "$stamp"; then
        continue
    fi
    count=$(grep -c '^[a-zA-Z0-9].*==' "$lock")
    echo "Instalando $count paquetes de $lock (solo esta vez; uno o dos minutos)… · Installing (this once; a minute or two)…"
    # The lock is complete and hashed: nothing to resolve, and nothing may be built here. Bytecode is written when a
    # module is first used, which is far less than everything.
    .venv/bin/python -m pip --disable-pip-version-check install \
        --require-hashes --no-deps --only-binary :all: --no-compile --requirement "$lock" ||
        fail "No se pudo instalar lo que pide $lock. ¿Hay red hasta el índice de paquetes? Repite la orden cuando la haya." \
            "Could not install what $lock asks for. Is the package index reachable? Run this again when it is."
    cp "$lock" "$stamp"
done
