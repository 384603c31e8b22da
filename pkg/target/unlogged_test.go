// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
	"k8s.io/klog/v2/textlogger"

	"connectors.alauda.io/test/logtest"
)

const logCanary = "canary-7d21"

// serveSecret is an API server that answers every question with a Secret, or a list of one.
func serveSecret(t *testing.T) *rest.Config {
	t.Helper()
	secret := corev1.Secret{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Secret"},
		ObjectMeta: metav1.ObjectMeta{Namespace: "team", Name: "s", Annotations: map[string]string{"last-applied": logCanary}},
		Data:       map[string][]byte{"password": []byte(logCanary)},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		var answer runtime.Object = &secret
		if !strings.HasSuffix(r.URL.Path, "/s") {
			answer = &corev1.SecretList{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "SecretList"}, Items: []corev1.Secret{secret}}
		}
		_ = json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(server.Close)
	return &rest.Config{Host: server.URL, ContentConfig: rest.ContentConfig{ContentType: runtime.ContentTypeJSON}}
}

// captureLog gives a context whose logger writes all there is to say into the buffer.
func captureLog(ctx context.Context) (context.Context, *logtest.Buffer) {
	const everything = 10
	log := &logtest.Buffer{}
	config := textlogger.NewConfig(textlogger.Verbosity(everything), textlogger.Output(log))
	return klog.NewContext(ctx, textlogger.NewLogger(config)), log
}

// At a high verbosity the client logs the bodies of answers.
func TestSecretsAreNotLogged(t *testing.T) {
	config := serveSecret(t)
	ctx, log := captureLog(t.Context())
	kube, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	meta, err := metadata.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newSecrets(kube.CoreV1()).read(ctx, name("s")); err != nil {
		t.Fatal(err)
	}
	resource := meta.Resource(corev1.SchemeGroupVersion.WithResource("secrets"))
	if _, err := (&secretWatch{}).listWatch(resource).ListWithContextFunc(ctx, metav1.ListOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := caSecrets(kube).ListWithContextFunc(ctx, metav1.ListOptions{}); err != nil {
		t.Fatal(err)
	}
	expectNo(t, log.String())
	// The same request without precautions shows that the test would notice.
	if _, err := kube.CoreV1().Secrets("team").Get(ctx, "s", metav1.GetOptions{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), logCanary) {
		t.Error("the client logs no bodies: this test shows nothing")
	}
}

func expectNo(t *testing.T, log string) {
	t.Helper()
	for _, form := range []string{logCanary, "Y2FuYXJ5LTdkMjE", hex.EncodeToString([]byte(logCanary))} {
		if strings.Contains(log, form) {
			t.Errorf("a Secret was logged: %q", form)
		}
	}
}
