// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"flag"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/test/integration/harness"
)

// soak is how long the application of TestSoak runs. `make soak` has it run for longer than two tokens live.
var soak = flag.Duration("soak", 20*time.Second, "how long TestSoak runs")

// renewal is how long after a token of ten minutes the next one comes, at the latest: at the first republish after six.
const renewal = 7 * time.Minute

// An application that reads its files at every request, with tokens of the shortest life, is never refused, whether by the
// reverse or by the forward proxy.
func TestSoak(t *testing.T) {
	t.Parallel()
	tm, f := newTeam(t, userRole), newForge(t, "robot")
	tm.connect(t, "git", tm.forgeSpec(t, "git", f))
	tm.connectKubernetes(t, "cluster")
	app := pod("app", inline(volume("git", "gitconfig", "token.expiration", "10m")))
	addVolume(app, "cluster", inline(volume("cluster", "kubeconfig", "token.expiration", "10m")))
	app.Spec.Containers[0].Command = []string{"bash", "-uc", read(t, "soak.sh"), "soak", strconv.Itoa(int(soak.Seconds()))}
	app.Spec.Containers[0].Env = []corev1.EnvVar{
		{Name: "REPOSITORY", Value: repository}, {Name: "GIT", Value: f.address}, {Name: "CLUSTER", Value: stack.Cluster().Endpoint()},
		{Name: "GIT_CONFIG_GLOBAL", Value: mountPath + "/.gitconfig"}, {Name: "KUBECONFIG", Value: "/cluster/kubeconfig"},
		{Name: "NAMESPACE", Value: tm.namespace},
	}
	tm.create(t, app)
	tm.awaitEnd(t, "app", *soak+afterFailures)

	log := stack.Kubectl(t, "--namespace="+tm.namespace, "logs", "app")
	last := regexp.MustCompile(`(\d+) requests, (\d+) failed, (\d+) renewals\n$`).FindStringSubmatch(log)
	if last == nil {
		t.Fatalf("the application has not counted:\n%s", log)
	}
	t.Logf("in %s: %s", *soak, strings.TrimSpace(last[0]))
	if last[1] == "0" || last[2] != "0" {
		t.Errorf("requests failed:\n%s", log)
	}
	if renewals, err := strconv.Atoi(last[3]); err != nil || renewals < int(*soak/renewal) {
		t.Errorf("%s renewals in %s, want %d at least", last[3], *soak, *soak/renewal)
	}
}

// awaitEnd returns when the container of a Pod has ended.
func (tm team) awaitEnd(t *testing.T, name string, limit time.Duration) {
	t.Helper()
	pods := harness.Kube(t, stack.Admin(t)).CoreV1().Pods(tm.namespace)
	harness.Within(t, limit, "Pod "+name+" ends", func(ctx context.Context) error {
		found, err := pods.Get(ctx, name, metav1.GetOptions{})
		if err == nil && found.Status.Phase != corev1.PodSucceeded && found.Status.Phase != corev1.PodFailed {
			err = fmt.Errorf("%s", found.Status.Phase)
		}
		return err
	})
}
