// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/moby/sys/mountinfo"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/hack/local/node"
)

// podsDir is where the kubelet keeps what Pods have, each below its UID.
const podsDir = "/var/lib/kubelet/pods"

// target is where the driver publishes the volume of a Pod, on the node.
func target(pod *corev1.Pod) string {
	return filepath.Join(podsDir, string(pod.UID), "volumes", "kubernetes.io~csi", volumeName, "mount")
}

// seenHere is where this machine sees a path of the node.
func seenHere(path string) (string, error) {
	root, err := node.Root(stack.Cluster())
	return filepath.Join(root, path), err
}

// hasContent says whether the driver has published content in every volume of a Pod.
func hasContent(pod *corev1.Pod, content string) error {
	pattern, err := seenHere(filepath.Join(podsDir, string(pod.UID), "volumes", "kubernetes.io~csi", "*", "mount", "one"))
	if err != nil {
		return err
	}
	files, err := filepath.Glob(pattern)
	if err == nil && len(files) < len(pod.Spec.Volumes) {
		err = fmt.Errorf("pod %s has %d volumes of %d", pod.Name, len(files), len(pod.Spec.Volumes))
	}
	for _, file := range files {
		got, readErr := os.ReadFile(file)
		if readErr == nil && strings.TrimSpace(string(got)) != content {
			readErr = fmt.Errorf("pod %s has %q in a volume, want %q", pod.Name, got, content)
		}
		err = errors.Join(err, readErr)
	}
	return err
}

// ourMounts are the volumes that are mounted on the node, by the UID of the Pod.
func ourMounts() (map[string]int, error) {
	file, err := seenHere("/proc/1/mountinfo")
	if err != nil {
		return nil, err
	}
	table, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	found, err := mountinfo.GetMountsFromReader(bytes.NewReader(table), nil)
	mounted := map[string]int{}
	for _, each := range found {
		// Each is seen once more where the node's /var/lib is kept on this machine.
		if path, ok := strings.CutPrefix(each.Mountpoint, podsDir+"/"); ok && each.FSType == "tmpfs" && each.Source == driver {
			pod, _, _ := strings.Cut(path, "/")
			mounted[pod]++
		}
	}
	return mounted, err
}

// podDirs are the Pods of which the kubelet has a directory.
func podDirs() (map[string]bool, error) {
	dir, err := seenHere(podsDir)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	dirs := map[string]bool{}
	for _, entry := range entries {
		dirs[entry.Name()] = true
	}
	return dirs, err
}

// processes counts what runs on the node, by name.
func processes() (map[string]int, error) {
	pattern, err := seenHere("/proc/[0-9]*/comm")
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(pattern)
	counts := map[string]int{}
	for _, file := range files {
		// Processes end meanwhile.
		if name, err := os.ReadFile(file); err == nil {
			counts[strings.TrimSpace(string(name))]++
		}
	}
	return counts, err
}

// leftovers says what the node has of Pods that are not in the cluster any more.
func leftovers(ctx context.Context, kube kubernetes.Interface) error {
	dirs, err := podDirs()
	if err != nil {
		return err
	}
	mounted, err := ourMounts()
	if err != nil {
		return err
	}
	found, err := kube.CoreV1().Pods(metav1.NamespaceAll).List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	for _, pod := range found.Items {
		delete(dirs, string(pod.UID))
		delete(mounted, string(pod.UID))
	}
	if len(dirs) > 0 || len(mounted) > 0 {
		return fmt.Errorf("of Pods that are gone there are directories %v and mounts %v", slices.Collect(maps.Keys(dirs)), mounted)
	}
	return nil
}
