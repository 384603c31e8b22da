// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"context"
	"errors"
	"slices"
	"strings"

	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/target"
)

// Audience is what a token must be for.
const Audience = "connectors-proxy"

// Reviewer asks the cluster about a token. It is the part of client-go's TokenReviewInterface that is needed.
type Reviewer interface {
	Create(context.Context, *authenticationv1.TokenReview, metav1.CreateOptions) (*authenticationv1.TokenReview, error)
}

// errRefused says that the cluster does not take the token for a good one. Every other error means that it was not asked.
const errRefused refusal = "the token is not valid for the audience " + Audience

// review asks who a token stands for. With forCluster it is one for the kube-apiserver, and else one for us.
func review(ctx context.Context, reviewer Reviewer, token target.Credential, forCluster bool) (user.Info, error) {
	spec := authenticationv1.TokenReviewSpec{Token: token.Reveal()}
	if !forCluster {
		spec.Audiences = []string{Audience}
	}
	// client-go logs what it sends at a high verbosity. The zero Logger drops everything.
	ctx = klog.NewContext(ctx, klog.Logger{})
	answer, err := reviewer.Create(ctx, &authenticationv1.TokenReview{Spec: spec}, metav1.CreateOptions{})
	if err != nil {
		return nil, withoutToken(err, token)
	}
	status := answer.Status
	if !status.Authenticated || status.User.Username == "" || (!forCluster && !slices.Contains(status.Audiences, Audience)) {
		return nil, errRefused
	}
	return infoOf(status.User), nil
}

// withoutToken keeps a token out of the log, should whoever was asked repeat it.
func withoutToken(err error, token target.Credential) error {
	if strings.Contains(err.Error(), token.Reveal()) {
		return errors.New("the error repeats the token and is not shown")
	}
	return err
}

// infoOf is the user of a review, who is authenticated and so in the group of all who are.
func infoOf(who authenticationv1.UserInfo) user.Info {
	info := &user.DefaultInfo{Name: who.Username, UID: who.UID, Groups: slices.Clone(who.Groups)}
	if !slices.Contains(info.Groups, user.AllAuthenticated) {
		info.Groups = append(info.Groups, user.AllAuthenticated)
	}
	if len(who.Extra) > 0 {
		info.Extra = make(map[string][]string, len(who.Extra))
		for key, values := range who.Extra {
			info.Extra[key] = values
		}
	}
	return info
}
