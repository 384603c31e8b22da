// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"net/http"
	"strings"
)

// isGRPC says whether a client's request is of gRPC itself, which is HTTP/2 from end to end. Its form for browsers,
// grpc-web, is not, and its servers may know nothing else than HTTP/1.1.
func isGRPC(req *http.Request) bool {
	rest, ok := strings.CutPrefix(req.Header.Get("Content-Type"), "application/grpc")
	return ok && req.ProtoMajor == 2 && (rest == "" || rest[0] == '+' || rest[0] == ';')
}
