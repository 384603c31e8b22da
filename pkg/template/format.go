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
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		v := verb{arg: next}
		i++
		for i < len(format) && strings.IndexByte("+-# 0", format[i]) >= 0 {
			i++
		}
		for ; i < len(format) && strings.IndexByte("0123456789.[]", format[i]) >= 0; i++ {
			if n, size := scanNumber(format[i:]); size > 0 {
				if i > 0 && format[i-1] == '[' {
					v.arg = n - 1
				} else {
					v.width += n
				}
				i += size - 1
			}
		}
		if i >= len(format) {
			return nil, faultf("the format ends within a verb")
		}
		v.letter = format[i]
		if v.letter == '%' {
			continue
		}
		if strings.IndexByte("vTtbcdoOqxXUeEfFgGs", v.letter) < 0 {
			return nil, faultf("the format has an unknown verb, or a width that is an argument")
		}
		if v.width > maxWidth {
			return nil, limitf("the format has a width of more than %d", maxWidth)
		}
		next = v.arg + 1
		verbs = append(verbs, v)
	}
	return verbs, nil
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
