// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const (
	writersAtOnce = 4
	// each writer has Connectors and Secrets of its own, all of which may or may not exist.
	eachWriter = 25
)

// A weather changes Connectors and Secrets. What it did is not remembered: what is stored in the end is what counts.
type weather struct {
	class, address string
	connectors     connectorsclient.ConnectorInterface
	secrets        corev1client.SecretInterface
	done           atomic.Int64
}

func newWeather(t *testing.T, r room, class, address string) *weather {
	t.Helper()
	config := r.stack.Admin(t)
	// A server that is away is not waited for long, and what changes leaves the controller some of the machine.
	config.Timeout, config.QPS, config.Burst = 5*time.Second, 60, 10
	return &weather{
		class: class, address: address,
		connectors: harness.Connectors(t, config).Connectors(r.namespace),
		secrets:    harness.Kube(t, config).CoreV1().Secrets(r.namespace),
	}
}

func toolName(writer, i int) string { return fmt.Sprintf("tool-%d-%d", writer, i) }

// fill makes all Connectors and Secrets, with the clients of the room, which wait for as long as it takes.
func (w *weather) fill(t *testing.T, r room) {
	t.Helper()
	for writer := range writersAtOnce {
		for i := range eachWriter {
			name := toolName(writer, i)
			r.createConnector(t, name, w.connector(name, w.address).Spec)
			if _, err := r.kube.CoreV1().Secrets(r.namespace).Create(t.Context(), secret(name, password), metav1.CreateOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// start changes things until stop is called, or the test ends.
func (w *weather) start(t *testing.T, seed uint64) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	for writer := range writersAtOnce {
		random := rand.New(rand.NewPCG(seed, uint64(writer)))
		running.Go(func() {
			for ctx.Err() == nil {
				if w.change(ctx, toolName(writer, random.IntN(eachWriter)), random) == nil {
					w.done.Add(1)
				}
			}
		})
	}
	stop = func() {
		cancel()
		running.Wait()
	}
	t.Cleanup(stop)
	return stop
}

// change does one thing. What is to be changed may not be there, or be there already: that is an error like any other.
func (w *weather) change(ctx context.Context, name string, random *rand.Rand) error {
	address, word := w.address, password
	if random.IntN(4) == 0 {
		address, word = nowhere, "another"
	}
	switch random.IntN(8) {
	case 0:
		return w.connectors.Delete(ctx, name, metav1.DeleteOptions{})
	case 1, 2:
		return w.createConnector(ctx, name, address)
	case 3, 4:
		patch := fmt.Appendf(nil, `{"spec":{"address":%q}}`, address)
		_, err := w.connectors.Patch(ctx, name, types.MergePatchType, patch, metav1.PatchOptions{})
		return err
	case 5:
		return w.secrets.Delete(ctx, name, metav1.DeleteOptions{})
	case 6:
		return w.createSecret(ctx, name, word)
	default:
		patch := fmt.Appendf(nil, `{"stringData":{%q:%q}}`, corev1.BasicAuthPasswordKey, word)
		_, err := w.secrets.Patch(ctx, name, types.MergePatchType, patch, metav1.PatchOptions{})
		return err
	}
}

func (w *weather) createConnector(ctx context.Context, name, address string) error {
	_, err := w.connectors.Create(ctx, w.connector(name, address), metav1.CreateOptions{})
	return err
}

// connector is one with a Secret of its own name.
func (w *weather) connector(name, address string) *v1alpha1.Connector {
	return &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: w.class, Address: address, Auth: auth(name)},
	}
}

func (w *weather) createSecret(ctx context.Context, name, word string) error {
	_, err := w.secrets.Create(ctx, secret(name, word), metav1.CreateOptions{})
	return err
}

func secret(name, word string) *corev1.Secret {
	return &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: name}, Type: corev1.SecretTypeBasicAuth, StringData: basicData(word),
	}
}

// awaitMore returns after some more changes, so that what is done next is done amid others.
func (w *weather) awaitMore(t *testing.T, more int) {
	t.Helper()
	target := w.done.Load() + int64(more)
	harness.Eventually(t, "changes go on", func(context.Context) error {
		if now := w.done.Load(); now < target {
			return fmt.Errorf("%d more are wanted", target-now)
		}
		return nil
	})
}
