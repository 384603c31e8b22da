// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"fmt"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/hack/local/node"
)

// blocked puts a file in the place of a mount. It fails where the driver has mounted the volume again in between, since the file
// is in that then.
const blocked = `umount "$1" && touch "$1/file" && ! mountpoint -q "$1"`

// Somebody works by hand where volumes are, on the node. What can be mended is mended with the next republish; what cannot is left
// as it is, an Event says what to remove, and then all is well. A container that runs keeps its files whatever is done there.
func TestDamagedVolumes(t *testing.T) {
	t.Parallel()
	const takenAway = `umount "$1"`
	for _, test := range []struct {
		name, damage string
		// event is in the Event of the Pod, and repair is what somebody does then; empty: nothing need be done.
		event, repair string
	}{
		{name: "unmounted", damage: takenAway},
		{name: "unmounted and removed", damage: takenAway + ` && rmdir "$1"`},
		{name: "file added", damage: `touch "$1/added"`},
		{
			name: "file in the place of the mount", damage: blocked,
			event: `a directory with "file" in it`, repair: `rm "$1/file"`,
		},
		{
			name: "mounted over", damage: `mount -t tmpfs other "$1"`,
			event: `of "other" is mounted at`, repair: takenAway,
		},
		{
			name: "directory with files added", damage: `mkdir "$1/added" && touch "$1/added/file"`,
			event: "not empty", repair: `rm -r "$1/added"`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := newFleet(t, "before")
			f.launchWatchers(t, 1)
			f.await(t, afterFailures, "the Pod runs", running)
			pod, err := f.pods.Get(t.Context(), podName(1), metav1.GetOptions{})
			if err != nil {
				t.Fatal(err)
			}
			onTarget(t, pod, test.damage)
			f.set(t, "after")
			if test.event != "" {
				f.awaitEvent(t, pod.Name, test.event)
				onTarget(t, pod, test.repair)
			}
			f.await(t, afterFailures, "the volume has new files", func(pod *corev1.Pod) error {
				if err := running(pod); err != nil {
					return err
				}
				return hasContent(pod, "after")
			})
		})
	}
}

// A Pod whose volume was damaged goes away cleanly, at once or when somebody has removed what is not the driver's.
func TestDamagedVolumesAreRemoved(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, damage, repair string }{
		{name: "unmounted", damage: `umount "$1"`},
		{name: "unmounted and removed", damage: `umount "$1" && rmdir "$1"`},
		{name: "mounted twice", damage: `mount -t tmpfs connectors-csi "$1"`},
		{name: "file in the place of the mount", damage: blocked, repair: `rm "$1/file"`},
		{name: "mounted over", damage: `mount -t tmpfs other "$1"`, repair: `umount "$1"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := newFleet(t, "before")
			f.launchWatchers(t, 1)
			f.await(t, afterFailures, "the Pod runs", running)
			pod, err := f.pods.Get(t.Context(), podName(1), metav1.GetOptions{})
			if err != nil {
				t.Fatal(err)
			}
			onTarget(t, pod, test.damage)
			if err := f.pods.Delete(t.Context(), pod.Name, metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
			if test.repair != "" {
				f.await(t, afterFailures, "the container has ended", ended)
				onTarget(t, pod, test.repair)
			}
			await(t, afterFailures, "nothing is left of the Pod", func(context.Context) error {
				dirs, err := podDirs()
				if err == nil && dirs[string(pod.UID)] {
					err = fmt.Errorf("there is %s", target(pod))
				}
				return err
			})
		})
	}
}

// onTarget runs a script on the node, whose first argument is the path of a Pod's volume. It begins anew where the driver came in
// between: it looks into a volume that is to be unmounted, or mounts it again before something is put in its place.
func onTarget(t *testing.T, pod *corev1.Pod, script string) {
	t.Helper()
	await(t, twoRepublishes, script, func(ctx context.Context) error {
		_, err := node.Run(ctx, stack.Cluster(), "sh", "-c", script, "sh", target(pod))
		return err
	})
}

func ended(pod *corev1.Pod) error {
	for _, container := range pod.Status.ContainerStatuses {
		if container.State.Terminated == nil {
			return fmt.Errorf("container %s of Pod %s is %+v", container.Name, pod.Name, container.State)
		}
	}
	return nil
}
