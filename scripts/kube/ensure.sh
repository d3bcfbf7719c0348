#!/bin/bash
# Finds a Kubernetes API server for the tests, or builds one. The last line of its output is the directory with kube-apiserver
# (and, unless it came with KUBEBUILDER_ASSETS, kube-controller-manager). Also sees to it that etcd and kubectl can be run.
#
#   1. $KUBEBUILDER_ASSETS, the convention of envtest, is taken as it is;
#   2. else ${XDG_CACHE_HOME:-~/.cache}/quay-fleet/kube/v1.20.2;
#   3. else the cache is filled from Debian's source package `kubernetes` with Debian's Go: root, apt, about 5 minutes, 2 GB of disk.
set -euo pipefail

version=v1.20.2
cache=${QUAYFLEET_KUBE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/quay-fleet/kube/$version}
export DEBIAN_FRONTEND=noninteractive

say() { echo "ensure.sh: $*" >&2; }

install() {
  [ "$(id -u)" = 0 ] || { say "needs root to install: $*. Install them, or set KUBEBUILDER_ASSETS."; exit 1; }
  say "installing $*"
  apt-get update -qq
  apt-get install -qqy --no-install-recommends "$@" >/dev/null
}

ensure_etcd() { [ -x "$1/etcd" ] || command -v etcd >/dev/null || install etcd-server; }
ensure_tools() {
  local tool missing=()
  for tool in openssl curl perl; do command -v "$tool" >/dev/null || missing+=("$tool"); done
  # What renders and applies deploy/; any version from 1.20 on does.
  command -v kubectl >/dev/null || missing+=(kubernetes-client)
  [ ${#missing[@]} = 0 ] || install "${missing[@]}" ca-certificates
}

complete() {
  local binary
  for binary in kube-apiserver kube-controller-manager; do
    [ "$("$1/$binary" --version 2>/dev/null)" = "Kubernetes $version" ] || return 1
  done
}

# Written beside the machine's own lists, which stay as they are.
enable_sources() {
  local lists=/etc/apt/sources.list.d
  ! apt-cache showsrc kubernetes 2>/dev/null | grep -c . >/dev/null || return 0
  say "adding Debian's source archive in $lists/quay-fleet-src.*"
  if [ -f $lists/debian.sources ]; then
    sed 's/^Types:.*/Types: deb-src/' $lists/debian.sources >$lists/quay-fleet-src.sources
  else
    echo 'deb-src http://deb.debian.org/debian bookworm main' >$lists/quay-fleet-src.list
  fi
  apt-get update -qq
}

build() {
  local work src root=k8s.io/kubernetes
  work=$(mktemp -d "${TMPDIR:-/tmp}/quay-fleet-kube.XXXXXX")
  # shellcheck disable=SC2064 # the name of now
  trap "chmod -R u+w '$work'; rm -rf '$work'" EXIT
  src=$work/go/src/$root
  mkdir -p "$src" "$work/bin"

  [ "$(id -u)" = 0 ] || { say "building needs root; set KUBEBUILDER_ASSETS, or fill $cache yourself."; exit 1; }
  enable_sources
  install golang-go dpkg-dev golang-github-modern-go-reflect2-dev ca-certificates
  say "fetching the source package"
  (cd "$work" && apt-get source -qq --download-only kubernetes)
  # The upstream tarball is enough: Debian's patches only concern what kubectl prints.
  tar -xzf "$work"/kubernetes_*.orig.tar.gz -C "$src" --strip-components=1
  # Its reflect2 crashes with Go 1.18 and later, as soon as a custom resource is decoded. Debian packages a cured one.
  rm -rf "$src/vendor/github.com/modern-go/reflect2"
  cp -rL /usr/share/gocode/src/github.com/modern-go/reflect2 "$src/vendor/github.com/modern-go/reflect2"

  # GOGC trades memory for a third of the time.
  export GOPATH=$work/go GOCACHE=$work/cache GO111MODULE=off GOFLAGS= CGO_ENABLED=0 GOGC=400
  cd "$src"
  say "generating the OpenAPI definitions, which upstream does not check in and server-side apply lives on"
  go build -o "$work/bin/openapi-gen" "$root/vendor/k8s.io/kube-openapi/cmd/openapi-gen"
  local inputs
  inputs=$(grep -rl --include='*.go' '+k8s:openapi-gen=true' vendor/k8s.io/api/ vendor/k8s.io/apimachinery/ \
    vendor/k8s.io/apiextensions-apiserver/ vendor/k8s.io/kube-aggregator/ | xargs -n1 dirname | sort -u | sed "s|^|$root/|" | paste -sd,)
  "$work/bin/openapi-gen" --input-dirs "$inputs" --output-package "$root/pkg/generated/openapi" \
    --output-file-base zz_generated.openapi --go-header-file /dev/null --report-filename "$work/openapi-violations"

  say "compiling; this takes some minutes"
  local flags='-s -w' package
  for package in component-base/version client-go/pkg/version; do
    flags+=" -X $root/vendor/k8s.io/$package.gitVersion=$version"
    flags+=" -X $root/vendor/k8s.io/$package.gitMajor=1 -X $root/vendor/k8s.io/$package.gitMinor=20"
  done
  # providerless leaves out the SDKs of the public clouds.
  nice go build -tags providerless -ldflags "$flags" -o "$work/bin/" "$root/cmd/kube-apiserver" "$root/cmd/kube-controller-manager"
  mkdir -p "$cache"
  # Renamed into place, so that nobody finds half a file.
  for package in kube-apiserver kube-controller-manager; do
    cp "$work/bin/$package" "$cache/.$package.new" && mv "$cache/.$package.new" "$cache/$package"
  done
}

ensure_tools
if [ -n "${KUBEBUILDER_ASSETS:-}" ]; then
  [ -x "$KUBEBUILDER_ASSETS/kube-apiserver" ] || { say "KUBEBUILDER_ASSETS=$KUBEBUILDER_ASSETS holds no kube-apiserver."; exit 1; }
  bin=$KUBEBUILDER_ASSETS
else
  bin=$cache
  if ! complete "$bin"; then
    mkdir -p "$cache"
    exec 9>"$cache/.lock"
    flock 9 # several test runs may want it at once
    complete "$bin" || (build)
  fi
  complete "$bin" || { say "the build left no working binaries in $bin."; exit 1; }
fi
ensure_etcd "$bin"
echo "$bin"
