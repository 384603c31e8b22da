// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	certutil "k8s.io/client-go/util/cert"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

const (
	// SecretName is the Secret of the system namespace with the authority and its key.
	SecretName = "connectors-proxy-ca"
	// RotateAnnotation on the Secret, with any value, asks for a rotation now. It is removed when that begins.
	RotateAnnotation = "connectors.cpaas.io/rotate-ca"
	// NotedAnnotation on the Secret is the time from which on the next authority has been published.
	NotedAnnotation = "connectors.cpaas.io/next-ca-published"
)

// Keys of the Secret. The first two are those of its type, kubernetes.io/tls.
const (
	signingCertificate = corev1.TLSCertKey
	signingKey         = corev1.TLSPrivateKeyKey
	nextCertificate    = "next.crt"
	nextKey            = "next.key"
	formerCertificates = "former.crt"
)

// decode reads the Secret. Errors name the key that is wrong and show nothing of its value.
func decode(secret *corev1.Secret) (state, error) {
	s, err := decodeKeys(secret.Data)
	if err != nil {
		return state{}, fmt.Errorf("the Secret %s/%s holds no authority that could be used, mend it or delete it to have a new one made: %w",
			secret.Namespace, secret.Name, err)
	}
	_, s.asked = secret.Annotations[RotateAnnotation]
	// A time that cannot be read is noted anew, which makes the overlap longer.
	if at, err := time.Parse(time.RFC3339, secret.Annotations[NotedAnnotation]); err == nil && s.next != nil {
		s.noted = at
	}
	return s, nil
}

func decodeKeys(data map[string][]byte) (state, error) {
	var s state
	var err error
	if s.signing, err = parsePair(data[signingCertificate], data[signingKey]); err != nil {
		return state{}, fmt.Errorf("keys %s and %s: %w", signingCertificate, signingKey, err)
	}
	if len(data[nextCertificate]) > 0 || len(data[nextKey]) > 0 {
		next, err := parsePair(data[nextCertificate], data[nextKey])
		if err == nil && next.is(s.signing) {
			err = errors.New("it is the authority that signs already")
		}
		if err != nil {
			return state{}, fmt.Errorf("keys %s and %s: %w", nextCertificate, nextKey, err)
		}
		s.next = &next
	}
	if text := data[formerCertificates]; len(text) > 0 {
		if s.former, err = parseFormer(text); err != nil {
			return state{}, fmt.Errorf("key %s: %w", formerCertificates, err)
		}
	}
	return s, nil
}

func parseFormer(text []byte) ([]*x509.Certificate, error) {
	former, err := certutil.ParseCertsPEM(text)
	if err != nil {
		return nil, errors.New("it must hold certificates in PEM")
	}
	for _, c := range former {
		if err := checkAuthority(c); err != nil {
			return nil, err
		}
	}
	return former, nil
}

// encode gives the Secret with the state in it. What others have added to the Secret stays.
func encode(s state, secret *corev1.Secret) (*corev1.Secret, error) {
	changed := secret.DeepCopy()
	data := maps.Clone(changed.Data)
	if data == nil {
		data = map[string][]byte{}
	}
	changed.Data = data
	var err error
	if data[signingCertificate], err = certutil.EncodeCertificates(s.signing.certificate); err != nil {
		return nil, fmt.Errorf("encoding the authority: %w", err)
	}
	data[signingKey] = []byte(s.signing.key.Reveal())
	for _, name := range []string{nextCertificate, nextKey, formerCertificates} {
		delete(data, name)
	}
	delete(changed.Annotations, RotateAnnotation)
	delete(changed.Annotations, NotedAnnotation)
	if s.asked {
		metav1.SetMetaDataAnnotation(&changed.ObjectMeta, RotateAnnotation, secret.Annotations[RotateAnnotation])
	}
	if err := encodeNext(s, changed); err != nil {
		return nil, fmt.Errorf("encoding the next authority: %w", err)
	}
	if len(s.former) > 0 {
		if data[formerCertificates], err = certutil.EncodeCertificates(s.former...); err != nil {
			return nil, fmt.Errorf("encoding former authorities: %w", err)
		}
	}
	return changed, nil
}

func encodeNext(s state, secret *corev1.Secret) error {
	if s.next == nil {
		return nil
	}
	var err error
	secret.Data[nextKey] = []byte(s.next.key.Reveal())
	if secret.Data[nextCertificate], err = certutil.EncodeCertificates(s.next.certificate); err != nil {
		return err
	}
	if !s.noted.IsZero() {
		metav1.SetMetaDataAnnotation(&secret.ObjectMeta, NotedAnnotation, s.noted.UTC().Format(time.RFC3339Nano))
	}
	return nil
}

// newSecret is the Secret before there is anything in it.
func newSecret() *corev1.Secret {
	return &corev1.Secret{ObjectMeta: meta(SecretName), Type: corev1.SecretTypeTLS}
}

func meta(name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{
		Namespace: v1alpha1.SystemNamespace, Name: name,
		Labels: map[string]string{"app.kubernetes.io/name": "connectors-proxy", "app.kubernetes.io/part-of": "connectors"},
	}
}
