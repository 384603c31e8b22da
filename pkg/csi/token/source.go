// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package token

import (
	"context"
	"errors"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/csi/attributes"
	"connectors.alauda.io/pkg/target"
)

// shortest is how long a token must still be good when it is handed to a Pod: a tool reads it and then begins.
const shortest = 30 * time.Second

// Config is what a Source is made from.
type Config struct {
	// Accounts requests tokens with the identity of the driver.
	Accounts corev1client.ServiceAccountsGetter
	// Clock says when tokens expire.
	Clock clock.PassiveClock
	// Requested is told of every TokenRequest: how long it took, and its error. It may be nil. It is called concurrently.
	Requested func(took time.Duration, err error)
}

// Source says which token a volume gets. It keeps nothing from one call to the next, and is safe for concurrent use.
type Source struct{ config Config }

// New makes a Source.
func New(config Config) (*Source, error) {
	if config.Accounts == nil || config.Clock == nil {
		return nil, errors.New("token.Config: Accounts and Clock are needed")
	}
	if config.Requested == nil {
		config.Requested = func(time.Duration, error) {}
	}
	return &Source{config: config}, nil
}

// For gives the token for a volume of a Pod.
//
// For the default life that is the kubelet's. For another it is one of the driver's own, and minted is true, whether it was
// requested now or is live, the one that the volume has already: whoever publishes keeps it in the volume and hands it in the
// next time. A live token goes on being used while a newer one cannot be had and there is time left in it; the log says so.
//
// Errors are API errors: what the API server refused, and ServiceUnavailable where asking again may help; or ctx's own.
func (s *Source) For(
	ctx context.Context, pod attributes.Pod, expiration time.Duration, kubelet Tokens, live target.Credential,
) (tok target.Credential, minted bool, err error) {
	if expiration == attributes.DefaultExpiration {
		tok, err = s.kubelets(pod, kubelet)
		return tok, false, err
	}
	has, ok := read(live, pod, expiration)
	ok = ok && sameAccount(live, kubelet.Proxy)
	if ok && !has.due(s.config.Clock.Now()) {
		return live, true, nil
	}
	tok, err = s.mint(ctx, pod, expiration)
	if err == nil {
		return tok, true, nil
	}
	if ok && has.good(s.config.Clock.Now()) {
		klog.FromContext(ctx).Error(err, "Renewing the token of a volume failed: the Pod goes on with the one it has",
			"pod", klog.KRef(pod.Namespace, pod.Name), "expires", has.expiry)
		return live, true, nil
	}
	return target.Credential{}, false, err
}

// kubelets is the token of the kubelet, which renews it after 80 % of its life and hands over the old one if it cannot.
func (s *Source) kubelets(pod attributes.Pod, handed Tokens) (target.Credential, error) {
	if (held{expiry: handed.ProxyExpiry}).good(s.config.Clock.Now()) {
		return handed.Proxy, nil
	}
	return target.Credential{}, apierrors.NewServiceUnavailable(fmt.Sprintf(
		`the kubelet's token for Pod "%s/%s" is good until %s, which is over or about to be: the kubelet hands over `+
			"another as soon as the API server gives it one", pod.Namespace, pod.Name, handed.ProxyExpiry.UTC().Format(time.RFC3339)))
}
