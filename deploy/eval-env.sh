#!/bin/sh
# deploy/eval-env.sh: makes .venv-eval, where the harness evaluates models; does nothing where it is as the lock says.
# Apart from the site's own environment, since torch is large and nothing of the site needs it.
#
#   TORCH_SPEC     which torch, as pip understands it (default: the release below). What pip's index offers is taken: for
#                  Linux that is usually the build for NVIDIA cards, some GB, which runs on a processor too. For a smaller
#                  build for processors, or one for other cards, tell pip where it lies with its own PIP_EXTRA_INDEX_URL or
#                  PIP_FIND_LINKS; a build such as 2.13.0+cpu goes before the plain 2.13.0.
#   EVAL_VLLM=1    installs vLLM too, which brings the torch that it was built for; VLLM_SPEC chooses its release.
#   EVAL_EXTRAS    what quantised models need besides, such as "bitsandbytes compressed-tensors gptqmodel"; without it they
#                  are refused, by name.
#   EVAL_ENV       another folder than .venv-eval. The site and the tests then want EVAL_PYTHON=$EVAL_ENV/bin/python.
#   PYTHON         which Python makes it, 3.11 or newer.
set -eu
cd "$(dirname "$0")/.."
. deploy/python.sh

environment=${EVAL_ENV:-.venv-eval}
torch=${TORCH_SPEC:-torch==2.13.0}
vllm=${EVAL_VLLM:+${VLLM_SPEC:-vllm>=0.18}}
extras=${EVAL_EXTRAS:-}
lock=deploy/eval.lock
stamp=$environment/installed
# These three come as sources only; everything else is installed as it was built.
sources="rouge-score sqlitedict word2number"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
{ cat "$lock" && echo "$torch" "$vllm" "$extras"; } >"$scratch/wanted"
if cmp -s "$scratch/wanted" "$stamp"; then
    exit 0
fi

# pick WORD: the part of the lock with (in) or without (out) what comes as sources.
pick() {
    awk -v sources=" $sources " -v wanted="$1" '
        /^[a-zA-Z0-9]/ { split($1, name, "=="); place = index(sources, " " name[1] " ") ? "in" : "out" }
        place == wanted' "$lock"
}

install() {
    "$environment/bin/python" -m pip --disable-pip-version-check install --no-compile "$@" ||
        fail "No se pudo instalar $what. ¿Hay red hasta el índice de paquetes y sitio en el disco? Repite la orden; lo hecho se conserva." \
            "Could not install $what. Is the package index reachable, and is there room on the disk? Run this again; what is done is kept."
}

make_environment "$environment"
pick out >"$scratch/built.lock"
pick in >"$scratch/sources.lock"
echo "Instalando el entorno de evaluación en $environment (solo esta vez; unos minutos)… · Installing (this once; minutes)…"
what="lo que pide $lock"
install --quiet --require-hashes --no-deps --only-binary :all: --requirement "$scratch/built.lock"
# Built with the setuptools that the lock names, not with whatever is newest today.
install --quiet --require-hashes --no-deps --no-build-isolation --requirement "$scratch/sources.lock"
what=$torch
install --quiet "$torch"
for what in $vllm $extras; do
    install --quiet "$what"
done
# Imports what an evaluation imports, and so keeps it compiled: later on the engine may not write here.
env -u PYTHONDONTWRITEBYTECODE "$environment/bin/python" - <<'PYTHON' ||
import lm_eval.evaluator, lm_eval.models.huggingface, lm_eval.tasks, peft, transformers
transformers.GenerationMixin, transformers.LlamaForCausalLM, transformers.PreTrainedTokenizerFast
PYTHON
    fail "El entorno $environment no arranca: borra la carpeta y repite la orden." \
        "The environment $environment does not start: delete the folder and run this again."
cp "$scratch/wanted" "$stamp"
echo "Listo: $environment/bin/python · Ready"
