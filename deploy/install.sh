#!/bin/sh
# deploy/install.sh LOCK...: installs what the lock files name into .venv, once; does nothing where it is installed.
# Needs Python 3.11 or newer with its venv module. PYTHON=/path/to/python chooses one.
set -eu
cd "$(dirname "$0")/.."

fail() {
    printf '\n%s\n%s\n' "$1" "$2" >&2
    exit 1
}

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3 python3.12 python3.13 python3.14 /usr/bin/python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    fail "Hace falta Python 3.11 o posterior. En Debian o Ubuntu: sudo apt install python3 python3-venv" \
        "Python 3.11 or newer is needed. On Debian or Ubuntu: sudo apt install python3 python3-venv"
}

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "A $python le falta el módulo venv. En Debian o Ubuntu: sudo apt install python3-venv" \
            "$python lacks the venv module. On Debian or Ubuntu: sudo apt install python3-venv"
    echo "Creando .venv con $python… · Creating .venv…"
    rm -rf .venv
    "$python" -m venv .venv
fi

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
