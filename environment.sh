# Sourced by ./run, ./test and ./deskhand: makes .venv from a lock file, once, and keeps it true to the lock.
# Needs $root. Says each thing it does in one line on stderr.

say() { printf 'deskhand: %s\n' "$*" >&2; }

stop() {
    say "$*"
    exit 1
}

fingerprint() { cksum <"$1" | tr ' ' '-'; }

# ensure_environment FILE...: the locks that .venv must hold; the last one is installed when it does not.
ensure_environment() {
    for lock in "$@"; do
        if [ -x "$venv/bin/python" ] && grep -qsx "$(fingerprint "$lock")" "$venv/deskhand.stamp"; then
            return 0
        fi
    done
    install_environment "$lock"
}

install_environment() {
    find_python
    if [ -d "$venv" ] && ! good_python "$venv/bin/python"; then
        say "Removing .venv, whose Python does not work any more."
        rm -rf "$venv"
    fi
    rm -f "$venv/deskhand.stamp"
    { find_uv && install_with_uv "$1"; } || install_with_pip "$1" ||
        stop "The packages could not be installed; the lines above say why. Run this again once that is solved."
    fingerprint "$1" >"$venv/deskhand.stamp"
    say "Set-up is complete."
}

good_python() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for python in python3.13 python3.12 python3.11 python3 python; do
        if good_python "$python"; then return 0; fi
    done
    stop "Python 3.11 or newer is needed and was not found. Install it (on Debian: apt-get install python3 python3-venv), then run this again."
}

find_uv() {
    for uv in uv "$root/.tools/bin/uv"; do
        if "$uv" --version >/dev/null 2>&1; then return 0; fi
    done
    uv="$root/.tools/bin/uv"
    say "Getting uv, which installs packages fast, into .tools."
    ensure_venv_module
    "$python" -m venv "$root/.tools" >&2 &&
        "$root/.tools/bin/python" -m pip install --quiet --disable-pip-version-check uv >&2 &&
        "$uv" --version >/dev/null 2>&1
}

# Debian keeps the venv module in a package of its own.
ensure_venv_module() {
    if "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then return 0; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Installing Debian's python3-venv."
        if apt-get install -y -qq python3-venv >/dev/null 2>&1; then return 0; fi
        if apt-get update -qq >&2 && apt-get install -y -qq python3-venv >/dev/null; then return 0; fi
    fi
    stop "This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt-get install python3-venv, then run this again."
}

install_with_uv() {
    export UV_PYTHON_DOWNLOADS=never
    [ -x "$venv/bin/python" ] || "$uv" venv --quiet --python "$python" "$venv" || return 1
    say "Installing what $(basename "$1") lists into .venv with uv and $("$venv/bin/python" --version)."
    "$uv" pip install --python "$venv/bin/python" --require-hashes --requirement "$1" >&2
}

install_with_pip() {
    ensure_venv_module
    "$python" -m venv --clear "$venv" || return 1
    say "uv did not do it. Installing what $(basename "$1") lists with pip and $("$venv/bin/python" --version); this takes a minute or two."
    "$venv/bin/python" -m pip install --disable-pip-version-check --require-hashes --requirement "$1" >&2
}

# in_environment MODULE ARGUMENT...: replaces this process; the caller's folder stays the current one.
in_environment() {
    export PYTHONPATH="$root${PYTHONPATH:+:$PYTHONPATH}"
    export DESKHAND_DATA_DIR="${DESKHAND_DATA_DIR:-$root/var}"
    exec "$venv/bin/python" -P -m "$@"
}

venv="$root/.venv"
