// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// A hostileTool is a case: what is behind an address, and what the status says of it.
type hostileTool struct {
	name, address, reason string
	says                  []string
}

const (
	noConnection = "ConnectionFailed"
	badAnswer    = "ProbeFailed"
	late         = "did not answer within 6 s"
)

func hostileTools(t *testing.T, r room) []hostileTool {
	t.Helper()
	tool := func(answer http.HandlerFunc) string { return newTool(t, answer).URL }
	raw := func(beginning string) string { return "http://" + serveRaw(t, stall(beginning)) }
	return append([]hostileTool{
		{"hangs before accept", "http://" + fullListener(t), noConnection, []string{late}},
		{"is never accepted", "http://" + listen(t).Addr().String(), noConnection, []string{late}},
		{"hangs after accept", raw(""), noConnection, []string{late}},
		{"hangs in TLS", "https://" + serveRaw(t, stall("")), noConnection, []string{late}},
		{"hangs in the header", raw("HTTP/1.1 200 OK\r\nX-A: b"), noConnection, []string{late}},
		{"hangs in the body", raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"), noConnection, []string{"answered 200 OK", "its body did not come whole", late}},
		{"has an endless body", tool(endless), badAnswer, []string{"answered 200 OK", "more than 1 MiB"}},
		{"has an endless header", "http://" + serveRaw(t, endlessHeader), badAnswer, []string{"the header of the tool's answer is larger than 1 MiB"}},
		{"sends a gzip bomb", tool(gzipBomb(t)), badAnswer, []string{"answered 200 OK", "could not be evaluated"}},
		{"speaks something else", raw("SSH-2.0-OpenSSH\r\n\r\n"), badAnswer, []string{"is not valid HTTP"}},
	}, redirects(t, r)...)
}

func redirects(t *testing.T, r room) []hostileTool {
	t.Helper()
	kubernetes, err := r.kube.CoreV1().Services("default").Get(t.Context(), "kubernetes", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	inside := kubernetes.Spec.ClusterIP
	to := func(where string) string { return newTool(t, redirect(where)).URL }
	return []hostileTool{
		{"redirects to itself", to("?again"), badAnswer, []string{"redirected more than 10 times"}},
		{"redirects to a host that is not there", to("http://tool.invalid/"), noConnection, []string{"redirected to http://tool.invalid", "the host of the tool's address"}},
		{"redirects into the cluster", to("https://" + inside + "/"), noConnection, []string{inside + ":443 may not be dialled", "only a Connector's own address may lead there"}},
		{"redirects to another loopback address", to("http://127.0.0.2:8080/"), noConnection, []string{"127.0.0.2:8080 may not be dialled", "a loopback address"}},
		{"redirects to metadata", to("http://169.254.169.254/latest/meta-data/"), noConnection, []string{"169.254.169.254:80 may not be dialled", "a metadata service"}},
		{"redirects to a file", to("file:///etc/passwd"), badAnswer, []string{"redirected to something that is no http or https URL"}},
		{"redirects to a user", to("http://root:secret@127.0.0.1/"), badAnswer, []string{"redirected to something that is no http or https URL with a plain host"}},
		{"redirects to nonsense", to("http://[::1"), badAnswer, []string{"redirected to something that is no URL"}},
	}
}

// Whatever a tool does, the status says what is wrong, the controller stays small and goes on asking the others in time.
func testHostileTools(t *testing.T, r room) {
	const few, most = 20, 64 << 20
	class := r.newClass(t, asking("response.body.ok"))
	good := newTool(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"ok": true}`)) })
	names := r.newConnectors(t, few, "good", class, good.URL)
	r.expectReady(t, time.Minute, names...)
	harness.Eventually(t, "the good ones are asked for", func(context.Context) error { return good.asked(names, 2) })
	pid := r.stack.PID(t, harness.Controller)
	before, started := harness.PeakMemory(t, pid), time.Now()

	tools := hostileTools(t, r)
	for _, tool := range tools {
		// Five of each, so that what one of them takes shows.
		for i := range 5 {
			r.newConnector(t, fmt.Sprintf("%s-%d", named(tool.name), i), class, tool.address)
		}
	}
	for _, tool := range tools {
		t.Run(tool.name, func(t *testing.T) {
			for i := range 5 {
				r.expect(t, time.Minute, fmt.Sprintf("%s-%d", named(tool.name), i), v1alpha1.ConnectorLivenessReady, metav1.ConditionFalse,
					tool.reason, append(tool.says, tool.address)...)
			}
		})
	}
	// So long that every one of them has been asked again, and longer than any of the good ones may wait.
	seen := good.count("good-0")
	harness.Eventually(t, "the good ones are asked for", func(context.Context) error { return good.asked(names, seen+12) })
	if err := good.punctual(names, started, shippedInterval+shippedInterval/10+busy); err != nil {
		t.Error(err)
	}
	grown := harness.PeakMemory(t, pid) - before
	t.Logf("the controller has grown by %d MiB from %d MiB", grown>>20, before>>20)
	if grown > most {
		t.Errorf("it has grown by %d MiB, more than %d MiB", grown>>20, most>>20)
	}
}
