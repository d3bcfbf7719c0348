#!/bin/sh
# kubeconfig.sh [KUBECTL OPTION...]: prints the kubeconfig with which the fleet uses a cluster that rbac.yaml was applied to. Needs kubectl and
# nothing else; options such as --context or --kubeconfig say which cluster, as they do for kubectl. The server's address and certificate
# authority are those of that context: change them when the fleet reaches the cluster by another way.
set -eu

cluster() { kubectl "$@" config view --raw --minify --flatten -o "jsonpath={.clusters[0].cluster.$field}"; }
field=server; server=$(cluster "$@")
field=certificate-authority-data; authority=$(cluster "$@")
field=tls-server-name; name=$(cluster "$@")

# The cluster fills the Secret in a moment after it was created.
tries=0
until token=$(kubectl "$@" -n quay-fleet get secret quay-fleet-token -o 'go-template={{if .data}}{{if .data.token}}{{.data.token | base64decode}}{{end}}{{end}}') && [ -n "$token" ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 20 ] || { echo "kubeconfig.sh: Secret quay-fleet/quay-fleet-token holds no token: apply rbac.yaml, and see that the cluster's token controller runs." >&2; exit 1; }
  sleep 0.5
done

cat <<YAML
apiVersion: v1
kind: Config
current-context: quay-fleet
clusters:
  - name: cluster
    cluster:
      server: "$server"
${authority:+      certificate-authority-data: $authority
}${name:+      tls-server-name: "$name"
}contexts:
  - name: quay-fleet
    context: {cluster: cluster, user: quay-fleet}
users:
  - name: quay-fleet
    user: {token: "$token"}
YAML
