// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"

	"connectors.alauda.io/test/integration/harness"
)

// A hundred Pods come and go, a fifth of them before they have started. None starts without its files, and nothing is left.
func TestChurn(t *testing.T) {
	const waves, size, early = 5, 20, 4
	f, pod := newFleet(t, last), driverPod(t)
	f.wave(t, creators, 0) // what is made once, for all Pods, is there before
	before := f.settled(t, pod)
	began := time.Now()
	for range waves {
		f.wave(t, size, early)
	}
	t.Logf("%d Pods came and went in %.1f s", waves*size, time.Since(began).Seconds())
	// What is in use for a moment, such as a connection, goes; what was forgotten stays.
	f.settled(t, pod)
	await(t, afterFailures, "there is no more than before", func(ctx context.Context) error {
		after, err := footprintOf(ctx, t, pod)
		if err == nil {
			err = after.beyond(before)
		}
		return err
	})
}

// A footprint is what must be after Pods have come and gone as it was before.
type footprint struct {
	figures

	// files is how many bytes of files the driver has in memory.
	files     int
	processes map[string]int
}

// settled deletes all Pods, and returns what there is when nothing is left of them on the node.
func (f *fleet) settled(t *testing.T, driver *corev1.Pod) footprint {
	t.Helper()
	f.end(t.Context(), t)
	kube := harness.Kube(t, stack.Admin(t))
	await(t, afterFailures, "nothing is left of Pods", func(ctx context.Context) error { return leftovers(ctx, kube) })
	now, err := footprintOf(t.Context(), t, driver)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the driver has %+v and %d bytes of files", now.figures, now.files)
	return now
}

func footprintOf(ctx context.Context, t *testing.T, driver *corev1.Pod) (footprint, error) {
	t.Helper()
	running, err := processes()
	if err != nil {
		return footprint{}, err
	}
	said, err := figuresOf(ctx, driver)
	return footprint{figures: said, files: volumeMemory(t, driver), processes: running}, err
}

// beyond says of what there is more than before. Connections to the API servers come and go.
func (f footprint) beyond(before footprint) error {
	const few = 5
	if f.volumes > before.volumes || f.goroutines > before.goroutines+few || f.descriptors > before.descriptors+few ||
		f.files > before.files {
		return fmt.Errorf("the driver has %+v and %d bytes of files, before %+v and %d", f.figures, f.files, before.figures, before.files)
	}
	for name, count := range f.processes {
		if count > before.processes[name] {
			return fmt.Errorf("the node has %d processes %s, before %d", count, name, before.processes[name])
		}
	}
	return nil
}

// wave has Pods look at their files and end, and some deleted before. It returns when all others have ended, and does not wait
// for their deletion.
func (f *fleet) wave(t *testing.T, size, early int) {
	t.Helper()
	first := f.named + 1
	f.launchWatchers(t, size)
	for i := range early {
		if err := f.pods.Delete(t.Context(), podName(first+i*size/early), metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	f.await(t, afterFailures, "the Pods of a wave have ended", func(pod *corev1.Pod) error {
		if pod.DeletionTimestamp != nil {
			return nil
		}
		return succeeded(pod)
	})
	ended := metav1.ListOptions{FieldSelector: fields.OneTermEqualSelector("status.phase", string(corev1.PodSucceeded)).String()}
	if err := f.pods.DeleteCollection(t.Context(), metav1.DeleteOptions{}, ended); err != nil {
		t.Fatal(err)
	}
}
