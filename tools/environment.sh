#!/bin/sh
# Make the virtual environment $1 with all pinned packages. uv is used where it is installed, pip otherwise.
set -eu
venv=$1
python=${PYTHON:-python3}
say() { echo "$*" >&2; }

command -v "$python" > /dev/null ||
  { say "Python is missing: install Python 3.11 or newer, or call make PYTHON=/path/to/python."; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  { say "Python 3.11 or newer is needed, $python is $("$python" -V 2>&1)."
    say "Call make PYTHON=python3.12, for example."; exit 1; }

if [ ! -x "$venv/bin/python" ]; then
  if command -v uv > /dev/null; then
    uv venv -q --python "$python" "$venv"
  elif "$python" -c 'import ensurepip' 2> /dev/null; then
    "$python" -m venv "$venv"
  elif [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    # Debian and Ubuntu keep this part of Python in a package of its own
    say "Installing python3-venv, which this Python lacks."
    { apt-get -qq update && apt-get -qq install -y python3-venv; } > /dev/null
    "$python" -m venv "$venv"
  else
    say "This Python cannot make virtual environments. On Debian and Ubuntu: sudo apt-get install python3-venv"
    exit 1
  fi
fi

say "Installing the pinned packages into $venv (the first time takes a minute or two)."
# compiled now, as pip does: students' kernels may not write there, and would compile at every start
if command -v uv > /dev/null; then
  VIRTUAL_ENV=$venv uv pip install -q --compile-bytecode -r requirements.txt
else
  "$venv/bin/python" -m pip install -q --disable-pip-version-check -r requirements.txt
fi || { say "The packages could not be installed. The first set-up needs the network; run make again when it is there."
        exit 1; }
