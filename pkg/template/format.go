// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"fmt"
	"strings"
)

// verb is one place of a printf format.
type verb struct {
	letter byte
	arg    int // index of the argument
	width  int // width and precision together
}

// scanFormat reads a format as fmt does, and refuses what can be of any size
// (widths from arguments) or shows addresses (%p).
func scanFormat(format string) ([]verb, error) {
	var verbs []verb
	next := 0
	for {
		_, after, found := strings.Cut(format, "%")
		if !found {
			return verbs, nil
		}
		v, rest, err := scanVerb(after, next)
		if err != nil {
			return nil, err
		}
		format = rest
		if v.letter == '%' {
			continue
		}
		next = v.arg + 1
		verbs = append(verbs, v)
	}
}

// scanVerb reads what follows a percent sign; next is the argument that the verb
// is for, unless it says which.
func scanVerb(s string, next int) (v verb, rest string, err error) {
	v.arg = next
	s = strings.TrimLeft(s, "+-# 0")
	for s != "" && strings.IndexByte("0123456789.[]", s[0]) >= 0 {
		isIndex := s[0] == '['
		if strings.IndexByte(".[]", s[0]) >= 0 {
			s = s[1:]
		}
		n, size := scanNumber(s)
		s = s[size:]
		if isIndex {
			v.arg = n - 1
		} else {
			v.width += n
		}
	}
	if s == "" {
		return v, "", faultf("the format ends within a verb")
	}
	v.letter = s[0]
	if strings.IndexByte("%vTtbcdoOqxXUeEfFgGs", v.letter) < 0 {
		return v, "", faultf("the format has an unknown verb, or a width that is an argument")
	}
	if v.width > maxWidth {
		return v, "", limitf("the format has a width of more than %d", maxWidth)
	}
	return v, s[1:], nil
}

// scanNumber reads digits; numbers beyond every bound stay just beyond it.
func scanNumber(s string) (n, size int) {
	for size < len(s) && s[size] >= '0' && s[size] <= '9' {
		n = min(n*10+int(s[size]-'0'), maxActions*maxWidth)
		size++
	}
	return n, size
}

// matchArguments refuses formats that leave arguments out or ask for more.
func matchArguments(verbs []verb, args int) error {
	used := 0
	for _, v := range verbs {
		if v.arg < 0 || v.arg >= args {
			return faultf("the format has more verbs than there are arguments")
		}
		used = max(used, v.arg+1)
	}
	if used < args {
		return faultf("the format has fewer verbs than there are arguments")
	}
	return nil
}

// checkFormatCount checks a constant format when the template is parsed.
func checkFormatCount(format string, args int) error {
	verbs, err := scanFormat(format)
	if err != nil {
		return err
	}
	return matchArguments(verbs, args)
}

// formatted is printf. What fmt would report within its result is an error, as
// nobody looks at a header value before it is sent.
func formatted(r *run, format string, args ...any) (string, error) {
	verbs, err := scanFormat(format)
	if err != nil {
		return "", err
	}
	if err := matchArguments(verbs, len(args)); err != nil {
		return "", err
	}
	total := len(format)
	for _, v := range verbs {
		arg := args[v.arg]
		if !verbFits(v.letter, arg) {
			return "", faultf("printf: argument %d %s, which %%%c is not for", v.arg+2, isA(arg), v.letter)
		}
		w, _ := weigh(r.limits.Value, arg)
		total += w + v.width*(w/nodeWeight)
		if total > r.limits.Value {
			return "", limitf("printf: the result would be larger than %d bytes", r.limits.Value)
		}
	}
	return fmt.Sprintf(format, args...), nil
}

func verbFits(letter byte, arg any) bool {
	var letters string
	switch arg.(type) {
	case bool:
		letters = "vTt"
	case int, int64:
		letters = "vTbcdoOqxXU"
	case float64:
		letters = "vTbeEfFgGxX"
	case string:
		letters = "vTsqxX"
	default:
		letters = "vTsdqxX"
	}
	return strings.IndexByte(letters, letter) >= 0
}
