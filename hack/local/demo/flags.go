// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	applycorev1 "k8s.io/client-go/applyconfigurations/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

const (
	featureFlags = "connectors-config"
	customCAFlag = "enable-custom-ca-certs"
	// flagManager owns the flag meanwhile. It is nobody else, so that other flags stay whose they are.
	flagManager = "demo"
)

// flagPatience is how long a feature flag may take until it is in force.
const flagPatience = time.Minute

// trustAuthorities turns the feature flag on. At the end it is as it was.
func (d *demo) trustAuthorities(ctx context.Context) error {
	d.story.say("A feature flag lets a Connector name the certificate authority of its tool:")
	configMaps := d.admin.CoreV1().ConfigMaps(v1alpha1.SystemNamespace)
	before, err := configMaps.Get(ctx, featureFlags, metav1.GetOptions{})
	if err != nil {
		return err
	}
	d.later(func(ctx context.Context) error { return d.restoreFlag(ctx, before) })
	return d.apply(ctx, d.example("feature-flags.yaml"), "--field-manager="+flagManager, "--force-conflicts")
}

// restoreFlag leaves the flag as it was.
func (d *demo) restoreFlag(ctx context.Context, before *corev1.ConfigMap) error {
	data := map[string]string{}
	if old, ok := before.Data[customCAFlag]; ok {
		data[customCAFlag] = old
	}
	flags := applycorev1.ConfigMap(featureFlags, v1alpha1.SystemNamespace).WithData(data)
	_, err := d.admin.CoreV1().ConfigMaps(v1alpha1.SystemNamespace).
		Apply(ctx, flags, metav1.ApplyOptions{FieldManager: flagManager, Force: true})
	return err
}
