// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/sets"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/klog/v2"
)

// readTimeout bounds one read of an object.
const readTimeout = 5 * time.Second

// secrets holds the Secrets that Connectors refer to, and no others. It is safe for concurrent use.
type secrets struct {
	client corev1client.SecretsGetter
	flight singleflight.Group

	mu       sync.Mutex
	notices  uint64 // counts changes and references, of all Secrets
	held     map[types.NamespacedName]*heldSecret
	referred map[types.NamespacedName][]types.NamespacedName // by Connector
}

// heldSecret is a Secret that Connectors refer to.
type heldSecret struct {
	// fetched is true while data says what the cluster has.
	fetched bool
	// notice is the number of the last change that was heard of, or of the first reference.
	notice uint64
	// data is nil when the Secret does not exist.
	data *secretData
	// connectors refer to the Secret.
	connectors sets.Set[types.NamespacedName]
}

func newSecrets(client corev1client.SecretsGetter) *secrets {
	return &secrets{
		client:   client,
		held:     map[types.NamespacedName]*heldSecret{},
		referred: map[types.NamespacedName][]types.NamespacedName{},
	}
}

// refer replaces what a Connector refers to. A Secret nobody refers to any more is forgotten.
func (s *secrets) refer(connector types.NamespacedName, names ...types.NamespacedName) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range names {
		if s.held[name] == nil {
			s.notices++
			s.held[name] = &heldSecret{notice: s.notices, connectors: sets.New[types.NamespacedName]()}
		}
		s.held[name].connectors.Insert(connector)
	}
	for _, name := range s.referred[connector] {
		if slices.Contains(names, name) {
			continue
		}
		held := s.held[name]
		if held.connectors.Delete(connector); held.connectors.Len() == 0 {
			delete(s.held, name)
		}
	}
	if len(names) == 0 {
		delete(s.referred, connector)
		return
	}
	s.referred[connector] = names
}

// get gives a Secret that has been referred to, nil when it does not exist. It asks the cluster at most once until the
// Secret changes.
func (s *secrets) get(ctx context.Context, name types.NamespacedName) (*secretData, error) {
	for {
		s.mu.Lock()
		held := s.held[name]
		if held == nil {
			s.mu.Unlock()
			return s.read(ctx, name)
		}
		if held.fetched {
			defer s.mu.Unlock()
			return held.data, nil
		}
		notice := held.notice
		s.mu.Unlock()
		if data, current, err := s.fetch(ctx, name, notice); err != nil || current {
			return data, err
		}
	}
}

// fetch reads a Secret and keeps it unless a notice of a change came meanwhile; it says whether none did. Callers that
// know of the same notices share one read.
func (s *secrets) fetch(ctx context.Context, name types.NamespacedName, notice uint64) (*secretData, bool, error) {
	flight := name.String() + "#" + strconv.FormatUint(notice, 10)
	value, err, _ := s.flight.Do(flight, func() (any, error) { return s.read(ctx, name) })
	if err != nil {
		return nil, false, err
	}
	data := value.(*secretData)
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.held[name]
	if held == nil || held.notice != notice {
		return data, held == nil, nil
	}
	held.fetched, held.data = true, data
	return data, true, nil
}

func (s *secrets) read(ctx context.Context, name types.NamespacedName) (*secretData, error) {
	// Several callers wait for the answer, so it does not end with the first one's request.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readTimeout)
	defer cancel()
	secret, err := s.client.Secrets(name.Namespace).Get(unlogged(ctx), name.Name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading Secret %s: %w", name, err)
	}
	return newSecretData(secret), nil
}

// unlogged is for requests whose answers hold Secrets: at a high verbosity the client logs bodies.
func unlogged(ctx context.Context) context.Context { return klog.NewContext(ctx, klog.Logger{}) }

func newSecretData(secret *corev1.Secret) *secretData {
	data := make(map[string]Credential, len(secret.Data))
	for key, value := range secret.Data {
		data[key] = NewCredential(string(value))
	}
	return &secretData{resourceVersion: secret.ResourceVersion, secretType: string(secret.Type), data: data}
}

// notice compares a version that the cluster has, empty for a Secret that does not exist, with what is held. When it
// differs, the Secret will be read again, and the Connectors to rebuild are returned.
func (s *secrets) notice(name types.NamespacedName, resourceVersion string) []types.NamespacedName {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.held[name]
	if held == nil || (held.fetched && held.data.version() == resourceVersion) {
		return nil
	}
	// A read that is under way may have seen the Secret as it was: the new number makes it read again.
	s.notices++
	held.notice, held.fetched = s.notices, false
	return held.connectors.UnsortedList()
}

func (d *secretData) version() string {
	if d == nil {
		return ""
	}
	return d.resourceVersion
}

// certificates are those of a Secret with certificate authorities, none when it does not exist.
func (d *secretData) certificates() []*x509.Certificate {
	if d == nil {
		return nil
	}
	data := make(map[string][]byte, len(d.data))
	for key, value := range d.data {
		data[key] = []byte(value.Reveal())
	}
	return ReadCertificates(data)
}

// names are the Secrets that are referred to.
func (s *secrets) names() []types.NamespacedName {
	s.mu.Lock()
	defer s.mu.Unlock()
	names := make([]types.NamespacedName, 0, len(s.held))
	for name := range s.held {
		names = append(names, name)
	}
	return names
}
