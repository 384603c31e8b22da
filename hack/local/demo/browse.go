// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"fmt"
	"strings"
)

// browseGit asks for the branches of the repository by the name of the Connector alone.
func (d *demo) browseGit(ctx context.Context) error {
	d.story.say("A form that asks \"which branch?\" knows the Connector's name only. Its status tells the address to ask at:")
	path, err := d.tools.run(ctx, inNamespace("get", "connector", gitConnector, "--output=jsonpath={.status.api.path}"))
	if err != nil {
		return err
	}
	asBuilder := "--as=system:serviceaccount:" + namespace + ":" + builder
	found, err := d.tools.run(ctx, kubectl(asBuilder, "get", "--raw", path+"/git/refs?repository="+repository))
	if err != nil {
		return err
	}
	if want := `"ref":"refs/heads/main"`; !strings.Contains(found, want) {
		return fmt.Errorf("the references of %s should hold %s", repository, want)
	}
	return nil
}
