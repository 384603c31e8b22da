// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"
	"strings"
	"testing"
)

func TestDispatch(t *testing.T) {
	for _, test := range []struct {
		name string
		args []string
		got  []string
		code int
	}{
		{"by a link", []string{"/bin/etcd", "--x"}, []string{"etcd", "/bin/etcd", "--x"}, 7},
		{"by the first argument", []string{"/bin/kube", "kubectl", "get", "etcd"},
			[]string{"kubectl", "kubectl", "get", "etcd"}, 7},
		{"a link wins over an argument", []string{"kubectl", "etcd"}, []string{"kubectl", "kubectl", "etcd"}, 7},
		{"unknown", []string{"/bin/kube", "vi"}, nil, 2},
		{"nothing to go by", []string{"/bin/kube"}, nil, 2},
		{"no name at all", nil, nil, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			record := func(name string) program {
				return func(args []string) int {
					got = append([]string{name}, args...)
					return 7
				}
			}
			stderr := &strings.Builder{}
			all := map[string]program{"etcd": record("etcd"), "kubectl": record("kubectl")}
			code := dispatch(test.args, all, stderr)
			if code != test.code || !slices.Equal(got, test.got) {
				t.Errorf("exit code %d, called %q; want %d, %q", code, got, test.code, test.got)
			}
			if said := strings.Contains(stderr.String(), "etcd, kubectl"); said != (code == 2) {
				t.Errorf("exit code %d, said %q", code, stderr)
			}
		})
	}
}
