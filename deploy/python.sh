# deploy/python.sh, read by the scripts that install: which Python makes an environment, and how a failure is told.
# Needs Python 3.11 or newer with its venv module. PYTHON=/path/to/python chooses one.

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

# make_environment FOLDER: an environment of that Python's own, unless it is there.
make_environment() {
    if "$1/bin/python" -c 'import pip' 2>/dev/null; then
        return
    fi
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "A $python le falta el módulo venv. En Debian o Ubuntu: sudo apt install python3-venv" \
            "$python lacks the venv module. On Debian or Ubuntu: sudo apt install python3-venv"
    echo "Creando $1 con $python… · Creating $1…"
    rm -rf "$1"
    "$python" -m venv "$1"
}
