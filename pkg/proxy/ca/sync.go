// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/klog/v2"
)

// maxRounds is more than the steps of a whole rotation and some races.
const maxRounds = 16

// sync brings Secret and ConfigMap in line with the plan and takes over what they hold. It returns when to look again. It
// is not to be called twice at once.
func (a *Authority) sync(ctx context.Context) (time.Time, error) {
	lost := errTooManyWrites
	for range maxRounds {
		again, settled, err := a.round(ctx)
		switch {
		case err == nil && settled:
			return again, nil
		case err != nil && !isRace(err):
			return time.Time{}, err
		case err != nil:
			lost = err
		}
	}
	return time.Time{}, fmt.Errorf("others changed the certificate authority each time that it was to be written: %w", lost)
}

// round takes one step; it is settled when there was none to take. The ConfigMap is read first (doc.go says why).
func (a *Authority) round(ctx context.Context) (again time.Time, settled bool, err error) {
	configMap, err := a.store.configMap(ctx)
	if err != nil {
		return time.Time{}, false, err
	}
	secret, err := a.store.secret(ctx)
	if err != nil {
		return time.Time{}, false, err
	}
	now := a.clock.Now()
	if secret == nil {
		return time.Time{}, false, a.create(ctx, now)
	}
	stored, err := decode(secret)
	if err != nil {
		return time.Time{}, false, err
	}
	trusted, err := stored.trusted()
	if err != nil {
		return time.Time{}, false, err
	}
	published := parseBundle(configMap.Data[BundleKey])
	if published.has(&stored.signing) {
		// A step that cannot be taken must not keep a replica from using what is good.
		a.install(ctx, stored, trusted)
	}
	next, again := a.policy.plan(stored, published, now)
	switch {
	case next != keep:
		return again, false, a.take(ctx, secret, stored, next, now)
	case configMap.ResourceVersion == "" || configMap.Data[BundleKey] != string(trusted):
		return again, false, a.store.publish(ctx, configMap, trusted)
	}
	return again, true, nil
}

// take takes a step, on the version of the Secret that was read.
func (a *Authority) take(ctx context.Context, secret *corev1.Secret, stored state, next step, now time.Time) error {
	changed, err := a.policy.take(stored, next, now)
	if err != nil {
		return err
	}
	if secret, err = encode(changed, secret); err != nil {
		return err
	}
	return a.store.writeSecret(ctx, secret)
}

// create makes the Secret. Another replica may be faster: then what it made is read next.
func (a *Authority) create(ctx context.Context, now time.Time) error {
	first, err := newPair(now, a.policy.lifetime)
	if err != nil {
		return err
	}
	secret, err := encode(state{signing: first}, newSecret())
	if err != nil {
		return err
	}
	return a.store.writeSecret(ctx, secret)
}

// install puts into use what was read of the cluster and is published. Leaves that were signed by the same authority stay.
func (a *Authority) install(ctx context.Context, stored state, trusted []byte) {
	before := a.current.Load()
	using := &inUse{bundle: trusted}
	if before != nil && before.issuer.authority.is(stored.signing) {
		using.issuer = before.issuer
	} else {
		using.issuer = newIssuer(stored.signing, a.leafKey, a.clock, a.metrics)
		a.metrics.expires(stored.signing.certificate.NotAfter)
		klog.FromContext(ctx).Info("Signing for tools with a certificate authority", "subject", stored.signing.certificate.Subject.CommonName,
			"expires", stored.signing.certificate.NotAfter)
	}
	a.current.Store(using)
}
