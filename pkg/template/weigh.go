// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

// nodeWeight is what a value weighs beside its text. It covers what a container
// spends on an element, and what a number needs in writing.
const nodeWeight = 32

// scale weighs values up to a capacity. What is shared weighs each time it is
// met, so the weight bounds the work of whoever walks the value and the size of
// what is written of it.
type scale struct {
	left int
}

// add reports whether v fits what is left; a value that contains itself does not.
func (s *scale) add(v any, depth int) bool {
	s.left -= nodeWeight
	if s.left < 0 || depth > maxDepth {
		return false
	}
	switch v := v.(type) {
	case string:
		s.left -= len(v)
	case []any:
		for _, e := range v {
			if !s.add(e, depth+1) {
				return false
			}
		}
	case map[string]any:
		for k, e := range v {
			s.left -= nodeWeight + len(k)
			if !s.add(e, depth+1) {
				return false
			}
		}
	}
	return s.left >= 0
}

// weigh returns the weight of values together and whether it is at most limit.
func weigh(limit int, values ...any) (int, bool) {
	s := scale{left: limit}
	for _, v := range values {
		if !s.add(v, 0) {
			return limit, false
		}
	}
	return limit - s.left, true
}

// fits reports whether n times size, both at least 0, is at most limit.
func fits(n, size, limit int) bool {
	return size == 0 || n <= limit/size
}
