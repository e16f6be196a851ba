#!/bin/sh
# deploy/lint.sh: everything that CI looks at before the tests. Tells all that is wrong, then fails.
set -u
cd "$(dirname "$0")/.."
failed=""

check() {
    name=$1
    shift
    printf '· %s\n' "$name"
    "$@" || failed="$failed $name;"
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

embedded() {
    env DEBUG=1 VAR_DIR="$scratch" .venv/bin/python manage.py "$@"
}

# What a real server's environment looks like, with nothing behind the addresses.
production() {
    env -u DEBUG SECRET_KEY="$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(48))')" \
        VAR_DIR="$scratch" ALLOWED_HOSTS=hackathon.example CSRF_TRUSTED_ORIGINS=https://hackathon.example \
        DATABASE_URL=postgresql://hackathon@127.0.0.1:9/hackathon REDIS_URL=redis://127.0.0.1:9/0 \
        EMAIL_URL=smtp://127.0.0.1:9 DEFAULT_FROM_EMAIL=hackathon@hackathon.example \
        HF_TOKEN=hf_nothing HF_CLIENT_ID=nothing HF_CLIENT_SECRET=nothing \
        .venv/bin/python manage.py "$@"
}

check "ruff check" .venv/bin/ruff check --quiet .
check "ruff format" .venv/bin/ruff format --quiet --check .
check "imports" .venv/bin/lint-imports --no-logo
check "templates" .venv/bin/djlint --quiet --lint hackathon teams submissions judging
check "migrations" embedded makemigrations --check --dry-run
check "system checks" embedded check --fail-level WARNING
check "deployment" production check --deploy --fail-level WARNING

if [ -n "$failed" ]; then
    printf '\nNot clean:%s\n' "$failed" >&2
    exit 1
fi
echo "All clean."
