// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi_test

import (
	"context"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/test/integration/harness"
)

// An account that is deleted and made again has the name of the former one, whose tokens nobody accepts any more.
func TestAccountMadeAgain(t *testing.T) {
	k := newKubelet(t)
	account := demo(t, viewer)
	attributes := demoAttributes(account)
	attributes["token.expiration"] = "24h"
	v := k.newVolume(t, account, attributes)
	harness.Eventually(t, "the volume is mounted", func(ctx context.Context) error { return k.publish(ctx, v) })
	before := v.mustRead(t, "context.token")

	client := harness.Kube(t, stack.Admin(t))
	accounts := client.CoreV1().ServiceAccounts(account.Namespace)
	if err := accounts.Delete(t.Context(), account.Name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	again := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: account.Name}}
	if _, err := accounts.Create(t.Context(), again, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	pod, err := client.CoreV1().Pods(account.Namespace).Get(t.Context(), v.context["csi.storage.k8s.io/pod.name"], metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	v.secrets["csi.storage.k8s.io/serviceAccount.tokens"] = tokensOf(t, pod)
	harness.Eventually(t, "the volume is mounted again", func(ctx context.Context) error { return k.publish(ctx, v) })
	after := v.mustRead(t, "context.token")
	for token, good := range map[string]bool{before: false, after: true} {
		harness.Eventually(t, "the kube-apiserver knows the new account", func(ctx context.Context) error {
			review, err := client.AuthenticationV1().TokenReviews().Create(ctx, &authenticationv1.TokenReview{
				Spec: authenticationv1.TokenReviewSpec{Token: token, Audiences: []string{"connectors-proxy"}},
			}, metav1.CreateOptions{})
			if err == nil && review.Status.Authenticated != good {
				err = fmt.Errorf("accepted: %t, want %t", review.Status.Authenticated, good)
			}
			return err
		})
	}
	if err := k.unpublish(t.Context(), v); err != nil {
		t.Error(err)
	}
}

// A Pod with more volumes than there is memory for does not get them all, and takes nothing from others.
func TestMoreVolumesThanMemory(t *testing.T) {
	const volumes, pages = 20, 30 // a volume has six files or more, each of one page
	authorities := filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(authorities, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("small")}), 0o600); err != nil {
		t.Fatal(err)
	}
	k := newKubelet(t, "--system-ca-file="+authorities, fmt.Sprintf("--volume-memory=%d", pages*os.Getpagesize()))
	account := demo(t, viewer)
	first := k.newVolume(t, account, demoAttributes(account))
	harness.Eventually(t, "the first volume is mounted", func(ctx context.Context) error { return k.publish(ctx, first) })
	mounted, refused := []volume{first}, []volume(nil)
	for range volumes {
		v := k.newVolume(t, account, demoAttributes(account))
		if k.fits(t, v) {
			mounted = append(mounted, v)
		} else {
			refused = append(refused, v)
		}
	}
	if len(refused) == 0 || len(mounts(t, k)) != len(mounted) {
		t.Fatalf("%d volumes are mounted by %d mounts, %d are refused", len(mounted), len(mounts(t, k)), len(refused))
	}
	for _, v := range mounted {
		if !k.fits(t, v) {
			t.Error("a volume that has files is refused")
		}
	}
	for _, v := range append(refused[1:], mounted...) {
		if err := k.unpublish(t.Context(), v); err != nil {
			t.Error(err)
		}
	}
	if !k.fits(t, refused[0]) {
		t.Error("a volume is refused when there is room")
	}
	if err := k.unpublish(t.Context(), refused[0]); err != nil {
		t.Error(err)
	}
}

// fits publishes a volume, and says whether there was memory for it. What else may go wrong passes.
func (k *kubelet) fits(t *testing.T, v volume) (fits bool) {
	t.Helper()
	harness.Eventually(t, "it is known whether the volume fits", func(ctx context.Context) error {
		err := k.publish(ctx, v)
		fits = err == nil
		if status.Code(err) != codes.ResourceExhausted {
			return err
		}
		if !strings.Contains(err.Error(), "--volume-memory") {
			t.Errorf("the Pod is told: %v", err)
		}
		return nil
	})
	return fits
}
