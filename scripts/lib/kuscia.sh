# Finds the program and the root of the node that the scripts act on.
# Program: KUSCIA_PROGRAM, or bin/kuscia of the root, or the launcher of the checkout, or kuscia on the PATH.
# Root: KUSCIA_HOME, or the folder above scripts/ when it is the root of a node.
scripts_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [ -z "${KUSCIA_HOME:-}" ] && [ -d "$scripts_dir/../etc" ]; then
  KUSCIA_HOME=$(cd "$scripts_dir/.." && pwd)
  export KUSCIA_HOME
fi

run_kuscia() {
  if [ -n "${KUSCIA_PROGRAM:-}" ]; then
    exec "$KUSCIA_PROGRAM" "$@"
  elif [ -x "$scripts_dir/../bin/kuscia" ]; then
    exec "$scripts_dir/../bin/kuscia" "$@"
  elif [ -x "$scripts_dir/../kuscia" ]; then
    exec "$scripts_dir/../kuscia" "$@"
  fi
  exec kuscia "$@"
}
