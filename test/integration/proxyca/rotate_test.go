// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxyca_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	certutil "k8s.io/client-go/util/cert"

	"connectors.alauda.io/pkg/proxy/ca"
	"connectors.alauda.io/test/integration/harness"
)

// Clients that read the bundle again within the overlap never see a certificate that they cannot verify, from whichever
// replica, while authority follows authority.
func TestRotationFailsNoHandshake(t *testing.T) {
	const rotations = 2
	s := fromNothing(t)
	short := options{lifetime: 30 * time.Second, overlap: 5 * time.Second}
	replicas := []replica{run(t, short), run(t, short)}
	s.agree(t, replicas...)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var clients sync.WaitGroup
	var handshakes atomic.Int64
	for _, r := range replicas {
		address := listen(t, r)
		clients.Go(func() {
			for ctx.Err() == nil {
				began := time.Now()
				bundle, err := s.bundle(ctx)
				for read := time.Now(); err == nil && ctx.Err() == nil && time.Since(read) < time.Second; {
					var made bool
					if made, err = handshake(ctx, address, bundle); made {
						handshakes.Add(1)
					}
				}
				// A machine that stood still has let it use a bundle for longer than is promised, or an authority expire before
				// the next one was published for long enough.
				if err != nil && ctx.Err() == nil && time.Since(began) < short.overlap && !signerExpired(bundle) {
					t.Errorf("after %d handshakes: %v", handshakes.Load(), err)
					return
				}
			}
		})
	}
	var seen []string
	harness.Within(t, 3*time.Minute, "authorities follow each other", func(context.Context) error {
		secret := s.secret(t)
		if signing := string(secret.Data[corev1.TLSCertKey]); !slices.Contains(seen, signing) {
			expectFormer(t, seen, secret)
			seen = append(seen, signing)
		}
		if len(seen) <= rotations && !t.Failed() {
			return fmt.Errorf("%d of %d rotations are over", len(seen)-1, rotations)
		}
		return nil
	})
	stop()
	clients.Wait()
	t.Logf("%d handshakes", handshakes.Load())
	if handshakes.Load() == 0 {
		t.Error("this test shows nothing")
	}
}

// signerExpired says whether the authority that signed when the bundle was read has expired.
func signerExpired(bundle string) bool {
	certificates, err := certutil.ParseCertsPEM([]byte(bundle))
	return err == nil && time.Now().After(certificates[0].NotAfter)
}

// expectFormer wants the authority that signed before to be kept while what it has signed may be valid.
func expectFormer(t *testing.T, seen []string, secret *corev1.Secret) {
	t.Helper()
	if len(seen) == 0 {
		return
	}
	last, err := certutil.ParseCertsPEM([]byte(seen[len(seen)-1]))
	if err != nil {
		t.Fatal(err)
	}
	if former := secret.Data["former.crt"]; len(former) == 0 && time.Now().Before(last[0].NotAfter) {
		t.Error("the former authority was dropped while what it signed was valid")
	}
}

// listen serves handshakes for the tool and returns where.
func listen(t *testing.T, r replica) string {
	t.Helper()
	listener, err := tls.Listen("tcp4", "127.0.0.1:0", &tls.Config{
		MinVersion:             tls.VersionTLS12,
		SessionTicketsDisabled: true,
		GetCertificate:         func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) { return r.Leaf(hello.ServerName) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go answer(conn)
		}
	}()
	return listener.Addr().String()
}

// answer completes a handshake and says so by ending the connection.
func answer(conn net.Conn) {
	defer conn.Close()
	if secure, ok := conn.(*tls.Conn); ok {
		_ = secure.Handshake()
	}
}

// handshake says whether there was one. Where there is no connection, as on a machine without a port that is free, no certificate
// is at fault.
func handshake(ctx context.Context, address, bundle string) (made bool, err error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp4", address)
	if err != nil {
		return false, nil
	}
	defer conn.Close()
	client := tls.Client(conn, &tls.Config{ServerName: tool, RootCAs: rootsOf(bundle), MinVersion: tls.VersionTLS12})
	return true, client.HandshakeContext(ctx)
}

// The annotation makes a rotation begin at once. The next authority is published first and signs after the overlap, and the
// key of the former one is gone then.
func TestRotationByHand(t *testing.T) {
	const overlap = 10 * time.Second
	s := fromNothing(t)
	r := run(t, options{lifetime: year, overlap: overlap})
	before := s.agree(t, r)
	first := s.secret(t)
	asked := time.Now()
	s.edit(t, func(secret *corev1.Secret) { secret.Annotations = map[string]string{ca.RotateAnnotation: "now"} })
	harness.Eventually(t, "the next authority is published", func(ctx context.Context) error {
		bundle, err := s.bundle(ctx)
		if err == nil && bundle == before {
			err = errors.New("it is not")
		}
		return err
	})
	// A machine that stood still may have let it sign by now.
	if err := verifies(r, tool, before); err != nil && time.Since(asked) < overlap {
		t.Errorf("the next authority signs before clients know it: %v", err)
	}
	harness.Eventually(t, "the next authority signs", func(context.Context) error {
		if err := verifies(r, tool, before); err == nil {
			return errors.New("the first one does")
		}
		return nil
	})
	bundle := s.agree(t, r)
	if cert, err := tls.X509KeyPair(first.Data[corev1.TLSCertKey], first.Data[corev1.TLSPrivateKeyKey]); err != nil || cert.Leaf == nil {
		t.Fatal(err)
	} else if _, err := cert.Leaf.Verify(x509.VerifyOptions{Roots: rootsOf(bundle)}); err != nil {
		t.Errorf("the former authority is not trusted any more: %v", err)
	}
	after := s.secret(t)
	if string(after.Data[corev1.TLSPrivateKeyKey]) == string(first.Data[corev1.TLSPrivateKeyKey]) || len(after.Data) != 3 || len(after.Annotations) != 0 {
		t.Errorf("the Secret has %d keys and the annotations %v", len(after.Data), after.Annotations)
	}
}

// Somebody's own authority is put into the place of the next one, and takes over as that does.
func TestAuthorityOfOnesOwn(t *testing.T) {
	s := fromNothing(t)
	first := run(t, options{})
	s.agree(t, first)
	own := s.secret(t).Data
	first.stop()

	fromNothing(t)
	second := run(t, options{lifetime: year, overlap: 2 * time.Second})
	before := s.agree(t, second)
	s.edit(t, func(secret *corev1.Secret) {
		secret.Data["next.crt"], secret.Data["next.key"] = own[corev1.TLSCertKey], own[corev1.TLSPrivateKeyKey]
	})
	harness.Eventually(t, "it signs", func(context.Context) error { return verifies(second, tool, string(own[corev1.TLSCertKey])) })
	if after := s.agree(t, second); !strings.HasPrefix(after, string(own[corev1.TLSCertKey])) || !strings.HasSuffix(after, before) {
		t.Errorf("what is published now is %s", after)
	}
}

func rootsOf(bundle string) *x509.CertPool {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(bundle))
	return roots
}
