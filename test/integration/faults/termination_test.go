// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"context"
	"errors"
	"net/http"
	"syscall"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/discovery"

	"connectors.alauda.io/test/integration/harness"
)

// A server that is asked to end says first that it is not ready, serves on for a while, and finishes what it has begun. It is
// not let serve for so long: it has a minute so that what has to happen within is done on a busy machine too.
func TestGracefulTermination(t *testing.T) {
	s := harness.Start(t, harness.Config{
		Without: []string{harness.Controller, harness.Proxy},
		Args:    map[string][]string{harness.APIServer: {"--shutdown-delay-duration=1m", "--shutdown-send-retry-after=false"}},
	})
	namespace := s.Namespace(t)
	tool := newBrowsed(t, s, namespace)
	harness.Eventually(t, "the tool can be used", func(ctx context.Context) error { return tool.use(ctx, t) })
	client := harness.Connectors(t, s.Direct(t)).Connectors(namespace)
	hook := newSlowHook(t)
	registerHook(t, s, hook)
	harness.Eventually(t, "the webhook is in effect", func(ctx context.Context) error {
		_, err := client.Create(ctx, newConnector("probe"), metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		if err == nil && hook.calls.Load() == 0 {
			err = errors.New("it was not asked")
		}
		return err
	})

	finished := make(chan error, 1)
	go func() {
		_, err := client.Create(t.Context(), newConnector("slow"), metav1.CreateOptions{})
		finished <- err
	}()
	<-hook.entered
	pid := s.PID(t, harness.APIServer)
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	kinds, err := discovery.NewDiscoveryClientForConfig(s.Direct(t))
	if err != nil {
		t.Fatal(err)
	}
	harness.Eventually(t, "it says that it is not ready", func(ctx context.Context) error {
		var code int
		kinds.RESTClient().Get().AbsPath("/readyz").Do(ctx).StatusCode(&code)
		if code != http.StatusInternalServerError {
			return errors.New("/readyz does not answer 500: " + http.StatusText(code))
		}
		return nil
	})
	if _, err := client.List(t.Context(), metav1.ListOptions{}); err != nil {
		t.Errorf("a request after the signal: %v", err)
	}
	if err := tool.use(t.Context(), t); err != nil {
		t.Errorf("a tool that is used after the signal: %v", err)
	}
	close(hook.release)
	if err := <-finished; err != nil {
		t.Errorf("a request from before the signal: %v", err)
	}
	s.Restart(t, harness.APIServer)
	if _, err := client.Get(t.Context(), "slow", metav1.GetOptions{}); err != nil {
		t.Errorf("what was written meanwhile: %v", err)
	}
}
