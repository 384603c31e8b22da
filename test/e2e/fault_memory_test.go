// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"fmt"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// The driver has little memory, and 250 volumes, which change. It needs no more than what the limit leaves beside their files; how
// little that is, where it has a processor whenever it wants one, says make bench.
func TestMemoryOfManyVolumes(t *testing.T) {
	const pods, volumes, limit, most = 10, 25, "160Mi", 96 << 20
	changeDriver(t, func(container *corev1.Container) {
		container.Resources.Limits[corev1.ResourceMemory] = resource.MustParse(limit)
	})
	f := newFleet(t, "first")
	f.launch(t, pods, func() *corev1.Pod {
		p := f.watcher(t)
		for i := range volumes - 1 {
			source := inline(volume("tool", "config"))
			if i%5 == 0 {
				source.CSI.VolumeAttributes["token.expiration"] = "1h"
			}
			addVolume(p, fmt.Sprintf("more-%d", i), source)
		}
		return p
	})
	f.await(t, afterFailures, "all Pods run", running)
	server := driverPod(t)
	for _, content := range []string{"second", "third"} {
		f.set(t, content)
		peak := 0
		await(t, afterFailures, "all volumes are renewed", func(ctx context.Context) error {
			now, err := figuresOf(ctx, server)
			if err != nil {
				return err
			}
			peak = max(peak, now.memory)
			return f.every(ctx, t, func(pod *corev1.Pod) error { return hasContent(pod, content) })
		})
		t.Logf("with %s files: %.1f MiB at most, and %.1f MiB of files", content, mebibytes(peak), mebibytes(volumeMemory(t, server)))
		if peak > most {
			t.Errorf("the driver takes %d bytes, want %d at most", peak, most)
		}
	}
	after := driverPod(t)
	if after.UID != server.UID || after.Status.ContainerStatuses[0].RestartCount > 0 {
		t.Errorf("the driver was ended: %+v", after.Status.ContainerStatuses[0].LastTerminationState)
	}
	if got := mustFigures(t, after); got.volumes != pods*volumes {
		t.Errorf("%d volumes, want %d", got.volumes, pods*volumes)
	}
}

func mebibytes(bytes int) float64 { return float64(bytes) / (1 << 20) }
