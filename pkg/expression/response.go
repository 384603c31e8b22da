// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package expression

import (
	"net/http"
	"strings"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"k8s.io/apimachinery/pkg/util/json"
)

// variables binds the response; CEL calls the functions when it needs them, once.
func (r Response) variables() map[string]any {
	return map[string]any{
		statusCode: int64(r.StatusCode),
		headers:    func() any { return named(r.Header) },
		bodyString: r.text,
		body:       r.parsed,
	}
}

// named gives headers by their canonical names and by those in lower case, as HTTP/2 and many an expression write them.
func named(header http.Header) map[string][]string {
	all := make(map[string][]string, 2*len(header))
	for name, values := range header {
		name = http.CanonicalHeaderKey(name)
		all[name] = append(all[name], values...)
		if lower := strings.ToLower(name); lower != name {
			all[lower] = all[name]
		}
	}
	return all
}

func (r Response) text() ref.Val {
	if tooLarge := r.tooLarge(); tooLarge != nil {
		return types.WrapErr(tooLarge)
	}
	return types.String(r.Body)
}

func (r Response) parsed() ref.Val {
	if tooLarge := r.tooLarge(); tooLarge != nil {
		return types.WrapErr(tooLarge)
	}
	var v any
	if err := json.Unmarshal(r.Body, &v); err != nil {
		return types.String(r.Body)
	}
	if deeperThan(v, maxDepth) {
		return types.WrapErr(limitf("the body is nested deeper than %d levels", maxDepth))
	}
	return types.DefaultTypeAdapter.NativeToValue(v)
}

func (r Response) tooLarge() *fault {
	if len(r.Body) > MaxBody {
		return limitf("the body is larger than %d bytes", MaxBody)
	}
	return nil
}

func deeperThan(v any, levels int) bool {
	if levels < 0 {
		return true
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if deeperThan(e, levels-1) {
				return true
			}
		}
	case map[string]any:
		for _, e := range v {
			if deeperThan(e, levels-1) {
				return true
			}
		}
	}
	return false
}
