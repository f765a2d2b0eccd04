# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by tests/run and data/demo/run, from the top of the checkout: installs what tests/packages names and the machine
# lacks, as root or through sudo; otherwise prints the line to type and returns 2. Needs bash; sets nothing but functions
# and make_locale. `full=yes` includes the packages of the section [full].

# The names in tests/packages; those of a [section] only when that section is asked for.
packages ()
{
  awk -v full="${full:-no}" '
    /^\[/ { section = $1; next }
    { sub (/#.*/, "") }
    NF && (section == "" || (section == "[full]" && full == "yes")) { print $1 }' tests/packages
}

missing_packages ()
{
  local name
  for name in $(packages); do
    # shellcheck disable=SC2016 # the ${…} is dpkg-query's
    if [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" != installed ]; then
      echo "$name"
    fi
  done
}

has_locale ()
{
  locale -a 2>/dev/null | grep -qix 'zh_CN\.utf-\{0,1\}8'
}

make_locale='sed -i "s/^# *zh_CN.UTF-8 UTF-8/zh_CN.UTF-8 UTF-8/" /etc/locale.gen && locale-gen'

set_up_machine ()
{
  local missing as_root log
  missing=$(missing_packages | tr '\n' ' ')
  missing=${missing% }
  if [ -z "$missing" ] && has_locale; then
    return
  fi

  if [ "$(id -u)" = 0 ]; then
    as_root=(env)
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo env)
  elif command -v sudo >/dev/null && [ -t 0 ]; then
    as_root=(sudo env)
  else
    echo "$0: something is missing and only the administrator can install it. Type as root:" >&2
    if [ -n "$missing" ]; then
      echo "  apt-get update && apt-get install --no-install-recommends $missing" >&2
    fi
    if ! has_locale; then
      echo "  $make_locale" >&2
    fi
    return 2
  fi

  log=$(mktemp "${TMPDIR:-/tmp}/yc-set-up.XXXXXX")
  if [ -n "$missing" ]; then
    echo "Installing: $missing"
    # shellcheck disable=SC2086 # the names are words
    if ! { "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 update \
        && "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 install -y \
             --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
      tail -n 40 "$log"
      echo "$0: apt could not install what is missing. Type as root:" >&2
      echo "  apt-get update && apt-get install --no-install-recommends $missing" >&2
      return 2
    fi
  fi
  if ! has_locale; then
    if ! "${as_root[@]}" sh -c "$make_locale" >"$log" 2>&1; then
      cat "$log"
      echo "$0: the locale zh_CN.UTF-8 could not be made. Type as root:  $make_locale" >&2
      return 2
    fi
  fi
  rm -f "$log"
}
