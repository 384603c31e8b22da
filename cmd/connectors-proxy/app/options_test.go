// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

func parse(t *testing.T, args ...string) (*Options, error) {
	t.Helper()
	options := NewOptions()
	flags := pflag.NewFlagSet("connectors-proxy", pflag.ContinueOnError)
	for _, set := range options.Flags().FlagSets {
		flags.AddFlagSet(set)
	}
	return options, flags.Parse(args)
}

func TestOptions(t *testing.T) {
	for _, tt := range []struct {
		name, flag, error string
	}{
		{"defaults", "", ""},
		{"an IPv6 address", "--bind-address=::1", ""},
		{"all that may be dialled", "--dial-allow=127.0.0.1/32,10.0.0.0/8", ""},
		{"no port", "--port=0", "--port must be from 1 to 65535"},
		{"a port that is none", "--port=65536", "--port must be from 1 to 65535"},
		{"health without a port", "--health-bind-address=127.0.0.1", "--health-bind-address must be host:port"},
		{"no port over TLS", "--secure-port=0", ""},
		{"one port for both", "--secure-port=8080", "--secure-port must be from 0 to 65535 and another one than --port"},
		{"no place for a connector", "--max-requests-inflight-per-connector=0", "--max-requests-inflight-per-connector must be positive"},
		{"no connection", "--max-connections=0", "--max-connections must be positive"},
		{"no request at all", "--max-requests-inflight=0", "--max-requests-inflight must be positive"},
		{"a delay before now", "--shutdown-delay-duration=-1s", "--shutdown-delay-duration must not be negative"},
		{"an end before now", "--shutdown-timeout=-1s", "--shutdown-timeout must not be negative"},
		{"no time for tools", "--tool-header-timeout=0s", "--tool-header-timeout must be positive"},
		{"an exception that is none", "--dial-allow=127.0.0.1", "--dial-allow must be a list of CIDRs"},
		{"a refusal without a port", "--dial-deny=127.0.0.1", "--dial-deny must be a list of"},
		{"a range that is none", "--internal-ranges=pods", "--internal-ranges must be a list of CIDRs"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var args []string
			if tt.flag != "" {
				args = []string{tt.flag}
			}
			options, err := parse(t, args...)
			if err != nil {
				t.Fatal(err)
			}
			err = options.Validate()
			if tt.error == "" && err != nil {
				t.Errorf("error %v", err)
			}
			if tt.error != "" && (err == nil || !strings.Contains(err.Error(), tt.error)) {
				t.Errorf("error %v, want %q", err, tt.error)
			}
		})
	}
}

func TestAddress(t *testing.T) {
	options, err := parse(t, "--bind-address=::1", "--port=1234")
	if err != nil || options.Serving.address(options.Serving.Port) != "[::1]:1234" {
		t.Errorf("address %s, error %v", options.Serving.address(options.Serving.Port), err)
	}
}

// A process that has not read the cluster yet is alive and not ready, and shows its metrics.
func TestHealthBeforeTheClusterIsRead(t *testing.T) {
	health := newTestProxy(t).healthServer()
	for path, want := range map[string]int{
		"/livez": http.StatusOK, "/healthz": http.StatusOK, "/readyz": http.StatusInternalServerError,
		"/readyz/shutdown": http.StatusOK, "/metrics": http.StatusOK, "/namespaces/team/connectors/tool": http.StatusNotFound,
	} {
		recorder := httptest.NewRecorder()
		health.Handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
		if recorder.Code != want {
			t.Errorf("%s: %d, want %d: %s", path, recorder.Code, want, recorder.Body)
		}
	}
}
