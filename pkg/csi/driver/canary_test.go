// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"bytes"
	"flag"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/container-storage-interface/spec/lib/go/csi"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/klog/v2"
)

// log is what the process logs, at any verbosity.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// captureLog takes all that is logged until the test ends. No other test may run meanwhile.
func captureLog(t *testing.T) *log {
	t.Helper()
	state := klog.CaptureState()
	t.Cleanup(state.Restore)
	flags := flag.NewFlagSet("klog", flag.PanicOnError)
	klog.InitFlags(flags)
	for name, value := range map[string]string{"v": "10", "logtostderr": "false", "alsologtostderr": "false", "stderrthreshold": "FATAL"} {
		if err := flags.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	captured := &log{}
	klog.SetOutput(captured)
	return captured
}

// Neither tokens nor params are logged, whatever comes of a call, or answered, or counted.
func TestNothingIsTold(t *testing.T) {
	captured := captureLog(t)
	f := newFixture(t)
	request := f.request(t)
	request.VolumeContext["configuration.params"] = `{"gitconfig": {"user": "` + canary + `"}}`
	for _, change := range []func(){
		func() {}, // the class has no such param
		func() { delete(request.VolumeContext, "configuration.params") },
		func() { f.cluster.minted = "minted-" + canary },
		func() { f.cluster.class.Spec.Configurations[0].Data[".gitconfig"] = "{{ fail .context.token }}" },
		func() { f.cluster.class.Spec.Configurations[0].Data[".gitconfig"] = "{{ .context.token.missing }}" },
		func() { f.cluster.connectorErr = apierrors.NewServiceUnavailable("not now") },
		func() { f.cluster.panics = fmt.Errorf("about %s", canary) },
		func() { request.Secrets["csi.storage.k8s.io/serviceAccount.tokens"] = "no JSON: " + canary },
		func() {
			request.Secrets = nil
			request.VolumeContext["csi.storage.k8s.io/serviceAccount.tokens"] = "[" + canary
		},
		func() { request.VolumeContext["token.expiration"] = "eyJ" + strings.Repeat(canary, 10) },
	} {
		change()
		if _, err := f.NodePublishVolume(t.Context(), request); err != nil && strings.Contains(err.Error(), canary) {
			t.Errorf("an answer holds it: %v", err)
		}
	}
	unpublish := &csi.NodeUnpublishVolumeRequest{VolumeId: request.GetVolumeId(), TargetPath: request.GetTargetPath()}
	if _, err := f.NodeUnpublishVolume(t.Context(), unpublish); err != nil {
		t.Error(err)
	}
	klog.Flush()
	for _, want := range []string{`"Published"`, `"Not published again`, `"Answered"`, `"Observed a panic"`, `"Removed"`, `pod="team/build"`, `connector="team/git"`} {
		if !strings.Contains(captured.String(), want) {
			t.Errorf("the log holds no %s", want)
		}
	}
	if strings.Contains(captured.String(), canary) {
		t.Errorf("the log holds it:\n%s", captured)
	}
	families, err := f.registry.Gather()
	if err != nil || strings.Contains(fmt.Sprint(families), canary) {
		t.Errorf("metrics: %v, %v", families, err)
	}
}
