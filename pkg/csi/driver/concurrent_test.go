// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"github.com/moby/sys/mountinfo"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"k8s.io/component-base/metrics/testutil"
)

// While a volume is published nothing else is done with it, nor at its path.
func TestOneCallAtATime(t *testing.T) {
	f := newFixture(t)
	f.cluster.entered, f.cluster.leave = make(chan struct{}), make(chan struct{})
	request := f.request(t)
	ended := make(chan error, 1)
	go func() {
		_, err := f.NodePublishVolume(t.Context(), request)
		ended <- err
	}()
	<-f.cluster.entered
	for name, call := range map[string]func() error{
		"publish": func() error { _, err := f.NodePublishVolume(t.Context(), request); return err },
		"unpublish, other volume": func() error {
			_, err := f.NodeUnpublishVolume(t.Context(), &csi.NodeUnpublishVolumeRequest{VolumeId: "csi-2", TargetPath: request.GetTargetPath()})
			return err
		},
		"unpublish, other path": func() error {
			_, err := f.NodeUnpublishVolume(t.Context(), &csi.NodeUnpublishVolumeRequest{VolumeId: "csi-1", TargetPath: f.dir + "/other"})
			return err
		},
	} {
		if err := call(); status.Code(err) != codes.Aborted {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Other volumes do not wait.
	other := &csi.NodeUnpublishVolumeRequest{VolumeId: "csi-2", TargetPath: f.dir + "/other"}
	if _, err := f.NodeUnpublishVolume(t.Context(), other); err != nil {
		t.Error(err)
	}
	close(f.cluster.leave)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// However calls come, each is done or told to come again, and nothing is left of a volume that was removed last.
func TestPublishAndUnpublishAtOnce(t *testing.T) {
	const callers, each = 8, 50
	f := newFixture(t)
	request := f.request(t)
	unpublish := &csi.NodeUnpublishVolumeRequest{VolumeId: request.GetVolumeId(), TargetPath: request.GetTargetPath()}
	var calls sync.WaitGroup
	for caller := range callers {
		calls.Go(func() {
			for i := range each {
				var err error
				if (caller+i)%2 == 0 {
					_, err = f.NodePublishVolume(t.Context(), request)
				} else {
					_, err = f.NodeUnpublishVolume(t.Context(), unpublish)
				}
				if code := status.Code(err); code != codes.OK && code != codes.Aborted {
					t.Error(err)
				}
			}
		})
	}
	calls.Wait()
	if _, err := f.NodeUnpublishVolume(t.Context(), unpublish); err != nil {
		t.Error(err)
	}
	if left, err := mountinfo.GetMounts(mountinfo.PrefixFilter(f.dir)); err != nil || len(left) != 0 {
		t.Errorf("%d mounts are left, error %v", len(left), err)
	}
}

func TestDeadlineOfTheKubelet(t *testing.T) {
	f := newFixture(t)
	f.cluster.entered, f.cluster.leave = make(chan struct{}, 1), make(chan struct{})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := f.NodePublishVolume(ctx, f.request(t)); status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("error %v", err)
	}
}

// A panic ends one call, which tells nothing of what the panic was about.
func TestPanic(t *testing.T) {
	f := newFixture(t)
	request := f.request(t)
	for _, value := range []any{canary, errors.New(canary)} {
		f.cluster.panics = value
		_, err := f.NodePublishVolume(t.Context(), request)
		if status.Code(err) != codes.Internal || strings.Contains(err.Error(), canary) {
			t.Errorf("error %v", err)
		}
	}
	f.cluster.panics = nil
	f.publish(t, request)
	want := `
# HELP connectors_csi_panics_total [ALPHA] Number of calls that ended in a panic, which is an error of the driver.
# TYPE connectors_csi_panics_total counter
connectors_csi_panics_total 2
`
	if err := testutil.GatherAndCompare(f.registry, strings.NewReader(want), "connectors_csi_panics_total"); err != nil {
		t.Error(err)
	}
}
