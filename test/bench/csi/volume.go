// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/test/bench/load"
)

// volume is one of a Pod, as a kubelet has it before its eyes.
type volume struct {
	id, target       string
	context, secrets map[string]string
}

// volumes are those of the first count Pods, with new tokens as of Pods that just start: the API servers remember nothing of
// them. Attributes are added to the usual ones.
func (m *measurement) volumes(ctx context.Context, count int, attributes map[string]string) ([]volume, error) {
	all := make([]volume, count)
	_, err := load.Count(ctx, makers, count, func(ctx context.Context, _, n int) error {
		handed, err := m.ground.tokens(ctx, m.ground.pods[n])
		if err != nil {
			return err
		}
		all[n], err = volumeOf(m.driver.KubeletDir, m.ground.pods[n], connectorName(n/perConnector), handed, attributes)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("making the volumes of %d pods: %w", count, err)
	}
	return all, nil
}

// volumeOf is what a kubelet whose directory is dir makes of a Pod and its tokens.
func volumeOf(
	dir string, pod *corev1.Pod, connector string, handed map[string]authenticationv1.TokenRequestStatus, attributes map[string]string,
) (volume, error) {
	tokens, err := json.Marshal(handed)
	if err != nil {
		return volume{}, err
	}
	v := volume{
		id:     "csi-" + string(pod.UID),
		target: filepath.Join(dir, "pods", string(pod.UID), "volumes", "kubernetes.io~csi", "tools", "mount"),
		context: map[string]string{
			"connector.name": connector, "configuration.names": configuration,
			"csi.storage.k8s.io/ephemeral": "true", "csi.storage.k8s.io/pod.name": pod.Name,
			"csi.storage.k8s.io/pod.namespace": pod.Namespace, "csi.storage.k8s.io/pod.uid": string(pod.UID),
			"csi.storage.k8s.io/serviceAccount.name": pod.Spec.ServiceAccountName,
		},
		secrets: map[string]string{"csi.storage.k8s.io/serviceAccount.tokens": string(tokens)},
	}
	for name, value := range attributes {
		v.context[name] = value
	}
	return v, nil
}

// tokens requests what the CSIDriver asks for.
func (g *ground) tokens(ctx context.Context, pod *corev1.Pod) (map[string]authenticationv1.TokenRequestStatus, error) {
	handed := map[string]authenticationv1.TokenRequestStatus{}
	for _, wanted := range []struct {
		audience  string
		audiences []string
		life      time.Duration
	}{
		{"", nil, time.Hour},
		{"connectors-proxy", []string{"connectors-proxy"}, 30 * time.Minute},
	} {
		seconds := int64(wanted.life / time.Second)
		answer, err := g.kube.CoreV1().ServiceAccounts(namespace).CreateToken(ctx, account, &authenticationv1.TokenRequest{
			Spec: authenticationv1.TokenRequestSpec{
				Audiences: wanted.audiences, ExpirationSeconds: &seconds,
				BoundObjectRef: &authenticationv1.BoundObjectReference{APIVersion: "v1", Kind: "Pod", Name: pod.Name, UID: pod.UID},
			},
		}, metav1.CreateOptions{})
		if err != nil {
			return nil, err
		}
		handed[wanted.audience] = answer.Status
	}
	return handed, nil
}
