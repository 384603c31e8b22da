// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package token

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4/jwt"
	"k8s.io/apiserver/pkg/authentication/serviceaccount"

	"connectors.alauda.io/pkg/csi/attributes"
	"connectors.alauda.io/pkg/target"
)

// renewAt is after how much of its life a token of ours is renewed, in percent.
const renewAt = 60

// claims are what a token says of itself: the registered ones, the Pod that it is bound to, and its account.
type claims struct {
	jwt.Claims
	Kubernetes struct {
		Pod            object `json:"pod"`
		ServiceAccount object `json:"serviceaccount"`
	} `json:"kubernetes.io"`
}

type object struct {
	Name string `json:"name"`
	UID  string `json:"uid"`
}

// held is a token that a volume has already.
type held struct{ issued, expiry time.Time }

// read looks at the token that a volume has. It is of use if it says to be exactly what would be asked for: of this Pod and
// account, for our audience alone, and not longer good than asked. It may be good for less, since the API server may be told
// to shorten tokens. The signature is not looked at, for which keys would be needed: the driver wrote the file, and nobody
// can write there who could not have the token changed anyway.
func read(live target.Credential, pod attributes.Pod, life time.Duration) (held, bool) {
	c, ok := claimsOf(live)
	if !ok || c.Expiry == nil || c.IssuedAt == nil {
		return held{}, false
	}
	h := held{issued: c.IssuedAt.Time(), expiry: c.Expiry.Time()}
	whose := c.Subject == serviceaccount.MakeUsername(pod.Namespace, pod.ServiceAccount) &&
		c.Kubernetes.Pod.Name == pod.Name && c.Kubernetes.Pod.UID == string(pod.UID)
	granted := h.expiry.Sub(h.issued)
	return h, whose && slices.Equal(c.Audience, jwt.Audience{Audience}) && granted > 0 && granted <= life
}

// sameAccount says whether two tokens of an account with the same name are of the same account. One that was deleted and made
// again has another UID, and the tokens of before are not accepted. A token that does not say it is taken to be of the same.
func sameAccount(live, kubelets target.Credential) bool {
	one, _ := claimsOf(live)
	other, _ := claimsOf(kubelets)
	was, is := one.Kubernetes.ServiceAccount.UID, other.Kubernetes.ServiceAccount.UID
	return was == "" || is == "" || was == is
}

// claimsOf decodes the middle part of a JSON Web Token.
func claimsOf(token target.Credential) (claims, bool) {
	parts := strings.Split(token.Reveal(), ".")
	if len(parts) != 3 {
		return claims{}, false
	}
	content, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return claims{}, false
	}
	var c claims
	return c, json.Unmarshal(content, &c) == nil
}

// due says whether it is time for another token: after 60 % of the life that was granted.
func (h held) due(now time.Time) bool {
	return !now.Before(h.issued.Add(h.expiry.Sub(h.issued) * renewAt / 100))
}

// good says whether there is time left to use the token.
func (h held) good(now time.Time) bool { return h.expiry.Sub(now) > shortest }
