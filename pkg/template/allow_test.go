// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Masterminds/sprig/v3"
)

// TestAllowListIsComplete fails if sprig renames a function, or brings one that
// nobody has decided on.
func TestAllowListIsComplete(t *testing.T) {
	refused := []string{
		// Environment and network.
		"env", "expandenv", "getHostByName",
		// Keys, certificates and passwords.
		"bcrypt", "htpasswd", "genPrivateKey", "derivePassword", "buildCustomCert", "genCA", "genCAWithKey",
		"genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey", "encryptAES", "decryptAES",
		// Randomness.
		"randAlphaNum", "randAlpha", "randAscii", "randNumeric", "randInt", "randBytes", "shuffle", "uuidv4",
		// The clock and the time zones of the machine.
		"ago", "date", "date_in_zone", "date_modify", "dateInZone", "dateModify", "htmlDate", "htmlDateInZone",
		"must_date_modify", "mustDateModify", "mustToDate", "now", "toDate", "unixEpoch",
		// Of no use.
		"hello",
	}
	known := sprig.GenericFuncMap()
	for _, name := range slices.Concat(linearFunctions(), lookupFunctions(), slices.Collect(maps.Keys(guardedFunctions()))) {
		if known[name] == nil {
			t.Errorf("sprig does not have %s", name)
		}
		if allowed()[name] == nil {
			t.Errorf("%s is not callable", name)
		}
	}
	for name := range known {
		if (allowed()[name] != nil) == slices.Contains(refused, name) {
			t.Errorf("%s must be either allowed or refused", name)
		}
	}
}

// TestFunctionsAreLinear calls every function with large texts that are bad for
// careless algorithms, and fails if one takes long: a linear one takes far less
// than a second, a quadratic one minutes.
func TestFunctionsAreLinear(t *testing.T) {
	const size = 100_000
	texts := []string{"a", " ", "\n", "A1_", "é", "0", "[", "a b ", "%", "\\", "https://a/"}
	for name, f := range allowed() {
		if f.builtin {
			continue
		}
		t.Run(name, func(t *testing.T) {
			for _, piece := range texts {
				args := largeArguments(f, strings.Repeat(piece, size/len(piece)))
				r := &run{ctx: context.Background(), limits: Limits{}.withDefaults(), deadline: time.Now().Add(time.Hour)}
				start := time.Now()
				out, err := r.call(f, args)
				if took := time.Since(start); took > 30*time.Second {
					t.Errorf("took %s with %q", took, piece)
				}
				if _, ok := weigh(r.limits.Value, out); err == nil && !ok {
					t.Errorf("the result exceeds the limit with %q", piece)
				}
			}
		})
	}
}

// largeArguments makes one argument of a text for every parameter.
func largeArguments(f *function, text string) []any {
	types := slices.Clone(f.fixed)
	if f.variadic != nil {
		types = append(types, f.variadic)
	}
	args := make([]any, len(types))
	for i, want := range types {
		switch want.Kind() {
		case reflect.Int:
			args[i] = 3
		case reflect.Float64:
			args[i] = 0.5
		case reflect.Bool:
			args[i] = true
		case reflect.Map:
			args[i] = map[string]any{"k": text, "path": text, "query": text, text: nil}
		default:
			args[i] = text
		}
	}
	return args
}

// TestResultsArePlain calls functions whose implementation returns other types.
func TestResultsArePlain(t *testing.T) {
	for _, text := range []string{
		`{{ splitList "," "a,b" }}`, `{{ until 2 }}`, `{{ chunk 1 (list 1 2) }}`, `{{ split "," "a" }}`,
		`{{ semver "1.2.3" }}`, `{{ regexFindAll "a" "aa" -1 }}`, `{{ sortAlpha (list "b" "a") }}`, `{{ toStrings (list 1) }}`,
	} {
		parsed, err := Parse("", text, Limits{Time: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parsed.Execute(t.Context(), nil); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	f := &function{name: "f"}
	if _, err := f.plain(errors.New("an error has methods")); err == nil {
		t.Error("a value with methods was accepted")
	}
}

func TestScanFormat(t *testing.T) {
	tests := []struct {
		format string
		want   []verb
		ok     bool
	}{
		{"plain 100%%", nil, true},
		{"%s:%s", []verb{{'s', 0, 0}, {'s', 1, 0}}, true},
		{"%-08.3f|% x", []verb{{'f', 0, 11}, {'x', 1, 0}}, true},
		{"%[2]d %d %[1]q", []verb{{'d', 1, 0}, {'d', 2, 0}, {'q', 0, 0}}, true},
		{"%5[1]v", []verb{{'v', 0, 5}}, true},
		{"%[0]s", []verb{{'s', -1, 0}}, true},
		{"%[s", []verb{{'s', -1, 0}}, true},
		{"%", nil, false},
		{"%3", nil, false},
		{"%*d", nil, false},
		{"%[1]*d", nil, false},
		{"%p", nil, false},
		{"%99999999999999999999d", nil, false},
		{"%1000.1000f", nil, false},
		{"%é", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.format, func(t *testing.T) {
			got, err := scanFormat(tt.format)
			if ok := err == nil; ok != tt.ok || !slices.Equal(got, tt.want) {
				t.Errorf("got %v, %v; want %v", got, err, tt.want)
			}
		})
	}
}
