// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ociapi_test

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
	"connectors.alauda.io/test/registry/registrytest"
)

// manyTags is what registries have after years of builds.
const manyTags = 10_000

// TestManyTags pages through more tags than a form shows, and says how long that takes beside crane.
func TestManyTags(t *testing.T) {
	registry := newImages(t)
	digest := registry.push(t, "library/app:v0", amd64())
	all := make([]string, manyTags)
	for n := range all {
		all[n] = fmt.Sprintf("build-%05d", n)
	}
	registry.tag(t, "library/app", digest, all)
	b := newBrowser(t)
	b.connect(t, registry.base, registry.password)
	classAPI := stack.PID(t, harness.ClassAPI)
	before := harness.PeakMemory(t, classAPI)
	var taken []time.Duration
	for _, page := range []int{1, 2, 50, 100, 101} {
		started := time.Now()
		names, total := b.list(t, fmt.Sprintf("/oci/tags?repository=library/app&search=build-&page=%d", page))
		taken = append(taken, time.Since(started))
		want := all[min((page-1)*100, manyTags):min(page*100, manyTags)]
		if !slices.Equal(names, want) || total != manyTags {
			t.Errorf("page %d: %d names of %d", page, len(names), total)
		}
	}
	if names, total := b.list(t, "/oci/tags?repository=library/app&search=build-0123"); len(names) != 10 || total != 10 {
		t.Errorf("search: %v of %d", names, total)
	}
	t.Logf("a page of %d tags took %v; crane ls %v; the class API's memory grew from %d MiB to %d MiB at most",
		manyTags, taken, registry.crane(t), before>>20, harness.PeakMemory(t, classAPI)>>20)
}

// crane says how long crane takes to list the tags of library/app.
func (i images) crane(t *testing.T) time.Duration {
	t.Helper()
	host, dir := strings.TrimPrefix(i.base, "http://"), t.TempDir()
	run := func(args ...string) []byte {
		command := exec.CommandContext(t.Context(), registrytest.Program(t, "crane"), args...)
		command.Env = []string{"HOME=" + dir, "DOCKER_CONFIG=" + dir}
		out, err := command.Output()
		if err != nil {
			t.Fatalf("crane %s: %v", args[0], err)
		}
		return out
	}
	run("auth", "login", host, "-u", robot, "-p", i.password)
	started := time.Now()
	if lines := strings.Count(string(run("ls", "--insecure", host+"/library/app")), "\n"); lines != manyTags+1 {
		t.Fatalf("crane lists %d tags", lines)
	}
	return time.Since(started)
}
