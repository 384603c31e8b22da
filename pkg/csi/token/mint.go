// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package token

import (
	"context"
	"fmt"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/csi/attributes"
	"connectors.alauda.io/pkg/csi/failure"
	"connectors.alauda.io/pkg/target"
)

// requestTimeout bounds one TokenRequest: a Pod waits for it.
const requestTimeout = 10 * time.Second

// mint requests a token for the account of a Pod, bound to the Pod: it is good for nothing once the Pod is gone. The policy
// connectors-csi-tokens lets the driver request no other kind.
func (s *Source) mint(ctx context.Context, pod attributes.Pod, life time.Duration) (target.Credential, error) {
	bounded, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	seconds := int64(life / time.Second)
	request := &authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{
		Audiences:         []string{Audience},
		ExpirationSeconds: &seconds,
		BoundObjectRef:    &authenticationv1.BoundObjectReference{APIVersion: "v1", Kind: "Pod", Name: pod.Name, UID: pod.UID},
	}}
	begun := s.config.Clock.Now()
	answer, err := s.config.Accounts.ServiceAccounts(pod.Namespace).
		CreateToken(unlogged(bounded), pod.ServiceAccount, request, metav1.CreateOptions{})
	s.config.Requested(s.config.Clock.Since(begun), err)
	if err != nil {
		return target.Credential{}, explain(failure.Of(ctx, requesting(pod), err))
	}
	if !(held{expiry: answer.Status.ExpirationTimestamp.Time}).good(s.config.Clock.Now()) || answer.Status.Token == "" {
		return target.Credential{}, apierrors.NewServiceUnavailable(
			requesting(pod) + ": by the clock of this node the new token is over already: set the clocks of node and API server right")
	}
	return target.NewCredential(answer.Status.Token), nil
}

// unlogged is for requests whose answers hold tokens: at a high verbosity the client logs bodies.
func unlogged(ctx context.Context) context.Context { return klog.NewContext(ctx, klog.Logger{}) }

func requesting(pod attributes.Pod) string {
	return fmt.Sprintf(`requesting a token for serviceaccount "%s/%s", bound to Pod %q`, pod.Namespace, pod.ServiceAccount, pod.Name)
}

// explain says before the words of the API server what its refusal means.
func explain(err error) error {
	switch {
	case apierrors.IsNotFound(err):
		return fmt.Errorf("the Pod or its account is gone: %w", err)
	case apierrors.IsConflict(err):
		return fmt.Errorf("another Pod has that name now: %w", err)
	case apierrors.IsBadRequest(err):
		return fmt.Errorf("the Pod runs as another account: %w", err)
	case apierrors.IsForbidden(err), apierrors.IsInvalid(err):
		return fmt.Errorf("the roles and the policy connectors-csi-tokens must let the driver, apply artifacts/deploy/rbac again: %w", err)
	default:
		return err
	}
}
