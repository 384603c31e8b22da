// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/pkg/template"
)

// Bounds for one attack with the default limits. Both are far from what the
// attacks take, some 50 MiB in all and two seconds: the race detector and a busy
// machine make everything slower, and what has no bound takes gigabytes and hours.
const (
	attackMemory = 256 << 20
	attackTime   = 30 * time.Second
)

// big is a template that begins with $s, a string of 512 KiB.
const big = `{{ $s := repeat 1024 (repeat 512 "a") }}`

func TestAttacks(t *testing.T) {
	double := func(n int, step string) string {
		return strings.Repeat("{{ $x = "+step+" }}", n)
	}
	tests := []struct{ name, text string }{
		{"endless range over a number", `{{ range 9000000000000 }}{{ end }}`},
		{"nested ranges", `{{ range 1000 }}{{ range 1000 }}{{ range 1000 }}{{ end }}{{ end }}{{ end }}`},
		{"ranges that break", `{{ range 100000000 }}{{ range 10 }}{{ break }}{{ end }}{{ continue }}{{ end }}`},
		{"endless recursion", `{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}`},
		{"mutual recursion", `{{ define "a" }}{{ template "b" . }}{{ end }}{{ define "b" }}{{ template "a" . }}{{ end }}{{ template "a" . }}`},
		{"branching recursion", `{{ define "a" }}{{ if lt . 45 }}{{ template "a" (add1 .) }}{{ template "a" (add1 .) }}{{ end }}{{ end }}{{ template "a" 0 }}`},
		{"recursion of the main template", `{{ define "a" }}x{{ template "template" . }}{{ end }}{{ template "a" . }}`},
		{"endless output", `{{ range 90000 }}0123456789012345678901234567890123456789{{ end }}`},
		{"repeat", `{{ repeat 2000000000 "x" }}`},
		{"repeat of negative", `{{ repeat -1 "x" }}`},
		{"repeat overflow", `{{ repeat 9223372036854775807 "xx" }}`},
		{"repeat of repeat", `{{ repeat 1000 (repeat 1000 (repeat 1000 "x")) }}`},
		{"doubled string", `{{ $x := "abcdefgh" }}` + double(40, `print $x $x`)},
		{"doubled by format", `{{ $x := "abcdefgh" }}` + double(40, `printf "%[1]s%[1]s%[1]s" $x`)},
		{"doubled list", `{{ $x := list 1 }}` + double(60, `list $x $x`) + `{{ $x }}`},
		{"doubled list, printed only", `{{ $x := list 1 }}` + double(60, `tuple $x $x`) + `{{ print $x }}`},
		{"doubled list to JSON", `{{ $x := list 1 }}` + double(60, `list $x $x`) + `{{ toJson $x }}`},
		{"doubled dict", `{{ $x := dict "a" 1 }}` + double(60, `dict "a" $x "b" $x`) + `{{ $x }}`},
		{"doubled dict by set", `{{ $x := dict }}` + double(60, `set (dict "a" $x) "b" $x`) + `{{ $x }}`},
		{"doubled concat", `{{ $x := list 1 2 3 4 }}` + double(60, `concat $x $x`)},
		{"doubled through lookups", `{{ $x := list 1 }}` + double(60, `ternary (list $x $x) 1 true`)},
		{"cycle by set", `{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d }}`},
		{"cycle by set, deep", `{{ $d := dict }}{{ $_ := set $d "d" (dict "x" (list $d)) }}{{ toJson $d }}`},
		{"cycle by merge", `{{ $d := dict "a" (dict) }}{{ range 100 }}{{ $_ := merge $d (dict "a" $d) }}{{ end }}{{ $d }}`},
		{"cycle by append", `{{ $d := dict }}{{ $l := list $d }}{{ $_ := set $d "l" (append $l $l) }}{{ $d }}`},
		{"deep list", `{{ $x := list }}{{ range 100000 }}{{ $x = list $x }}{{ end }}`},
		{"deep JSON", `{{ fromJson (printf "%s%s" (repeat 9000 "[") (repeat 9000 "]")) }}`},
		{"wide JSON", `{{ fromJson (printf "[%s{}]" (repeat 300000 "{},")) }}`},
		{"wide format", `{{ printf (print "%1000000000d") 1 }}`},
		{"precise format", `{{ printf (print "%.1000000000f") 1.0 }}`},
		{"width per element", `{{ printf "%1024d" (until 30000) }}`},
		{"format of many verbs", `{{ $s := repeat 100000 "x" }}{{ printf (repeat 5000 "%[1]s") $s }}`},
		{"indent", `{{ indent 2000000000 "x" }}`},
		{"indent of lines", `{{ indent 1000 (repeat 500000 "\n") }}`},
		{"nindent of lines", `{{ nindent 1000 (repeat 500000 "\n") }}`},
		{"replace of nothing", big + `{{ replace "" $s $s }}`},
		{"replace of each", big + `{{ replace "a" "0123456789" $s }}`},
		{"join", big + `{{ join $s (until 10000) }}`},
		{"until", `{{ until 2000000000 }}`},
		{"until overflow", `{{ untilStep 0 9223372036854775807 4611686018427387905 }}`},
		{"untilStep", `{{ untilStep 0 2147483648 1 }}`},
		{"seq", `{{ seq 0 1 2000000000 }}`},
		{"seq downwards", `{{ seq 0 -2000000000 }}`},
		{"wrap", `{{ wrap 1 (repeat 1000000 "a ") }}`},
		{"wrapWith", big + `{{ wrapWith 1 $s $s }}`},
		{"wrapWith at spaces", `{{ wrapWith 500000 (repeat 100000 "x") (repeat 250000 "a ") }}`},
		{"trimAll", `{{ trimAll (repeat 250000 "é") (repeat 250000 "è") }}`},
		{"split", big + `{{ split "" $s }}`},
		{"splitList", big + `{{ splitList "a" $s }}`},
		{"splitn", big + `{{ splitn "" 2000000000 $s }}`},
		{"chunk", `{{ chunk 0 (list 1) }}`},
		{"uniq", `{{ uniq (until 30000) }}`},
		{"without", `{{ without (until 15000) (until 15000) }}{{ range 1000 }}{{ $_ := without (until 15000) 1 2 3 4 5 6 7 8 9 }}{{ end }}`},
		{"decimal arithmetic", `{{ mulf ` + strings.Repeat("1.234567890123456e300 ", 2000) + ` }}`},
		{"round", `{{ round 1.5 2000000000 }}`},
		{"regex of many states", `{{ regexMatch "` + strings.Repeat("(x{1000})", 50) + `" (repeat 100000 "x") }}`},
		{"regex of many states, again", `{{ range 100000 }}{{ $_ := regexMatch "` + strings.Repeat("(x{1000})?", 50) + `" "x" }}{{ end }}`},
		{"regex too large", `{{ regexMatch (repeat 600 "a") "x" }}`},
		{"regex over text", big + `{{ regexMatch "(a|aa|aaa|aaaa|aaaaa){1,100}b" $s }}`},
		{"regexFindAll", big + `{{ regexFindAll "" $s -1 }}`},
		{"regexSplit", big + `{{ regexSplit "a" $s -1 }}`},
		{"regexReplaceAll", big + `{{ regexReplaceAll "a" $s (repeat 1000 "b") }}`},
		{"regexReplaceAll of itself", big + `{{ regexReplaceAll "(a+)" $s (repeat 1000 "$1") }}`},
		{"regexReplaceAllLiteral", big + `{{ regexReplaceAllLiteral "" $s $s }}`},
		{"semver", big + `{{ semverCompare $s "1" }}`},
		{"escapes", `{{ $x := "<" }}` + double(30, `html $x $x`)},
		{"encodings", `{{ $x := "<" }}` + double(60, `b64enc $x`)},
		{"quotes", `{{ $x := "\\" }}` + double(60, `quote $x`)},
		{"loop of large strings", big + `{{ range 1000 }}{{ $x := upper $s }}{{ end }}`},
		{"loop of large digests", big + `{{ range 1000 }}{{ $x := sha512sum $s }}{{ end }}`},
		{"loop over a large map", `{{ $m := split "," (repeat 10000 "a,") }}{{ range 1000 }}{{ range $m }}{{ break }}{{ end }}{{ end }}`},
		{"growing list", `{{ $l := list }}{{ range 100000 }}{{ $l = append $l "0123456789" }}{{ end }}`},
		{"growing dict", `{{ $d := dict }}{{ range $i := until 30000 }}{{ $_ := set $d (print $i) $i }}{{ end }}`},
		{"many variables in a loop", strings.Repeat(`{{ $a := 1 }}`, 800) + `{{ $b := 1 }}{{ range 100000 }}{{ $x := list` + strings.Repeat(" $a", 18000) + ` }}{{ end }}`},
		{"long chain in a loop", `{{ range 100000 }}{{ if $` + strings.Repeat(".a", 200000) + ` }}{{ end }}{{ end }}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			parsed := parse(t, tt.text, template.Limits{Time: 2 * time.Second})
			_, err := measured(t, func() (string, error) { return parsed.Execute(t.Context(), map[string]any{"n": 1}) })
			if err == nil {
				t.Error("the attack succeeded")
			}
		})
	}
}

// measured fails the test if f takes too much time or memory.
func measured(t *testing.T, f func() (string, error)) (string, error) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	out, err := f()
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	used := after.TotalAlloc - before.TotalAlloc
	t.Logf("%s, %d KiB: %v", took.Round(time.Millisecond), used>>10, err)
	if took > attackTime {
		t.Errorf("took %s", took)
	}
	if used > attackMemory {
		t.Errorf("allocated %d MiB", used>>20)
	}
	return out, err
}

func TestParseAttacks(t *testing.T) {
	tests := []struct{ name, text string }{
		{"too large", strings.Repeat("x", 1<<20+1)},
		{"too many actions", strings.Repeat("{{.}}", 4097)},
		{"deep parentheses", `{{ print ` + strings.Repeat("(", 100_000) + strings.Repeat(")", 100_000) + ` }}`},
		{"deep parentheses with values", `{{ print ` + strings.Repeat("(print ", 100_000) + strings.Repeat(")", 100_000) + ` }}`},
		{"parentheses below the limit of the parser", `{{ ` + strings.Repeat("(", 9_000) + "1" + strings.Repeat(")", 9_000) + ` }}`},
		{"deep ranges", strings.Repeat("{{range .}}", 100_000) + strings.Repeat("{{end}}", 100_000)},
		{"deep ifs below the limit of actions", strings.Repeat("{{if .}}", 2000) + strings.Repeat("{{end}}", 2000)},
		{"deep else ifs", "{{if .}}" + strings.Repeat("{{else if .}}", 3000) + "{{end}}"},
		{"deep blocks", strings.Repeat("{{block \"b\" .}}", 1500) + strings.Repeat("{{end}}", 2000)},
		{"deep chains", `{{ ` + strings.Repeat("(", 5000) + "." + strings.Repeat(").a", 5000) + ` }}`},
		{"unclosed strings", strings.Repeat("{{ \"", 4000)},
		{"unclosed comment", "{{/*" + strings.Repeat("*", 1_000_000)},
		{"only braces", strings.Repeat("{", 1_000_000)},
		{"many variables", strings.Repeat("{{$a:=1}}", 4000) + "{{$b:=1}}{{print" + strings.Repeat(" $b", 300_000) + "}}{{nope}}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := measured(t, func() (string, error) {
				_, err := template.Parse("", tt.text, template.Limits{})
				return "", err
			})
			var e *template.Error
			if !errors.As(err, &e) {
				t.Errorf("got %v, want a *template.Error", err)
			}
		})
	}
}

// TestStackIsBounded nests as deep as is allowed, in templates that call each
// other as deep as is allowed.
func TestStackIsBounded(t *testing.T) {
	body := strings.Repeat("{{range $.l}}", 99) + `{{ template "a" $ }}` + strings.Repeat("{{end}}", 99)
	text := `{{ define "a" }}` + body + `{{ end }}{{ template "a" . }}`
	parsed := parse(t, text, template.Limits{Steps: 1 << 30})
	_, err := parsed.Execute(t.Context(), map[string]any{"l": []any{1}})
	if !errors.Is(err, template.ErrLimit) {
		t.Errorf("got %v, want ErrLimit", err)
	}
}

func TestDeadlineIsHonoured(t *testing.T) {
	// Steps and values are so generous that only the time is left to end this.
	limits := template.Limits{Steps: 1 << 60, Value: 1 << 30, Output: 1 << 30, Time: 100 * time.Millisecond}
	for _, text := range []string{
		`{{ range 1000000000000 }}{{ end }}`,
		`{{ $s := repeat 100000 "x" }}{{ range 1000000000000 }}{{ $x := sha512sum $s }}{{ end }}`,
		`{{ define "a" }}{{ if lt . 40 }}{{ template "a" (add1 .) }}{{ template "a" (add1 .) }}{{ end }}{{ end }}{{ template "a" 0 }}`,
	} {
		parsed := parse(t, text, limits)
		start := time.Now()
		_, err := parsed.Execute(t.Context(), nil)
		if !errors.Is(err, template.ErrLimit) || !strings.Contains(err.Error(), "longer than 100ms") {
			t.Errorf("%s: got %v, want the time limit", text, err)
		}
		if took := time.Since(start); took > attackTime {
			t.Errorf("%s: took %s", text, took)
		}
	}
}
