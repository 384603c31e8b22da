// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// Images are named by the address in the status, without its scheme.
func TestRegistryFromPod(t *testing.T) {
	t.Parallel()
	tm, password := newTeam(t, userRole), rand.Text()
	secret := tm.secret(t, v1alpha1.SecretTypeRegistryToken, map[string]string{"username": "robot", "password": password})
	tm.connect(t, "images", v1alpha1.ConnectorSpec{
		ConnectorClassName: "oci", Address: newRegistry(t, password),
		Auth: &v1alpha1.ConnectorAuth{Name: "tokenAuth", SecretRef: &v1alpha1.SecretReference{Name: secret}},
	})
	tm.run(t, pod("app", inline(volume("images", "registry-config"))))
	got := tm.exec(t, "app", `
		export DOCKER_CONFIG=/connectors REGISTRY_AUTH_FILE=/connectors/config.json
		image=$(cut -d/ -f3- /connectors/connector.status.proxyAddress)/team/app
		cd /tmp && echo content > file && tar -cf layer.tar file
		crane --insecure append --new_layer layer.tar --new_tag $image:1 >/dev/null 2>&1
		skopeo copy --quiet --src-tls-verify=false --dest-tls-verify=false docker://$image:1 docker://$image:2
		crane --insecure validate --remote $image:2 >/dev/null
		skopeo copy --quiet --src-tls-verify=false docker://$image:2 dir:/tmp/pulled
		crane --insecure export $image:2 - | tar -xO file
		crane --insecure ls $image`)
	if strings.Join(strings.Fields(got), " ") != "content 1 2" {
		t.Errorf("the file and the tags are %q", got)
	}
}
