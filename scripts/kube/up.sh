#!/bin/bash
# up.sh DIR [--controllers LIST] [--owner PID]
# Makes one API server with its etcd run, on free loopback ports; with --controllers also a controller manager
# running the named ones (see its --controllers). Run again on the same DIR it starts what is not running, on the same ports.
# DIR gets admin.kubeconfig, nobody.kubeconfig (authenticated, without rights), `settings`, `pids` and logs, among them audit.log.
# With --owner everything ends when that process does, even if it was killed.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
dir=$1; shift
controllers='' owner=''
while [ $# -gt 0 ]; do
  case $1 in
    --controllers) controllers=$2; shift 2 ;;
    --owner) owner=$2; shift 2 ;;
    *) echo "up.sh: what is $1?" >&2; exit 2 ;;
  esac
done
bin=$("$here/ensure.sh" | tail -1)
etcd=$([ -x "$bin/etcd" ] && echo "$bin/etcd" || command -v etcd)
umask 077
mkdir -p "$dir"; cd "$dir"; dir=$PWD
lo=127.0.0.1

# shellcheck source=processes.sh
. "$here/processes.sh"

certify() { # name, subject, extension...
  local name=$1 subject=$2; shift 2
  openssl ecparam -name prime256v1 -genkey -noout -out "$name.key"
  openssl req -new -key "$name.key" -subj "$subject" 2>/dev/null |
    openssl x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 -extfile <(printf '%s\n' "$@") -out "$name.crt" 2>/dev/null
}

make_identity() {
  openssl ecparam -name prime256v1 -genkey -noout -out ca.key
  openssl req -x509 -new -key ca.key -subj "/CN=quay-fleet-test-ca" -days 3650 -addext keyUsage=critical,keyCertSign,cRLSign -out ca.crt 2>/dev/null
  certify serving /CN=kube-apiserver "subjectAltName=IP:$lo,DNS:localhost,DNS:api.fleet.test" extendedKeyUsage=serverAuth
  certify admin /O=system:masters/CN=admin-certificate extendedKeyUsage=clientAuth
  openssl ecparam -name prime256v1 -genkey -noout -out serviceaccounts.key
  admin_token=$(openssl rand -hex 16) nobody_token=$(openssl rand -hex 16)
  printf '%s\n' "$admin_token,admin,admin,system:masters" "$nobody_token,nobody,nobody" >tokens.csv
}

kubeconfig() { # user, token
  cat >"$1.kubeconfig" <<YAML
apiVersion: v1
kind: Config
current-context: test
clusters: [{name: test, cluster: {server: "https://$lo:$api_port", certificate-authority-data: $(base64 -w0 ca.crt)}}]
contexts: [{name: test, context: {cluster: test, user: $1}}]
users: [{name: $1, user: {token: "$2"}}]
YAML
}

start_etcd() {
  start etcd "$etcd" --data-dir "$data" --log-level warn --logger zap --quota-backend-bytes 4294967296 \
    --listen-client-urls "http://$lo:$etcd_port" --advertise-client-urls "http://$lo:$etcd_port" \
    --listen-peer-urls "http://$lo:$peer_port" --initial-advertise-peer-urls "http://$lo:$peer_port" \
    --initial-cluster "default=http://$lo:$peer_port"
}

# Who is restricted is recorded: the tests of deploy/member-cluster/rbac.yaml read it. Nobody else costs anything.
audit_policy() {
  cat <<YAML
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - {level: Metadata, userGroups: ["system:serviceaccounts:quay-fleet"]}
  - {level: None}
YAML
}

start_apiserver() {
  audit_policy >audit-policy.yaml
  # The admission plugin is on in OpenShift.
  start apiserver "$bin/kube-apiserver" --etcd-servers "http://$lo:$etcd_port" --bind-address $lo --secure-port "$api_port" \
    --tls-cert-file serving.crt --tls-private-key-file serving.key --client-ca-file ca.crt --token-auth-file tokens.csv \
    --authorization-mode RBAC --service-cluster-ip-range 10.0.0.0/16 --endpoint-reconciler-type none --advertise-address 203.0.113.1 \
    --service-account-issuer https://kubernetes.default.svc --service-account-key-file serviceaccounts.key \
    --service-account-signing-key-file serviceaccounts.key --allow-privileged \
    --enable-admission-plugins OwnerReferencesPermissionEnforcement --audit-policy-file audit-policy.yaml --audit-log-path audit.log
}

start_controllers() {
  local insecure=() help # 1.20 opens a fixed port unless told not to; later ones no longer know the flag
  help=$("$bin/kube-controller-manager" --help 2>&1) # not piped into grep -q, whose early end would look like a failure
  [[ $help != *"--port int"* ]] || insecure=(--port 0)
  start controllers "$bin/kube-controller-manager" --kubeconfig admin.kubeconfig "${insecure[@]}" --secure-port 0 --leader-elect=false \
    --controllers "$controllers" --service-account-private-key-file serviceaccounts.key --root-ca-file ca.crt \
    --kube-api-qps 100 --kube-api-burst 200
}

etcd_ready() { curl -sf -m 2 "http://$lo:$etcd_port/health"; }
api_ready() { curl -sf -m 2 --cacert ca.crt -H "Authorization: Bearer $(head -1 tokens.csv | cut -d, -f1)" "https://$lo:$api_port/readyz"; }

up() { # 1 when a process ended instead of answering
  running etcd || start_etcd
  wait_for etcd etcd_ready || return 1
  # After an outage the controllers would back off for up to a minute, or have given up altogether.
  running apiserver || { stop controllers; start_apiserver; }
  wait_for apiserver api_ready || return 1
  [ -z "$controllers" ] || running controllers || start_controllers
}

if [ -f settings ]; then
  . ./settings
  up || { echo "up.sh: cannot start again; see the logs in $dir" >&2; exit 1; }
else
  make_identity
  for attempt in 1 2 3 4 5; do
    read -r etcd_port peer_port api_port <<<"$("$here/../free-ports.sh" 3)"
    data=$(mktemp -d "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")/quay-fleet-etcd.XXXXXX")
    printf '%s\n' "etcd_port=$etcd_port" "peer_port=$peer_port" "api_port=$api_port" "data=$data" "controllers=$controllers" >settings
    kubeconfig admin "$admin_token"; kubeconfig nobody "$nobody_token"
    up && break
    collided=$(grep -l 'address already in use' ./*.log || true)
    stop_all
    rm -rf "$data" settings
    [ -n "$collided" ] && [ "$attempt" -lt 5 ] || { echo "up.sh: did not come up; see the logs in $dir" >&2; exit 1; }
  done
fi

if [ -n "$owner" ] && ! running guard; then
  start guard "$here/guard.sh" "$here/down.sh" "$dir" "$owner" "$(started "$owner")"
fi
echo "$dir/admin.kubeconfig"
