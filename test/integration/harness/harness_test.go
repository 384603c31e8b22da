// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestLogsFailOnRacesAndPanics(t *testing.T) {
	for _, test := range []struct {
		name, log string
		want      bool
	}{
		{"clean", "I1122 all is well\nE1122 panicked is no match, nor is panic: in the middle\n", false},
		{"race", "I1122 one\n==================\nWARNING: DATA RACE\nRead at 0x00c0\n", true},
		{"recovered", `E1122 "Observed a panic" panic="runtime error"` + "\n", true},
		{"by the server of Go", "E1122 http: panic serving 127.0.0.1:1: boom\n", true},
		{"fatal", "I1122 one\npanic: boom\n\ngoroutine 1\n", true},
		{"of the runtime", "fatal error: concurrent map writes\n", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "log")
			if err := os.WriteFile(file, []byte(test.log), 0o600); err != nil {
				t.Fatal(err)
			}
			logs := &logs{}
			for range 2 {
				if err := logs.check(file); err != nil {
					t.Fatal(err)
				}
			}
			if err := logs.err(); (err != nil) != test.want {
				t.Errorf("error %v, want one: %v", err, test.want)
			}
			if len(logs.found) > 1 {
				t.Errorf("the same is told %d times", len(logs.found))
			}
		})
	}
}

// One test runs the whole of what the harness offers, so that the tests that use it can trust it.
func TestStack(t *testing.T) {
	s := Start(t, Config{
		Files: map[string]string{"note": "in {dir}"},
		Args:  map[string][]string{APIServer: {"--v=3"}},
	})
	note, err := os.ReadFile(filepath.Join(s.Dir(), "note"))
	if err != nil || string(note) != "in "+s.Dir() {
		t.Errorf("the file holds %q (error %v)", note, err)
	}
	namespace := s.Namespace(t)
	account := s.ServiceAccount(t, namespace, "connectors-connector-viewer-role")
	for _, way := range s.Ways(t) {
		if _, err := Connectors(t, account.As(way.Admin)).Connectors(namespace).List(t.Context(), metav1.ListOptions{}); err != nil {
			t.Errorf("%s: %v", way.Name, err)
		}
	}
	if out := s.Kubectl(t, "api-resources", "--api-group=connectors.alauda.io", "-o", "name"); !strings.Contains(out, "connectors.") {
		t.Errorf("kubectl api-resources says %q", out)
	}
	s.Kill(t, APIServer)
	s.Restart(t, APIServer)
	replica := s.Replica(t, 1)
	if _, err := Connectors(t, s.DirectTo(t, replica)).ConnectorClasses().List(t.Context(), metav1.ListOptions{}); err != nil {
		t.Errorf("the replica: %v", err)
	}
}
