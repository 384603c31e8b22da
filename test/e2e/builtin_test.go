// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"strings"
	"testing"
)

// The files that every volume has, with curl, as the documentation shows.
func TestBuiltInFilesFromPod(t *testing.T) {
	t.Parallel()
	tm, f := newTeam(t, userRole), newForge(t, "robot")
	tm.connect(t, "git", tm.forgeSpec(t, "git", f))
	tm.connectKubernetes(t, "cluster")
	app := pod("app", inline(volume("git", "")))
	addVolume(app, "cluster", inline(volume("cluster", "")))
	tm.run(t, app)
	refs := "/" + repository + "/info/refs?service=git-upload-pack"
	const curl = "curl --silent --show-error --fail "
	for _, test := range []struct{ name, script, want string }{
		{"http.proxy", curl + `--proxy "$(cat /connectors/http.proxy)" ` + f.address + refs, "service=git-upload-pack"},
		{"context.token", curl + `--oauth2-bearer "$(cat /connectors/context.token)" "$(cat /connectors/connector.status.proxyAddress)` + refs + `"`,
			"service=git-upload-pack"},
		{"https.proxy and ca.crt", curl + `--cacert /cluster/ca.crt --proxy "$(cat /cluster/https.proxy)" ` + stack.Cluster().Endpoint() + "/version",
			"gitVersion"},
		{"context.proxy.caCert", curl + `--cacert /cluster/context.proxy.caCert --proxy "$(cat /cluster/https.proxy)" ` +
			stack.Cluster().Endpoint() + "/version", "gitVersion"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := tm.exec(t, "app", test.script); !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q in it", got, test.want)
			}
		})
	}
	t.Run("ca.crt has the usual authorities", func(t *testing.T) {
		// Both files are read in one state: another test has the authority changed.
		got := strings.Fields(tm.exec(t, "app", `count() { grep -c BEGIN "$1"; }; cd -P /connectors/..data
			echo $(($(count context.proxy.caCert) + $(count /etc/ssl/certs/ca-certificates.crt))) $(count ca.crt)`))
		if len(got) != 2 || got[0] != got[1] {
			t.Errorf("authorities of the proxy and of the system, and those in ca.crt: %q", got)
		}
	})
	t.Run("without the token", func(t *testing.T) {
		const code = "curl --silent --output /dev/null --write-out '%{http_code}' "
		got := tm.exec(t, "app", code+`"$(cat /connectors/connector.status.proxyAddress)`+refs+`"`)
		if got != "401" {
			t.Errorf("code %s", got)
		}
	})
}
