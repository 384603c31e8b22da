// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"

	"connectors.alauda.io/test/integration/harness"
)

// exec runs a script in a Pod, ends the test if it fails, and returns what it printed, without blanks around it.
func (tm team) exec(t *testing.T, pod, script string) string {
	t.Helper()
	run := tm.tryExec(t.Context(), pod, script)
	if run.Err != nil {
		t.Fatalf("in Pod %s: %v\n%s\n%s%s", pod, run.Err, script, run.Stdout, run.Stderr)
	}
	return strings.TrimSpace(run.Stdout)
}

// tryExec runs a script in a Pod, whatever comes of it.
func (tm team) tryExec(ctx context.Context, pod, script string) harness.Run {
	return stack.TryKubectl(ctx, "", "--namespace="+tm.namespace, "exec", pod, "--", "sh", "-euc", script)
}

// file returns what a file of a Pod's volume holds.
func (tm team) file(t *testing.T, pod, name string) string {
	t.Helper()
	return tm.exec(t, pod, "cat "+mountPath+"/"+name)
}

// awaitFile returns when a file of a Pod's volume holds a text.
func (tm team) awaitFile(t *testing.T, limit time.Duration, pod, name, want string) {
	t.Helper()
	var last harness.Run
	err := wait.PollUntilContextTimeout(t.Context(), time.Second, limit, true, func(ctx context.Context) (bool, error) {
		last = tm.tryExec(ctx, pod, "cat "+mountPath+"/"+name)
		return strings.Contains(last.Stdout, want), nil
	})
	if err != nil {
		t.Fatalf("%s of Pod %s holds %q, want %q in it within %s: %v %s", name, pod, last.Stdout, want, limit, last.Err, last.Stderr)
	}
}

// awaitEvent returns when an Event of a Pod says all of these texts.
func (tm team) awaitEvent(t *testing.T, pod string, wants ...string) {
	t.Helper()
	events := harness.Kube(t, stack.Admin(t)).CoreV1().Events(tm.namespace)
	of := metav1.ListOptions{FieldSelector: "involvedObject.kind=Pod,reason=FailedMount,involvedObject.name=" + pod}
	harness.Within(t, twoRepublishes, "an Event of Pod "+pod, func(ctx context.Context) error {
		list, err := events.List(ctx, of)
		if err != nil {
			return err
		}
		var all []string
		for _, event := range list.Items {
			if containsAll(event.Message, wants) {
				return nil
			}
			all = append(all, event.Message)
		}
		return fmt.Errorf("want %q, there are\n%s", wants, strings.Join(all, "\n"))
	})
}

func containsAll(text string, wants []string) bool {
	for _, want := range wants {
		if !strings.Contains(text, want) {
			return false
		}
	}
	return true
}
