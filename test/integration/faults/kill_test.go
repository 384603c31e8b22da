// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	informers "connectors.alauda.io/pkg/generated/informers/externalversions"
	listers "connectors.alauda.io/pkg/generated/listers/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

func newConnector(name string) *v1alpha1.Connector {
	return &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: "absent", Address: "https://tool.example.com"},
	}
}

// impatient is a configuration whose requests do not wait long for a server that is away.
func impatient(config *rest.Config) *rest.Config {
	config.Timeout = 5 * time.Second
	return config
}

// Each server is killed in the middle of writes, and started again as a supervisor would. Whatever was acknowledged is
// there, and an informer that watched all the time has seen it.
func TestKillInTheMiddleOfWrites(t *testing.T) {
	namespace := stack.Namespace(t)
	lister := watchAll(t, stack.Admin(t), namespace)
	storm := startStorm(t, harness.Connectors(t, impatient(stack.Admin(t))).Connectors(namespace))
	for _, part := range []string{harness.APIServer, harness.Etcd, harness.KubeAPIServer} {
		storm.awaitMore(t)
		stack.Kill(t, part)
		stack.Restart(t, part)
		storm.awaitMore(t)
	}
	storm.stop()
	t.Logf("%d acknowledged, %d failed", storm.total(), storm.failed)

	client := harness.Connectors(t, stack.Admin(t)).Connectors(namespace)
	harness.Eventually(t, "everything acknowledged is there", func(ctx context.Context) error {
		list, err := client.List(ctx, metav1.ListOptions{})
		if err != nil {
			return err
		}
		stored := map[string]*v1alpha1.Connector{}
		for i := range list.Items {
			stored[list.Items[i].Name] = &list.Items[i]
		}
		return storm.missingIn(stored)
	})
	harness.Eventually(t, "the informer has seen what is there", func(ctx context.Context) error {
		return sameAsListed(ctx, client, lister.Connectors(namespace))
	})
}

func watchAll(t *testing.T, config *rest.Config, namespace string) listers.ConnectorLister {
	t.Helper()
	client, err := versioned.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(namespace))
	connectors := factory.Connectors().V1alpha1().Connectors()
	informer := connectors.Informer()
	ctx, cancel := context.WithCancel(t.Context())
	factory.Start(ctx.Done())
	t.Cleanup(func() {
		cancel()
		factory.Shutdown()
	})
	if !cache.WaitForCacheSync(t.Context().Done(), informer.HasSynced) {
		t.Fatal("the informer does not sync")
	}
	return connectors.Lister()
}

func sameAsListed(ctx context.Context, client connectorsclient.ConnectorInterface, lister listers.ConnectorNamespaceLister) error {
	list, err := client.List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	seen, err := lister.List(labels.Everything())
	if err != nil {
		return err
	}
	versions := map[string]string{}
	for _, c := range seen {
		versions[c.Name] = c.ResourceVersion
	}
	for i := range list.Items {
		if got := versions[list.Items[i].Name]; got != list.Items[i].ResourceVersion {
			return fmt.Errorf("it has %s at version %q, stored is %s", list.Items[i].Name, got, list.Items[i].ResourceVersion)
		}
	}
	if len(versions) != len(list.Items) {
		return fmt.Errorf("it has %d, stored are %d", len(versions), len(list.Items))
	}
	return nil
}

const counter = "counter"

// A storm writes until it is stopped, and remembers what was acknowledged.
type storm struct {
	cancel context.CancelFunc
	group  sync.WaitGroup

	mu       sync.Mutex
	created  []string
	counters map[string]int
	failed   int
}

func startStorm(t *testing.T, client connectorsclient.ConnectorInterface) *storm {
	t.Helper()
	const writers = 6
	ctx, cancel := context.WithCancel(t.Context())
	s := &storm{cancel: cancel, counters: map[string]int{}}
	t.Cleanup(s.stop)
	for i := range writers {
		own := fmt.Sprintf("counter-%d", i)
		harness.Eventually(t, "a counter is made", func(ctx context.Context) error {
			_, err := client.Create(ctx, newConnector(own), metav1.CreateOptions{})
			if apierrors.IsAlreadyExists(err) {
				return nil // the answer to an earlier attempt was lost
			}
			return err
		})
		s.group.Go(func() { s.write(ctx, client, own) })
	}
	return s
}

// write creates a Connector and counts up in another one, over and over. After an error it is not known whether the write
// came to pass, so the next one is another.
func (s *storm) write(ctx context.Context, client connectorsclient.ConnectorInterface, own string) {
	for n := 1; ctx.Err() == nil; n++ {
		name := fmt.Sprintf("made-by-%s-%d", own, n)
		_, err := client.Create(ctx, newConnector(name), metav1.CreateOptions{})
		patch := fmt.Appendf(nil, `{"metadata":{"annotations":{%q:"%d"}}}`, counter, n)
		_, patchErr := client.Patch(ctx, own, types.MergePatchType, patch, metav1.PatchOptions{})
		s.mu.Lock()
		if err == nil {
			s.created = append(s.created, name)
		}
		if patchErr == nil {
			s.counters[own] = n
		}
		if err != nil || patchErr != nil {
			s.failed++
		}
		s.mu.Unlock()
	}
}

func (s *storm) stop() {
	s.cancel()
	s.group.Wait()
}

func (s *storm) total() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.created)
}

// awaitMore returns once some more writes are acknowledged, so that the next fault hits writes under way.
func (s *storm) awaitMore(t *testing.T) {
	t.Helper()
	const more = 20
	before := s.total()
	harness.Eventually(t, "writes go on", func(context.Context) error {
		if now := s.total(); now < before+more {
			return fmt.Errorf("%d since, want %d", now-before, more)
		}
		return nil
	})
}

// missingIn says what was acknowledged and is not stored.
func (s *storm) missingIn(stored map[string]*v1alpha1.Connector) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var missing []error
	for _, name := range s.created {
		if stored[name] == nil {
			missing = append(missing, fmt.Errorf("%s is missing", name))
		}
	}
	for name, acknowledged := range s.counters {
		if stored[name] == nil {
			missing = append(missing, fmt.Errorf("%s is missing", name))
			continue
		}
		if got, err := strconv.Atoi(stored[name].Annotations[counter]); err != nil || got < acknowledged {
			missing = append(missing, fmt.Errorf("%s stands at %d (error %w), acknowledged was %d", name, got, err, acknowledged))
		}
	}
	return errors.Join(missing...)
}
