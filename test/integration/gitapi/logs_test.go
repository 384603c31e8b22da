// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gitapi_test

import (
	"encoding/base64"
	"os"
	"strings"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/test/integration/harness"
)

// expectLogsWithoutPassword looks at the logs of those through whose hands the password goes.
func (tl *tool) expectLogsWithoutPassword() {
	tl.t.Helper()
	for _, part := range []string{localstack.ClassAPI, harness.APIServer} {
		log, err := os.ReadFile(stack.Cluster().LogFile(part))
		if err != nil {
			tl.t.Error(err)
		}
		for _, secret := range []string{
			tl.password, base64.StdEncoding.EncodeToString([]byte(tl.password)),
			base64.StdEncoding.EncodeToString([]byte(username + ":" + tl.password)),
		} {
			if strings.Contains(string(log), secret) {
				tl.t.Errorf("the log of %s holds the password", part)
			}
		}
	}
}
