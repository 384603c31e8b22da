// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
)

func name(s string) types.NamespacedName { return types.NamespacedName{Namespace: "team", Name: s} }

// secretCluster is a cluster with one Secret whose version can be set; reads are counted.
type secretCluster struct {
	version atomic.Int64 // 0: the Secret does not exist
	reads   atomic.Int64
	hold    atomic.Pointer[func()] // called in the middle of a read
}

func (c *secretCluster) secrets() *secrets {
	client := fake.NewClientset()
	client.PrependReactor("get", "secrets", func(clienttesting.Action) (bool, runtime.Object, error) {
		c.reads.Add(1)
		version := c.version.Load()
		if hold := c.hold.Swap(nil); hold != nil {
			(*hold)()
		}
		if version == 0 {
			return false, nil, nil
		}
		return true, &corev1.Secret{
			ObjectMeta: metav1.ObjectMeta{ResourceVersion: strconv.FormatInt(version, 10)},
			Data:       map[string][]byte{"token": []byte(fmt.Sprint("value-", version))},
		}, nil
	})
	return newSecrets(client.CoreV1())
}

func (c *secretCluster) expect(t *testing.T, s *secrets, version string, reads int64) {
	t.Helper()
	data, err := s.get(context.Background(), name("secret"))
	if err != nil {
		t.Fatal(err)
	}
	if data.version() != version {
		t.Errorf("version %q, want %q", data.version(), version)
	}
	if c.reads.Load() != reads {
		t.Errorf("%d reads, want %d", c.reads.Load(), reads)
	}
}

func TestSecretsAreReadOnChangeOnly(t *testing.T) {
	cluster := &secretCluster{}
	s := cluster.secrets()
	s.refer(name("a"), name("secret"))
	s.refer(name("b"), name("secret"))
	cluster.expect(t, s, "", 1)
	cluster.expect(t, s, "", 1)
	if rebuilt := s.notice(name("secret"), ""); rebuilt != nil {
		t.Errorf("a notice of what is known rebuilds %v", rebuilt)
	}
	if rebuilt := s.notice(name("unrelated"), "9"); rebuilt != nil {
		t.Errorf("a notice about an unrelated Secret rebuilds %v", rebuilt)
	}
	cluster.version.Store(3)
	if rebuilt := s.notice(name("secret"), "3"); len(rebuilt) != 2 {
		t.Errorf("a change rebuilds %v, want both Connectors", rebuilt)
	}
	cluster.expect(t, s, "3", 2)
	cluster.expect(t, s, "3", 2)
	cluster.version.Store(0)
	s.notice(name("secret"), "")
	cluster.expect(t, s, "", 3)
}

func TestSecretsForgetWhatNobodyRefersTo(t *testing.T) {
	cluster := &secretCluster{}
	cluster.version.Store(1)
	s := cluster.secrets()
	s.refer(name("a"), name("secret"))
	s.refer(name("b"), name("secret"), name("ca"))
	cluster.expect(t, s, "1", 1)
	s.refer(name("b"), name("ca"))
	s.refer(name("a"))
	if held := s.names(); len(held) != 1 || held[0] != name("ca") {
		t.Errorf("held are %v, want the CA only", held)
	}
	s.refer(name("b"))
	if held := s.names(); len(held) != 0 || len(s.referred) != 0 {
		t.Errorf("held are %v and %v, want nothing", held, s.referred)
	}
}

// A read that was under way when the Secret changed must not be taken for the new state.
func TestSecretsReadAgainWhenNoticeOvertakesRead(t *testing.T) {
	cluster := &secretCluster{}
	cluster.version.Store(1)
	s := cluster.secrets()
	s.refer(name("a"), name("secret"))
	overtake := func() {
		cluster.version.Store(2)
		s.notice(name("secret"), "2")
	}
	cluster.hold.Store(&overtake)
	cluster.expect(t, s, "2", 2)
}

func TestSecretsShareReads(t *testing.T) {
	cluster := &secretCluster{}
	cluster.version.Store(1)
	s := cluster.secrets()
	s.refer(name("a"), name("secret"))
	var waiting sync.WaitGroup
	for range 32 {
		waiting.Go(func() {
			if data, err := s.get(context.Background(), name("secret")); err != nil || data.version() != "1" {
				t.Errorf("got %v, %v", data.version(), err)
			}
		})
	}
	waiting.Wait()
	if reads := cluster.reads.Load(); reads > 32 || reads < 1 {
		t.Errorf("%d reads", reads)
	}
	cluster.expect(t, s, "1", cluster.reads.Load())
}

func TestSecretWatchKeepsNothing(t *testing.T) {
	cluster := &secretCluster{}
	cluster.version.Store(5)
	s := cluster.secrets()
	s.refer(name("a"), name("secret"))
	cluster.expect(t, s, "5", 1)
	var rebuilt []types.NamespacedName
	watch := &secretWatch{secrets: s, rebuild: func(n types.NamespacedName) { rebuilt = append(rebuilt, n) }}
	object := func(n, version string) any {
		full := &metav1.PartialObjectMetadata{ObjectMeta: metav1.ObjectMeta{
			Namespace: "team", Name: n, ResourceVersion: version,
			Annotations: map[string]string{"kubectl.kubernetes.io/last-applied-configuration": "canary"},
		}}
		cut, err := watch.Transformer()(full)
		if err != nil {
			t.Fatal(err)
		}
		if len(cut.(*metav1.PartialObjectMetadata).Annotations) != 0 {
			t.Error("annotations are kept")
		}
		return cut
	}
	steps := []struct {
		name    string
		do      func() error
		rebuilt int
	}{
		{"the known version", func() error { return watch.Replace([]any{object("secret", "5"), object("other", "6")}, "6") }, 0},
		{"an unrelated change", func() error { return watch.Update(object("other", "7")) }, 0},
		{"a change", func() error { return watch.Update(object("secret", "8")) }, 1},
		{"deleted", func() error { return watch.Delete(object("secret", "9")) }, 1},
		{"gone after a gap", func() error { return watch.Replace([]any{object("other", "7")}, "10") }, 1},
	}
	for _, step := range steps {
		rebuilt = nil
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if len(rebuilt) != step.rebuilt {
			t.Errorf("%s: rebuilt %v, want %d", step.name, rebuilt, step.rebuilt)
		}
	}
	if !watch.synced.Load() {
		t.Error("not synced after the first list")
	}
}
