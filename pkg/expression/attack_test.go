// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package expression_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/pkg/expression"
)

// Bounds for one attack. The race detector makes everything several times slower,
// so the time is generous. The memory is what was ever allocated, by parsing the
// body and by walking it until the budget is spent.
const (
	attackMemory = 384 << 20
	attackTime   = 30 * time.Second
)

func TestAttacks(t *testing.T) {
	chain := func(start, step string, n int) string { return start + strings.Repeat(step, n) }
	// Ten levels of eight references each to the level below.
	wide := chain(`[1]`, `.map(a, [a, a, a, a, a, a, a, a])`, 10)
	fields := `{"1": a, "2": a, "3": a, "4": a, "5": a, "6": a, "7": a, "8": a}`
	numbers := "[" + strings.Repeat("1,", 200_000) + "1]"
	text := `{"s":"` + strings.Repeat("a", 1_000_000) + `"}`
	empty := "[" + strings.Repeat("[],", 300_000) + "[]]"
	tests := []struct{ name, text, body string }{
		{"nested loops", `response.body.exists(a, response.body.exists(b, response.body.exists(c, a + b + c == 0)))`, numbers},
		{"loops that overlook errors", `response.body.exists(a, response.body.exists(b, response.body[-1] == 0))`, numbers},
		{"doubled text of known type", chain(`[response.bodyString]`, `.map(a, a + a)`, 25) + `.size() == 0`, text},
		{"doubled text of unknown type", chain(`[response.body.s]`, `.map(a, a + a)`, 25) + `.size() == 0`, text},
		{"doubled list", chain(`[response.body]`, `.map(a, a + a)`, 25) + `[0] == []`, numbers},
		{"doubled list, in", `1 in ` + chain(`[response.body]`, `.map(a, a + a)`, 25) + `[0]`, numbers},
		{"shared lists compared", wide + ` == ` + wide, numbers},
		{"shared lists not equal", wide + ` != ` + wide, numbers},
		{"shared maps compared", chain(`[1]`, `.map(a, `+fields+`)`, 10) + ` == ` + chain(`[1]`, `.map(a, `+fields+`)`, 10), numbers},
		{"shared optionals compared", chain(`[1]`, `.map(a, [optional.of([a, a, a, a, a, a, a, a, a, a])])`, 6) + ` == ` + chain(`[1]`, `.map(a, [optional.of([a, a, a, a, a, a, a, a, a, a])])`, 6), numbers},
		{"shared lists in list", wide + ` in [` + wide + `]`, numbers},
		{"bodies compared in a loop", `response.body.all(a, response.body == response.body)`, empty},
		{"many bodies compared", `[` + strings.Repeat("response.body,", 1000) + `dyn(1)] == [` + strings.Repeat("response.body,", 50) + `dyn(1)]`, numbers},
		{"body in a loop of in", `!response.body.all(a, a in response.body)`, "[" + strings.Repeat("1,", 100_000) + "2]"},
		{"membership", `response.body.exists(a, 2 in response.body)`, numbers},
		{"lists made in a loop", `response.body.map(a, [a` + strings.Repeat(",dyn(1)", 500) + `]).size() == 0`, numbers},
		{"maps made in a loop", `response.body.map(a, {0: a` + strings.Repeat(",1:dyn(1)", 500) + `}).size() == 0`, numbers},
		{"texts made in a loop", `response.body.map(a, string(dyn(b"` + strings.Repeat("x", 15_000) + `"))).size() == 0`, numbers},
		{"copies in a loop", `response.body.split("").map(a, response.bodyString.lowerAscii()).size() == 0`, `"` + strings.Repeat("aA", 100_000) + `"`},
		{"split in a loop", `response.bodyString.split("").map(a, response.bodyString.split("")).size() == 0`, text},
		{"size in a loop", `response.bodyString.split("").map(a, response.bodyString.size()).size() == 0`, text},
		{"substring in a loop", `response.bodyString.split("").map(a, response.bodyString.substring(1)).size() == 0`, text},
		{"large regular expression", `response.bodyString.matches("` + strings.Repeat("(x{1000})?", 50) + `$")`, text},
		{"regular expression of many states", `response.bodyString.matches("(a|aa|aaa|aaaa){1,100}b")`, text},
		{"regular expression in a loop", `response.bodyString.split("").all(a, !response.bodyString.matches("b"))`, text},
		{"contains in a loop", `response.body.s.split("").all(a, response.bodyString.contains(response.body.s))`, text},
		{"concatenations", `response.bodyString.split("").map(a, response.bodyString + a).size() == 0`, text},
		{"flattened loops", `response.body.map(a, response.body.map(b, response.body.map(c, c))).size() == 0`, numbers},
		{"two variables", `response.body.transformList(i, v, response.body.transformList(j, w, [i, j])).size() == 0`, numbers},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := expression.Compile(tt.text)
			if err != nil {
				t.Fatalf("Compile: %v", err)
			}
			r := expression.Response{StatusCode: 200, Body: []byte(tt.body)}
			measured(t, func() error {
				_, err = p.Eval(t.Context(), r)
				return err
			})
			var e *expression.Error
			if !errors.As(err, &e) {
				t.Errorf("got %v, want an *expression.Error", err)
			}
		})
	}
}

func TestCompileAttacks(t *testing.T) {
	fill := func(before, piece, after string) string {
		return before + strings.Repeat(piece, (expression.MaxText-len(before)-len(after))/len(piece)) + after
	}
	for name, text := range map[string]string{
		"types of lists":     `[1]` + strings.Repeat(`.map(a, [a, a])`, 90) + ` == []`,
		"types of maps":      `[1]` + strings.Repeat(`.map(a, {a: a})`, 40) + ` == []`,
		"types of optionals": `[1]` + strings.Repeat(`.map(a, [optional.of(a), optional.of(a)])`, 90) + ` == []`,
		"types of types":     `[1]` + strings.Repeat(`.map(a, type(a))`, 90) + ` == []`,
		"types at the limit": `[1]` + strings.Repeat(`.map(a, [optional.of(optional.of(a))])`, 12) + ` == []`,
		"parentheses":        fill("", "(", ""),
		"negations":          fill("", "!", "true"),
		"brackets":           fill("", "[", ""),
		"braces":             fill("", "{", ""),
		"ternaries":          fill("", "true?true:", "true"),
		"macros":             fill("", "response.body.exists(x,", "true"),
		"chain":              fill("response.body", ".map(x,x)", " == 1"),
		"fields":             fill("response.body", ".a", ""),
		"indices":            fill("response.body", "[0]", ""),
		"sum":                fill("1", "+1", " == 1"),
		"unknown sum":        fill("response.body", "+response.body", " == 1"),
		"arguments":          fill("f(", "1,", "1)"),
		"quotes":             fill("", "'", ""),
		"escapes":            fill(`"`, `\`, `"`),
		"garbage":            fill("", "@ ", ""),
		"names":              fill("", "a ", ""),
		"backquotes":         fill("", "`a`.", ""),
	} {
		t.Run(name, func(t *testing.T) {
			measured(t, func() error {
				_, err := expression.Compile(text)
				return err
			})
		})
	}
}

// measured fails the test if f takes too much time or memory.
func measured(t *testing.T, f func() error) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	err := f()
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	used := after.TotalAlloc - before.TotalAlloc
	t.Logf("%s, %d MiB: %.200v", took.Round(time.Millisecond), used>>20, err)
	if took > attackTime {
		t.Errorf("took %s", took)
	}
	if used > attackMemory {
		t.Errorf("allocated %d MiB", used>>20)
	}
}

// FuzzExpression checks for any text and any body that nothing panics, that it
// ends, and that errors hold nothing of the response.
func FuzzExpression(f *testing.F) {
	for _, seed := range []string{
		`response.statusCode == 200 && response.body.status == "ok"`,
		`response.headers["Content-Type"][0].startsWith("application/json")`,
		`response.body.items.filter(i, i.up).map(i, i.name + "x") == ["a", "b"]`,
		`response.bodyString.matches("a+b") || has(response.body.errors)`,
		`response.body.?a.?b.orValue(1) in [1, 2.0, "x", null]`,
		`[[1].map(a, [a, a]), {"k": optional.of(1)}] == []`,
		`int(response.body.secret) > size(response.bodyString.split("a"))`,
		`response.body.tags.transformList(i, v, i).sum() == 1`,
		`duration("1s") < duration(response.body.secret)`,
	} {
		f.Add(seed, string(answer().Body))
	}
	f.Fuzz(func(t *testing.T, text, body string) {
		if len(body) > 4096 {
			return
		}
		p, err := expression.Compile(text)
		if err == nil {
			r := answer()
			r.Body = []byte(body)
			_, err = p.Eval(t.Context(), r)
		}
		var e *expression.Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("got %T, want an *expression.Error", err)
		}
		if err != nil && !strings.Contains(text, "CANARY") && strings.Contains(err.Error(), canary) {
			t.Errorf("the error holds a part of the response: %v", err)
		}
	})
}
