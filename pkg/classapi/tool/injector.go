// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"maps"
	"net/http"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/proxy/inject"
	"connectors.alauda.io/pkg/target"
)

// protocol is what is spoken with a tool: it decides how a credential is sent.
type protocol int

const (
	// plain is as the proxy sends it: by the Secret type.
	plain protocol = iota
	// git is for Git over HTTP, where forges know Basic authentication only.
	git
	// registry is for the distribution API, where passwords are exchanged for tokens if the registry asks for them.
	registry
)

// gitUser is the user name that goes with a token: GitLab asks for this one, other forges take any.
const gitUser = "oauth2"

// inject gives what puts the credential on requests; nil when nothing does.
func (t *Tool) inject(by protocol) (target.Injector, error) {
	input := target.InjectorInput{Address: t.Address, SecretType: t.SecretType, Secret: t.secret}
	switch t.SecretType {
	case "", string(corev1.SecretTypeBasicAuth), v1alpha1.SecretTypeBearerToken, v1alpha1.SecretTypeRegistryToken:
	default:
		if t.secret != nil {
			return nil, failure.Unsupported("this class API does not know how to send a Secret of this type: it takes " +
				v1alpha1.SecretTypeBasicAuth + ", " + v1alpha1.SecretTypeBearerToken + " and " + v1alpha1.SecretTypeRegistryToken)
		}
	}
	switch by {
	case git:
		input = asGit(input)
	case registry:
		input = asRegistry(input)
	case plain:
	}
	switch {
	case input.SecretType == v1alpha1.SecretTypeRegistryToken:
		return t.exchanger(input)
	case input.Secret == nil:
		return nil, nil
	}
	return made(input)
}

// asGit sends a bearer token as password. The user name is no secret.
func asGit(input target.InjectorInput) target.InjectorInput {
	if token, ok := input.Secret["token"]; ok && input.SecretType == v1alpha1.SecretTypeBearerToken {
		input.Secret = map[string]target.Credential{
			corev1.BasicAuthUsernameKey: target.NewCredential(gitUser), corev1.BasicAuthPasswordKey: token,
		}
	}
	input.SecretType = v1alpha1.SecretTypeBasicAuth
	return input
}

// asRegistry exchanges passwords, and asks for the tokens that everybody may have where there is no password.
func asRegistry(input target.InjectorInput) target.InjectorInput {
	if input.Secret == nil || input.SecretType == v1alpha1.SecretTypeBasicAuth {
		input.SecretType = v1alpha1.SecretTypeRegistryToken
	}
	return input
}

func made(input target.InjectorInput) (target.Injector, error) {
	injector, err := inject.New(input)
	if err != nil {
		// Errors of inject name keys, never values.
		return nil, failure.New(http.StatusBadRequest, reasonUnusable, "the credential of the Connector cannot be used: "+err.Error())
	}
	return injector, nil
}

// exchanger gives the injector of a registry that earlier calls with the same inputs used, with the tokens that it has.
func (t *Tool) exchanger(input target.InjectorInput) (target.Injector, error) {
	kept := t.connections.exchangers
	id := t.digest(input)
	if cached, ok := kept.Get(id); ok {
		if known, ok := cached.(target.Injector); ok {
			return known, nil
		}
	}
	injector, err := made(input)
	if err != nil {
		return nil, err
	}
	kept.Add(id, injector, exchangerLife)
	return injector, nil
}

// digest names everything that tokens depend on. Each part is preceded by its length, so that no two inputs have the same
// text.
func (t *Tool) digest(input target.InjectorInput) [sha256.Size]byte {
	sum := sha256.New()
	write(sum, input.Address.String())
	for _, further := range slices.Sorted(maps.Keys(t.own.Extensions)) {
		write(sum, further)
	}
	// What follows does not begin like an address.
	write(sum, "")
	write(sum, t.trusted.id)
	if input.Secret != nil {
		write(sum, input.SecretType)
	}
	for _, key := range slices.Sorted(maps.Keys(input.Secret)) {
		write(sum, key)
		write(sum, input.Secret[key].Reveal())
	}
	return [sha256.Size]byte(sum.Sum(nil))
}

func write(sum hash.Hash, text string) {
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(text)))
	_, _ = sum.Write(length[:]) // a hash never fails
	_, _ = sum.Write([]byte(text))
}
