// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"context"
	"errors"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/util/flowcontrol"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

const (
	// ConfigMapName is the ConfigMap of the system namespace in which the authorities are published.
	ConfigMapName = "connectors-proxy-ca"
	// BundleKey is its key with the certificates of all authorities to trust, in PEM.
	BundleKey = "ca.crt"

	fieldManager = "connectors-proxy"
	// callTimeout bounds one request.
	callTimeout = 10 * time.Second
	// A rotation takes five writes. More than that is a quarrel with somebody who always writes something else.
	writesPerSecond, writesAtOnce = 1, 20
)

// errTooManyWrites is the end of a quarrel.
var errTooManyWrites = errors.New("it is changed by somebody else again and again: see who else writes to it")

// store is the Secret and the ConfigMap.
type store struct {
	secrets    corev1client.SecretInterface
	configMaps corev1client.ConfigMapInterface
	writes     flowcontrol.PassiveRateLimiter
}

func newStore(client kubernetes.Interface, clock clock.PassiveClock) store {
	return store{
		secrets:    client.CoreV1().Secrets(v1alpha1.SystemNamespace),
		configMaps: client.CoreV1().ConfigMaps(v1alpha1.SystemNamespace),
		writes:     flowcontrol.NewTokenBucketPassiveRateLimiterWithClock(writesPerSecond, writesAtOnce, clock),
	}
}

// unlogged is for requests that carry the Secret: at a high verbosity the client logs bodies.
func unlogged(ctx context.Context) context.Context { return klog.NewContext(ctx, klog.Logger{}) }

// secret reads the Secret, nil when it does not exist.
func (s store) secret(ctx context.Context) (*corev1.Secret, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	found, err := s.secrets.Get(unlogged(ctx), SecretName, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading Secret %s/%s: %w", v1alpha1.SystemNamespace, SecretName, err)
	}
	return found, nil
}

// writeSecret creates the Secret, or replaces the version that it was made from.
func (s store) writeSecret(ctx context.Context, secret *corev1.Secret) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	err := errTooManyWrites
	switch {
	case !s.writes.TryAccept():
	case secret.ResourceVersion == "":
		_, err = s.secrets.Create(unlogged(ctx), secret, metav1.CreateOptions{FieldManager: fieldManager})
	default:
		_, err = s.secrets.Update(unlogged(ctx), secret, metav1.UpdateOptions{FieldManager: fieldManager})
	}
	if err != nil {
		return fmt.Errorf("writing Secret %s/%s: %w", v1alpha1.SystemNamespace, SecretName, err)
	}
	return nil
}

// configMap reads the ConfigMap; one without a version stands for one that does not exist.
func (s store) configMap(ctx context.Context) (*corev1.ConfigMap, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	found, err := s.configMaps.Get(ctx, ConfigMapName, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return &corev1.ConfigMap{ObjectMeta: meta(ConfigMapName)}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading ConfigMap %s/%s: %w", v1alpha1.SystemNamespace, ConfigMapName, err)
	}
	return found, nil
}

// publish puts the bundle into the ConfigMap as it was read, and leaves its other keys.
func (s store) publish(ctx context.Context, read *corev1.ConfigMap, bundle []byte) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	changed := read.DeepCopy()
	if changed.Data == nil {
		changed.Data = map[string]string{}
	}
	changed.Data[BundleKey] = string(bundle)
	delete(changed.BinaryData, BundleKey) // a key may be in one of the two only
	err := errTooManyWrites
	switch {
	case !s.writes.TryAccept():
	case read.ResourceVersion == "":
		_, err = s.configMaps.Create(ctx, changed, metav1.CreateOptions{FieldManager: fieldManager})
	default:
		_, err = s.configMaps.Update(ctx, changed, metav1.UpdateOptions{FieldManager: fieldManager})
	}
	if err != nil {
		return fmt.Errorf("writing ConfigMap %s/%s: %w", v1alpha1.SystemNamespace, ConfigMapName, err)
	}
	return nil
}

// isRace says whether a write failed because another replica, or somebody else, was faster.
func isRace(err error) bool {
	if apierrors.IsConflict(err) || apierrors.IsAlreadyExists(err) {
		return true
	}
	// The object was deleted meanwhile; it may also be the namespace that does not exist.
	var status apierrors.APIStatus
	return apierrors.IsNotFound(err) && errors.As(err, &status) && status.Status().Details != nil &&
		(status.Status().Details.Name == SecretName || status.Status().Details.Name == ConfigMapName)
}
