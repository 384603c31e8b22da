// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	auditv1 "k8s.io/apiserver/pkg/apis/audit/v1"
	"k8s.io/client-go/rest"

	"connectors.alauda.io/test/integration/harness"
)

const ownAuditLog, kubeAuditLog = "audit-own.log", "audit-kube.log"

// Both servers write down who did what, each with the same user.
func TestAudit(t *testing.T) {
	t.Parallel()
	client, namespace := connectorsIn(t, stack.Admin(t))
	account := stack.ServiceAccount(t, namespace, "connectors-connector-viewer-role")
	mustCreate(t, client, newConnector("audited"))
	if _, err := harness.Connectors(t, account.As(stack.Admin(t))).Connectors(namespace).Get(t.Context(), "audited", metav1.GetOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{ownAuditLog, kubeAuditLog} {
		harness.Eventually(t, "the requests are in "+file, func(context.Context) error {
			got, err := auditedRequests(filepath.Join(stack.Dir(), file), namespace)
			want := []string{"admin create 201", account.User() + " get 200"}
			if err == nil && !slices.Equal(got, want) {
				err = fmt.Errorf("they are %q, want %q", got, want)
			}
			return err
		})
	}
}

// auditedRequests are the finished requests for Connectors of a namespace.
func auditedRequests(file, namespace string) ([]string, error) {
	content, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	var requests []string
	lines := bufio.NewReader(content)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return requests, nil
		}
		var event auditv1.Event
		if err := json.Unmarshal(line, &event); err != nil {
			return nil, err
		}
		if event.Stage == auditv1.StageResponseComplete && event.ObjectRef != nil && event.ObjectRef.Namespace == namespace &&
			event.ObjectRef.Resource == "connectors" {
			requests = append(requests, fmt.Sprintf("%s %s %d", event.User.Username, event.Verb, event.ResponseStatus.Code))
		}
	}
}

func TestHealthVersionAndMetrics(t *testing.T) {
	t.Parallel()
	client, _ := connectorsIn(t, stack.Direct(t))
	mustCreate(t, client, newConnector("counted"))
	for _, test := range []struct {
		path string
		want []string
	}{
		{"/healthz", []string{"ok"}},
		{"/livez?verbose", []string{"[+]ping ok", "[+]etcd ok", "livez check passed"}},
		{"/readyz?verbose", []string{"[+]connectors-synced ok", "[+]poststarthook/start-connectors ok", "[+]informer-sync ok",
			"[+]shutdown ok", "readyz check passed"}},
		{"/version", []string{`"gitVersion"`, `"goVersion"`}},
		{"/metrics", []string{`apiserver_request_total{`, `group="connectors.alauda.io"`, `resource="connectors"`,
			"etcd_request_duration_seconds", "apiserver_flowcontrol_", "process_resident_memory_bytes"}},
		{"/apis/connectors.alauda.io", []string{`"kind":"APIGroup"`, `"preferredVersion"`}},
	} {
		harness.Eventually(t, test.path+" says how the server is", func(context.Context) error {
			got := send(t, stack.Direct(t), "GET", test.path, nil, nil)
			if got.code != http.StatusOK {
				return fmt.Errorf("%d %.300s", got.code, got.body) // etcd, which is asked, may take long on a busy machine
			}
			for _, want := range test.want {
				if !strings.Contains(string(got.body), want) && !strings.Contains(strings.Join(strings.Fields(string(got.body)), ""), want) {
					return fmt.Errorf("it does not say %q: %.2000s", want, got.body)
				}
			}
			return nil
		})
	}
}

func TestAnonymousIsRefused(t *testing.T) {
	t.Parallel()
	client, namespace := connectorsIn(t, stack.Admin(t))
	mustCreate(t, client, newConnector("one"))
	bad := rest.AnonymousClientConfig(stack.Direct(t))
	bad.BearerToken = "made.up.token"
	for _, test := range []struct {
		name   string
		config *rest.Config
		codes  []int
	}{
		{"anonymous through the kube-apiserver", rest.AnonymousClientConfig(stack.Admin(t)), []int{401, 403}},
		{"anonymous at our own port", rest.AnonymousClientConfig(stack.Direct(t)), []int{401, 403}},
		{"made-up token at our own port", bad, []int{401}},
	} {
		for _, path := range []string{connectorsPath(namespace), connectorPath(namespace, "one"), connectorPath(namespace, "one") + "/proxy/x",
			groupPath + "/connectorclasses", "/metrics", "/debug/pprof/"} {
			got := send(t, test.config, "GET", path, nil, nil)
			if !slices.Contains(test.codes, got.code) {
				t.Errorf("%s, %s: %d %.200s, want one of %v", test.name, path, got.code, got.body, test.codes)
			}
		}
	}
}

// Only the kube-apiserver may say who is calling.
func TestHeadersOfTheFrontProxyAreNotBelieved(t *testing.T) {
	t.Parallel()
	_, namespace := connectorsIn(t, stack.Admin(t))
	header := map[string]string{"X-Remote-User": "admin", "X-Remote-Group": "system:masters"}
	account := stack.ServiceAccount(t, namespace)
	for name, config := range map[string]*rest.Config{
		"anonymous": rest.AnonymousClientConfig(stack.Direct(t)), "an account": account.As(stack.Direct(t)),
	} {
		got := send(t, config, "GET", connectorsPath(namespace), header, nil)
		if got.code != http.StatusForbidden && got.code != http.StatusUnauthorized {
			t.Errorf("%s with headers of the front proxy: %d %.200s", name, got.code, got.body)
		}
	}
}
