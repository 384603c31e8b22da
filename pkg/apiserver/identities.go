// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package apiserver

import (
	"net/http"
	"strings"
	"sync/atomic"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/endpoints/handlers/responsewriters"
	genericapiserver "k8s.io/apiserver/pkg/server"
)

// withKnownIdentities answers 503 with a time to retry in the first moments after a start, when the authority of the
// kube-apiserver's certificate has not been read yet. The library would answer 401 to it, which no client tries again.
func withKnownIdentities(next http.Handler, config *genericapiserver.Config) http.Handler {
	header := config.Authentication.RequestHeaderConfig
	if header == nil {
		return next
	}
	var known atomic.Bool
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		// Health and metrics have callers of other kinds.
		if strings.HasPrefix(req.URL.Path, "/apis") && !known.Load() {
			if len(header.CAContentProvider.CurrentCABundleContent()) == 0 {
				refuseForNow(w, req, config.Serializer)
				return
			}
			known.Store(true)
		}
		next.ServeHTTP(w, req)
	})
}

func refuseForNow(w http.ResponseWriter, req *http.Request, serializer runtime.NegotiatedSerializer) {
	err := apierrors.NewServiceUnavailable("the server has just started and does not know yet whom to trust: try again")
	err.ErrStatus.Details = &metav1.StatusDetails{RetryAfterSeconds: 1}
	responsewriters.ErrorNegotiated(err, serializer, schema.GroupVersion{}, w, req)
}
