// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"net/http"
)

// writeStatus answers with an error as Kubernetes has them.
func writeStatus(w http.ResponseWriter, err error) {
	known := &failure{code: http.StatusInternalServerError, message: "the request cannot be handled"}
	errors.As(err, &known)
	write(w, known.code, map[string]any{
		"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": known.code, "message": known.message,
	})
}

func write(w http.ResponseWriter, code int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(value) // a client that has gone hears nothing
}
