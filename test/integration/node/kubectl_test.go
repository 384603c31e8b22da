// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/node"
)

func kubectl(t *testing.T, c *cluster.Cluster, input string, args ...string) string {
	t.Helper()
	out, err := output(t.Context(), c, input, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func output(ctx context.Context, c *cluster.Cluster, input string, args ...string) (string, error) {
	cmd := node.Kubectl(ctx, c, args...)
	cmd.Stdin = strings.NewReader(input)
	problems := &strings.Builder{}
	cmd.Stderr = problems
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("kubectl %s: %w: %s", args[0], err, problems)
	}
	return string(out), err
}

func contains(out string, err error) func(want string) error {
	return func(want string) error {
		if err == nil && !strings.Contains(out, want) {
			err = fmt.Errorf("%q, want %q in it", out, want)
		}
		return err
	}
}

// eventually is patient: other tests keep this machine busy.
func eventually(t *testing.T, condition func(context.Context) error) {
	t.Helper()
	const pause, patience = 200 * time.Millisecond, 5 * time.Minute
	var last error
	err := wait.PollUntilContextTimeout(t.Context(), pause, patience, true,
		func(ctx context.Context) (bool, error) {
			last = condition(ctx)
			return last == nil, nil
		})
	if err != nil {
		t.Fatalf("%v: %v", err, last)
	}
}

// awaitOther returns when the server runs in another container than the one before.
func awaitOther(t *testing.T, c *cluster.Cluster, before string) {
	t.Helper()
	eventually(t, func(ctx context.Context) error {
		after, err := webContainer(ctx, c)
		if err == nil && after == before {
			err = fmt.Errorf("container %s is still the one", before)
		}
		return err
	})
}

// containerOfWeb returns the ID of the container that the server runs in.
func containerOfWeb(t *testing.T, c *cluster.Cluster) string {
	t.Helper()
	id, err := webContainer(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func webContainer(ctx context.Context, c *cluster.Cluster) (string, error) {
	id, err := output(ctx, c, "", "get", "pods", "--selector=app=web",
		"--output=jsonpath={.items[*].status.containerStatuses[*].containerID}")
	if err == nil && !strings.HasPrefix(id, "containerd://") {
		err = fmt.Errorf("container %q", id)
	}
	return id, err
}
