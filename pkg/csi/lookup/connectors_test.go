// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package lookup

import (
	"encoding/pem"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/test/logtest"
)

func pemOf(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func TestConnectorIsReadAsThePod(t *testing.T) {
	s := newServer(t)
	c := s.connectors(t)
	for _, tt := range []struct {
		name  string
		token target.Credential
		key   types.NamespacedName
		is    func(error) bool
	}{
		{"may", good(), git(), nil},
		{"may not", target.NewCredential("bad-" + canary), git(), apierrors.IsForbidden},
		{"may, and it is not there", good(), types.NamespacedName{Namespace: "team", Name: "other"}, apierrors.IsNotFound},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := c.Get(t.Context(), tt.token, tt.key)
			if tt.is == nil && (err != nil || got.Name != "git") {
				t.Fatalf("got %v, error %v", got, err)
			}
			if tt.is != nil && (!tt.is(err) || got != nil || !strings.Contains(err.Error(), tt.key.String())) {
				t.Errorf("got %v, error %v", got, err)
			}
			if seen := s.identities(); !slices.Equal(seen, []string{"Bearer " + tt.token.Reveal()}) {
				t.Errorf("came as %q", seen)
			}
		})
	}
}

func TestNothingIsSentWithoutToken(t *testing.T) {
	s := newServer(t)
	_, err := s.connectors(t).Get(t.Context(), target.Credential{}, git())
	if !apierrors.IsServiceUnavailable(err) {
		t.Errorf("error %v", err)
	}
	if seen := s.identities(); len(seen) != 0 {
		t.Errorf("requests came as %q", seen)
	}
}

// Whatever the number of Pods, and however many at once: each request has its own token, and they share a connection.
func TestConnectionsAreShared(t *testing.T) {
	s := newServer(t)
	c := s.connectors(t)
	if _, err := c.Get(t.Context(), good(), git()); err != nil { // so that there is a connection
		t.Fatal(err)
	}
	s.identities()
	var group errgroup.Group
	var want []string
	for i := range 200 {
		token := target.NewCredential(fmt.Sprintf("good-%d", i))
		want = append(want, "Bearer "+token.Reveal())
		group.Go(func() error {
			_, err := c.Get(t.Context(), token, git())
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	seen := s.identities()
	slices.Sort(seen)
	slices.Sort(want)
	if !slices.Equal(seen, want) {
		t.Error("requests came with other tokens than they were given")
	}
	if n := s.handshakes.Load(); n != 1 {
		t.Errorf("%d TLS handshakes", n)
	}
}

func TestTokensAreNotLogged(t *testing.T) {
	log := logtest.Capture(t)
	s := newServer(t)
	if _, err := s.connectors(t).Get(t.Context(), good(), git()); err != nil {
		t.Fatal(err)
	}
	klog.Flush()
	if text := log.String(); strings.Contains(text, canary) || !strings.Contains(text, "connectors/git") {
		t.Errorf("the log is\n%s", text)
	}
}

func TestConfigIsNotChanged(t *testing.T) {
	s := newServer(t)
	config := s.config()
	if _, err := NewConnectors(config); err != nil {
		t.Fatal(err)
	}
	if config.BearerToken != own || config.WrapTransport != nil {
		t.Error("it was")
	}
	config.CAData = []byte("no certificate")
	if _, err := NewConnectors(config); err == nil {
		t.Error("an authority that is none is taken")
	}
}
