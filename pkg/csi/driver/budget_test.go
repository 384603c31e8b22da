// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"fmt"
	"strings"
	"testing"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"connectors.alauda.io/pkg/csi/publish"
)

// A Pod with very many volumes gets no more than there is room for, and those that have files keep them and are renewed.
func TestMemoryIsBounded(t *testing.T) {
	const room = 1 << 20
	f := newFixtureWith(t, room, "")
	f.cluster.class.Spec.Configurations[0].Data["large"] = strings.Repeat("x", 300<<10)
	numbered := func(i int) *csi.NodePublishVolumeRequest {
		request := f.request(t)
		request.VolumeId, request.TargetPath = fmt.Sprintf("csi-%d", i), fmt.Sprintf("%s/mount-%d", f.dir, i)
		t.Cleanup(func() { _ = publish.Remove(request.GetTargetPath()) })
		return request
	}
	refused := func(request *csi.NodePublishVolumeRequest) {
		t.Helper()
		_, err := f.NodePublishVolume(t.Context(), request)
		if status.Code(err) != codes.ResourceExhausted || !strings.Contains(err.Error(), "may take 1 MiB") {
			t.Errorf("error %v", err)
		}
	}
	for i := range 3 {
		f.publish(t, numbered(i))
	}
	refused(numbered(3))
	refused(numbered(3))

	f.cluster.class.Spec.Configurations[0].Data["large"] = strings.Repeat("y", 400<<10)
	f.publish(t, numbered(0))
	if got := read(t, numbered(0), "large"); !strings.HasPrefix(got, "y") {
		t.Error("a volume that has files was not renewed")
	}
	for i := range 2 {
		unpublish := &csi.NodeUnpublishVolumeRequest{VolumeId: numbered(i).GetVolumeId(), TargetPath: numbered(i).GetTargetPath()}
		for range 2 {
			if _, err := f.NodeUnpublishVolume(t.Context(), unpublish); err != nil {
				t.Fatal(err)
			}
		}
	}
	f.publish(t, numbered(3))
}
