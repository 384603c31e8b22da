// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"context"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/test/integration/harness"
)

const (
	// authorityPeriod is how long a stream may outlive its permission, and authoritySlack what a busy machine adds.
	authorityPeriod = time.Minute
	authoritySlack  = time.Minute
	// severalChecks is how many lines, one in a second, there are while a permission is looked at several times.
	severalChecks = 70
)

// A permission rests on several things. A stream ends soon after each of them, and lives on while they stay.
type permissionCase struct {
	name string
	end  func(t *testing.T, r room, connector string) error
	// stays says that this is no reason to end a stream.
	stays bool
}

func permissionCases() []permissionCase {
	return []permissionCase{
		{name: "the right is revoked", end: func(t *testing.T, r room, _ string) error {
			return r.kube.RbacV1().RoleBindings(r.namespace).DeleteCollection(t.Context(), metav1.DeleteOptions{}, metav1.ListOptions{})
		}},
		{name: "the account is deleted", end: func(t *testing.T, r room, _ string) error {
			return r.kube.CoreV1().ServiceAccounts(r.namespace).Delete(t.Context(), r.account.Name, metav1.DeleteOptions{})
		}},
		{name: "the Connector is deleted", end: func(t *testing.T, r room, connector string) error {
			return r.connectors.Connectors(r.namespace).Delete(t.Context(), connector, metav1.DeleteOptions{})
		}},
		{name: "the Connector gets another address", end: func(t *testing.T, r room, connector string) error {
			return r.move(t.Context(), connector, newTool(t, fine).URL)
		}},
		{name: "the Secret is deleted", end: func(t *testing.T, r room, _ string) error {
			return r.kube.CoreV1().Secrets(r.namespace).Delete(t.Context(), secretName, metav1.DeleteOptions{})
		}},
		// The tool has let the stream in with the former one.
		{name: "the Secret holds another credential", stays: true, end: func(t *testing.T, r room, _ string) error {
			return r.rotate(t.Context(), newCredential())
		}},
		{name: "nothing happens", stays: true, end: func(*testing.T, room, string) error { return nil }},
	}
}

// Most of this test is waiting, so all cases wait together.
func TestStreamsLastAsLongAsTheirPermission(t *testing.T) {
	t.Parallel()
	cases := permissionCases()
	var streams [][]*stream
	var ended []time.Time
	for _, test := range cases {
		r := newRoom(t)
		connector := r.connect(t, newTool(t, ticking(time.Second)).URL)
		streams = append(streams, r.openStreams(t, first, connector))
		harness.Eventually(t, test.name, func(context.Context) error { return test.end(t, r, connector) })
		ended = append(ended, time.Now())
	}
	for i, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			for _, s := range streams[i] {
				if test.stays {
					s.awaitMore(t, max(0, severalChecks-s.lines.Load()))
				} else {
					s.expectCutOff(t, time.Until(ended[i].Add(authorityPeriod+authoritySlack)))
				}
			}
		})
	}
}
